"""Reads the attributes that a price depends on: what is unknown until apply has no default."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from policies.engine import terraform

Values = Mapping[str, Any]


class _Unknown:
    """In the place of a value that Terraform knows only after apply."""

    def __repr__(self) -> str:
        return "unknown until apply"


UNKNOWN: Final = _Unknown()


def known(values: Values, name: str) -> Any:
    """The value of the attribute; None where none is written.

    Raises:
        NotImplementedError: it is unknown until apply, or a reference that nobody could follow.
    """
    found = values.get(name)
    if found is UNKNOWN or (isinstance(found, str) and terraform.MARKER.search(found)):
        raise NotImplementedError(f"{name} is unknown until apply")
    return found


def is_on(values: Values, name: str) -> bool:
    """Whether the switch is on; as Terraform, it takes `"true"` for true.

    Raises:
        NotImplementedError: it is unknown.
    """
    return terraform.as_bool(known(values, name)) is True


def number(values: Values, name: str, default: Decimal) -> Decimal:
    """The number, or the default where none is written, or 0.

    Raises:
        NotImplementedError: it is unknown.
    """
    try:
        found = Decimal(known(values, name) or default)
    except (ArithmeticError, TypeError, ValueError):
        found = Decimal("NaN")
    if not found.is_finite():
        raise NotImplementedError(f"{name} is no number")
    return found


def blocks(values: Values, name: str) -> list[Values]:
    """The blocks of that name, however many of them there are.

    Raises:
        NotImplementedError: they are unknown.
    """
    found = known(values, name) or []
    listed = found if isinstance(found, list) else [found]
    if not all(isinstance(one, Mapping) for one in listed):
        raise NotImplementedError(f"{name} is unknown until apply")
    return listed


def marked(value: Any, mark: Any) -> Any:
    """The value with `UNKNOWN` where Terraform's `after_unknown` has its mark."""
    if mark is True:
        return UNKNOWN
    if isinstance(value, dict) and isinstance(mark, dict):
        return {**value, **{name: marked(value.get(name), one) for name, one in mark.items()}}
    if isinstance(value, list) and isinstance(mark, list):
        marks = [*mark, *[False] * (len(value) - len(mark))]
        return [marked(one, sign) for one, sign in zip(value, marks, strict=False)]
    return value
