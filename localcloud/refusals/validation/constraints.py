"""The constraints of one value in AWS's models: length, range, enum, pattern."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.model import Shape

from localcloud.refusals.validation.patterns import compile_pattern

NOT_NULL = "Member must not be null"
_NUMBERS = ("integer", "long", "float", "double")
_SIZED = ("string", "list", "map", "blob")


@dataclass(frozen=True)
class Constraint:
    """AWS's sentence for a constraint, and whether a value meets it."""

    sentence: str
    holds: Callable[[Any], bool]


def constraints(shape: Shape) -> list[Constraint]:
    """The constraints of the shape's own value, in AWS's order, without those of its members."""
    if shape.type_name in _NUMBERS:
        return _range(shape)
    found = _length(shape) if shape.type_name in _SIZED else []
    if shape.type_name == "string":
        found += [*_enum(shape), *_pattern(shape)]
    return found


def _range(shape: Any) -> list[Constraint]:
    found: list[Constraint] = []
    kind = float if shape.type_name in ("float", "double") else int
    if (most := shape.metadata.get("max")) is not None:
        text = f"Member must have value less than or equal to {kind(most)}"
        found.append(Constraint(text, lambda value: bool(value <= most)))
    if (least := shape.metadata.get("min")) is not None:
        text = f"Member must have value greater than or equal to {kind(least)}"
        found.append(Constraint(text, lambda value: bool(value >= least)))
    return found


def _length(shape: Any) -> list[Constraint]:
    found: list[Constraint] = []
    if (most := shape.metadata.get("max")) is not None:
        text = f"Member must have length less than or equal to {most}"
        found.append(Constraint(text, lambda value: len(value) <= most))
    if (least := shape.metadata.get("min")) is not None:
        text = f"Member must have length greater than or equal to {least}"
        found.append(Constraint(text, lambda value: len(value) >= least))
    return found


def _enum(shape: Any) -> list[Constraint]:
    if not shape.enum:
        return []
    allowed = frozenset(shape.enum)
    text = f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"
    return [Constraint(text, allowed.__contains__)]


def _pattern(shape: Any) -> list[Constraint]:
    if (java := shape.metadata.get("pattern")) is None:
        return []
    pattern = compile_pattern(java)
    text = f"Member must satisfy regular expression pattern: {java}"
    return [Constraint(text, lambda value: pattern.fullmatch(value) is not None)]
