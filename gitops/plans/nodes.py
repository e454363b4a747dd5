"""One place in a resource: what was, what will be, what is unknown, secret or synthesized."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gitops.plans import policy_documents, set_order
from policies.engine import marks

Step = str | int
Path = tuple[Step, ...]


@dataclass(frozen=True)
class Node:
    """Both sides of one place. `path` is for people, `steps` count as Terraform does.

    `names` are the keys on the way without numbers, by which the provider's schema knows sets.
    `is_new` says that the whole resource is. `synthesized` is what the synthesized JSON has here,
    and None where it has nothing. `secret` is what Terraform or a detector hides, `marked` what
    Terraform does.
    """

    before: Any
    after: Any
    unknown: Any = False
    secret: marks.Mark = False
    marked: marks.Mark = False
    synthesized: Any = None
    path: str = ""
    steps: Path = ()
    type: str = ""
    names: tuple[str, ...] = ()
    is_set: bool = False
    is_policy: bool = False
    is_new: bool = False
    from_synthesis: bool = False

    def at(self, key: str) -> "Node":
        """The same, one key deeper."""
        names = (*self.names, key)
        return replace(
            self,
            before=_at(self.before, key),
            after=_at(self.after, key),
            unknown=_marked(self.unknown, key),
            secret=marks.below(self.secret, key),
            marked=marks.below(self.marked, key),
            synthesized=_at(self.synthesized, key),
            path=f"{self.path}.{key}" if self.path else key,
            steps=(*self.steps, key),
            names=names,
            is_set=self._is_set(names),
        )

    def element(self, old: int | None, new: int | None, label: str = "") -> "Node":
        """The same for one element of a list, by its number in either."""
        number = old if new is None else new
        sides = (_at(self.before, old), _at(self.after, new))
        is_plain = not any(isinstance(one, dict | list) for one in sides)
        return replace(
            self,
            before=sides[0],
            after=sides[1],
            unknown=False if new is None else _marked(self.unknown, new),
            secret=marks.below(self.secret, 0),
            marked=marks.below(self.marked, 0),
            # A set has an order of its own, which the synthesized JSON does not know.
            synthesized=None if new is None or self.is_set else _at(self.synthesized, new),
            path=self.path if self.is_set and is_plain else f"{self.path}[{label or number}]",
            steps=(*self.steps, number or 0),
            is_set=False,
        )

    def inside(self, before: Any, after: Any) -> "Node":
        """The same place with the documents that its texts hold."""
        return replace(
            self,
            before=policy_documents.normalised(before),
            after=policy_documents.normalised(after),
            synthesized=None,
            names=(),
            type="",
            is_policy=any(map(policy_documents.is_policy, (before, after))),
        )

    @property
    def filled(self) -> "Node":
        """The same with the value of the synthesized JSON for what is known after apply."""
        found = self.synthesized
        # A block that may repeat is an object in the synthesized JSON if there is one of it.
        if isinstance(self.before, list) and isinstance(found, Mapping):
            found = [found]
        return replace(self, after=found, unknown=False, synthesized=None, from_synthesis=True)

    @property
    def is_same(self) -> bool:
        """Whether nothing changes."""
        return is_same(self.before, self.after)

    @property
    def keys(self) -> list[str]:
        """The keys of an object in order; nothing if this is none."""
        parts = self._parts
        if parts and all(isinstance(one, dict) for one in parts):
            return sorted({key for one in parts for key in one})
        return []

    @property
    def is_list(self) -> bool:
        """Whether this is a list with elements, on one side at least."""
        parts = self._parts
        return any(parts) and all(isinstance(one, list) for one in parts)

    def _is_set(self, names: tuple[str, ...]) -> bool:
        if self.is_policy:
            return policy_documents.is_set(names)
        return names in set_order.of(self.type)

    @property
    def _parts(self) -> list[Any]:
        parts = [one for one in (self.before, self.after) if one is not None]
        return [*parts, self.unknown] if self.unknown else parts


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are the same; to Python True and 1 are equal, to a policy they are not."""
    return bool(one == other) and (isinstance(one, str) or text(one) == text(other))


def text(value: Any) -> str:
    """The JSON of a value, the same for equal values."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _at(value: Any, key: Step | None) -> Any:
    if isinstance(value, dict):
        # The only block of its name stands without a list around it.
        return value if key == 0 else value.get(key)
    if isinstance(value, list) and isinstance(key, int) and key < len(value):
        return value[key]
    return None


def _marked(mark: Any, key: Step) -> Any:
    """The mark one step deeper: what is wholly unknown is so in all its parts."""
    return True if mark is True else _at(mark, key) or False
