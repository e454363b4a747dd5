"""Checks the parameters of a request against the model of its operation.

Each operation is compiled once; parts of it that cannot be violated cost nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from localcloud.refusals.validation.constraints import NOT_NULL, Constraint, constraints
from localcloud.refusals.validation.rendering import described, member_name


@dataclass(frozen=True)
class BrokenConstraint:
    """One broken constraint: the value as AWS prints it, its path and the broken sentence."""

    value: str
    path: str
    sentence: str

    def __str__(self) -> str:
        """The violation as a validation error states it."""
        return f"{self.value} at '{self.path}' failed to satisfy constraint: {self.sentence}"


_OF_VPC = ("SecurityGroupIds", "SubnetIds")
Found = list[BrokenConstraint]
Check = Callable[[Any, str, Found], None]


@dataclass
class Validator:
    """Finds the violations of one operation's model.

    `body_prefix` stands before members of the body, as API Gateway has it. `null_in_lists` adds
    that a member must not be null to the sentences for lists and maps, as Lambda does, but for
    those of a VPC.
    """

    operation: OperationModel
    body_prefix: str = ""
    null_in_lists: bool = False
    _checks: dict[str, Check | None] = field(default_factory=dict)
    _members: list[tuple[str, bool, str, Check | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Compile at once: what is shared between threads is complete."""
        self._members = self._compile_members()

    def violations(self, params: dict[str, Any]) -> Found:
        """All violations in the order of the model."""
        found: Found = []
        for name, required, path, check in self._members:
            value = params.get(name)
            if value is not None:
                if check:
                    check(value, path, found)
            elif required:
                found.append(BrokenConstraint("Value null", path, NOT_NULL))
        return found

    def _compile_members(self) -> list[tuple[str, bool, str, Check | None]]:
        shape = self.operation.input_shape
        if shape is None:
            return []
        rows = []
        for name, member in shape.members.items():
            located = "location" in member.serialization
            # A path without the part reaches another operation.
            in_path = member.serialization.get("location") == "uri"
            required = name in shape.required_members and not in_path
            check = self._compiled(member)
            path = ("" if located else self.body_prefix) + member_name(name)
            if check or required:
                rows.append((name, required, path, _present(check) if located else check))
        return rows

    def _compiled(self, shape: Shape) -> Check | None:
        """The check of a shape, None if nothing in it can be violated."""
        if shape.name not in self._checks:
            self._checks[shape.name] = lambda value, path, found: self._late(
                shape, value, path, found
            )
            self._checks[shape.name] = self._compile(shape)
        return self._checks[shape.name]

    def _late(self, shape: Shape, value: Any, path: str, found: Found) -> None:
        """Check a shape that contains itself."""
        if check := self._checks[shape.name]:
            check(value, path, found)

    def _compile(self, shape: Shape) -> Check | None:
        parts = [self._own(shape), self._inner(shape)]
        checks = [each for each in parts if each]
        if len(checks) == 1:
            return checks[0]

        def check(value: Any, path: str, found: Found) -> None:
            for each in checks:
                each(value, path, found)

        return check if checks else None

    @staticmethod
    def _own(shape: Shape) -> Check | None:
        own = constraints(shape)

        def check(value: Any, path: str, found: Found) -> None:
            for constraint in own:
                if not constraint.holds(value):
                    found.append(
                        BrokenConstraint(described(value, shape), path, constraint.sentence)
                    )

        return check if own else None

    def _inner(self, shape: Shape) -> Check | None:
        if isinstance(shape, StructureShape) and not shape.is_document_type:
            return self._structure(shape)
        if isinstance(shape, ListShape):
            return self._list(shape)
        if isinstance(shape, MapShape):
            return self._map(shape)
        return None

    def _structure(self, shape: StructureShape) -> Check | None:
        rows = [
            (name, name in shape.required_members, member_name(name), check)
            for name, member in shape.members.items()
            if (check := self._compiled(member)) or name in shape.required_members
        ]

        def check_members(value: Any, path: str, found: Found) -> None:
            for name, required, last, check in rows:
                member = value.get(name)
                if member is not None:
                    if check:
                        check(member, f"{path}.{last}", found)
                elif required:
                    found.append(BrokenConstraint("Value null", f"{path}.{last}", NOT_NULL))

        return check_members if rows else None

    def _list(self, shape: ListShape) -> Check | None:
        own, inner = constraints(shape.member), self._inner(shape.member)
        sentence = f"Member must satisfy constraint: [{self._sentences(own, shape)}]"

        def check(value: Any, path: str, found: Found) -> None:
            if own and not _all_hold(own, value):
                found.append(BrokenConstraint(described(value, shape), path, sentence))
            elif inner:
                for number, each in enumerate(value, 1):
                    inner(each, f"{path}.{number}.member", found)

        return check if own or inner else None

    def _map(self, shape: MapShape) -> Check | None:
        keys, values = constraints(shape.key), constraints(shape.value)
        inner = self._inner(shape.value)
        of_keys = ", ".join(each.sentence for each in keys)
        of_keys = f"Map keys must satisfy constraint: [{of_keys}]"
        of_values = f"Map value must satisfy constraint: [{self._sentences(values, shape)}]"

        def check(value: Any, path: str, found: Found) -> None:
            if keys and not _all_hold(keys, value):
                found.append(BrokenConstraint(described(value, shape), path, of_keys))
            if values and not _all_hold(values, value.values()):
                found.append(BrokenConstraint(described(value, shape), path, of_values))
            elif inner:
                for key, each in value.items():
                    inner(each, f"{path}.{key}.member", found)

        return check if keys or values or inner else None

    def _sentences(self, own: list[Constraint], shape: Shape) -> str:
        null = [NOT_NULL] if self.null_in_lists and shape.name not in _OF_VPC else []
        return ", ".join([*(each.sentence for each in own), *null])


def _all_hold(own: list[Constraint], values: Any) -> bool:
    return all(each is not None and all(c.holds(each) for c in own) for each in values)


def _present(check: Check | None) -> Check | None:
    """The check for a value of a query string, where an absent list reads as an empty one."""
    if check is None:
        return None

    def check_present(value: Any, path: str, found: Found) -> None:
        if value != []:
            check(value, path, found)

    return check_present
