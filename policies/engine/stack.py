"""A synthesized stack as the policies see it: resources, and values that follow references."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from policies.engine import terraform
from policies.engine.resource import Resource
from policies.engine.values import ABSENT, Absent, Computed, Known, Unknown, Value


class Place(StrEnum):
    """Where a stack was read."""

    SYNTH = "synth"
    PLAN = "plan"
    LIVE = "live"


# An attribute or, within a list, an index.
Step = str | int
# The places that references led through: address and path.
Trail = tuple[tuple[str, tuple[Step, ...]], ...]


@dataclass(frozen=True, eq=False)
class Stack:
    """The resources of one stack and the settings of its AWS providers.

    `data` are the data sources that were read; synthesized JSON knows nothing of what they hold.
    `backend` says where Terraform keeps the state, as written; None if unknown. `others` are the
    blocks that are neither: required providers, outputs, imports, removals. `neighbours` are the
    other stacks that are evaluated at the same time.

    Two stacks are equal only if they are the same object, so that what is derived from a stack
    can be kept by it.
    """

    name: str
    resources: Sequence[Resource]
    providers: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    place: Place = Place.SYNTH
    data: Sequence[Resource] = field(default_factory=tuple)
    backend: Mapping[str, Any] | None = None
    others: Sequence[Resource] = field(default_factory=tuple)
    neighbours: Sequence["Stack"] = field(default_factory=tuple)

    def value(self, resource: Resource, *path: Step) -> Value:
        """The value at `path` in the resource, with every reference followed.

        A block counts as one whether it is written as an object or as a list of one object, as
        Terraform takes both (https://developer.hashicorp.com/terraform/language/syntax/json).
        """
        found = self._at(resource, path, ())
        if isinstance(found, Absent) and path and path[0] in resource.undeclared:
            return self._descend(resource.undeclared, path, ())
        return found

    @cached_property
    def blocks(self) -> Sequence[Resource]:
        """All that is written besides resources and data sources, as policies evaluate it.

        None in a stack without resources: what is declared no more is only to be destroyed.
        """
        if not self.resources:
            return []
        provider = next(iter(self.providers), {})
        return [
            Resource(self.name, "provider", "aws", provider),
            Resource(self.name, "terraform", "backend", self.backend or {}),
            *self.others,
        ]

    def of_type(self, kind: str) -> Sequence[Resource]:
        """The resources of one type, in the order of the document."""
        return self._by_type.get(kind, ())

    def find(self, address: str) -> Resource | None:
        """The resource or data source at that address; None if the stack has none."""
        return self._by_address.get(address)

    @cached_property
    def suffix(self) -> Value:
        """The environment's suffix: the default tag Environment of the AWS providers."""
        found = [self._tag(provider) for provider in self.providers] or [ABSENT]
        if any(tag != found[0] for tag in found):
            return Unknown("the AWS providers of the stack differ in the default tag Environment")
        return found[0]

    def _tag(self, provider: Mapping[str, Any]) -> Value:
        return self._descend(provider, ("default_tags", "tags", "Environment"), ())

    @cached_property
    def _by_address(self) -> Mapping[str, Resource]:
        return {resource.address: resource for resource in [*self.data, *self.resources]}

    @cached_property
    def _by_type(self) -> Mapping[str, list[Resource]]:
        grouped: dict[str, list[Resource]] = {}
        for resource in self.resources:
            grouped.setdefault(resource.type, []).append(resource)
        return grouped

    def _at(self, resource: Resource, path: Sequence[Step], trail: Trail) -> Value:
        step = (resource.address, tuple(path))
        if step in trail:
            named = [f"{address}.{terraform.dotted(steps)}" for address, steps in (*trail, step)]
            return Unknown(f"references form a cycle: {' -> '.join(named)}")
        if path and path[0] in resource.values.get("dynamic", {}):
            return Unknown(f"the block {path[0]} is generated (dynamic)")
        return self._descend(resource.values, path, (*trail, step))

    def _descend(self, raw: Any, path: Sequence[Step], trail: Trail) -> Value:
        for step in path:
            if isinstance(step, str) and isinstance(raw, list):
                if len(raw) > 1:
                    return Unknown(f"there are {len(raw)} blocks with {step}")
                raw = raw[0] if raw else None
            if raw is None:
                return ABSENT
            if isinstance(raw, str):
                return Unknown(f"{step} is read from the expression {raw}")
            raw = _child(raw, step)
        return self._resolved(raw, trail)

    def _resolved(self, raw: Any, trail: Trail) -> Value:
        if raw is None:
            return ABSENT
        if isinstance(raw, str):
            return self._text(raw, trail)
        if isinstance(raw, list):
            return _all_known([self._resolved(item, trail) for item in raw])
        if isinstance(raw, dict):
            held = {key: value for key, value in raw.items() if key != "//"}
            values = _all_known([self._resolved(value, trail) for value in held.values()])
            if isinstance(values, Known):
                return Known(dict(zip(held, values.value, strict=True)))
            return values
        return Known(raw)

    def _text(self, text: str, trail: Trail) -> Value:
        parts = terraform.parts(text)
        if parts is None:
            return Unknown(f"the expression {text} is more than strings and references")
        resolved = [
            Known(part) if isinstance(part, str) else self._followed(part, trail) for part in parts
        ]
        if len(resolved) == 1:
            return resolved[0]
        together = _all_known(resolved)
        if isinstance(together, Known):
            return Known("".join(terraform.as_text(value) for value in together.value))
        return together

    def _followed(self, reference: terraform.Reference, trail: Trail) -> Value:
        target = self.find(reference.address)
        if target is None:
            return Unknown(f"{reference} refers outside the stack")
        value = self._at(target, reference.path, trail)
        if isinstance(value, Absent):
            return Computed(target, terraform.dotted(reference.path))
        return value


def _child(raw: Any, step: Step) -> Any:
    if isinstance(step, str):
        return raw.get(step) if isinstance(raw, dict) else None
    blocks = raw if isinstance(raw, list) else [raw]
    return blocks[step] if step < len(blocks) else None


def _all_known(values: Sequence[Value]) -> Value:
    for value in values:
        if isinstance(value, Computed):
            return Unknown(f"it holds {value}, which is known only after deployment")
        if isinstance(value, Unknown):
            return value
    return Known([value.value if isinstance(value, Known) else None for value in values])
