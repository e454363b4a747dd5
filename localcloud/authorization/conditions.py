"""The Condition block of a statement: its operators over the keys that a request carries.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from ipaddress import ip_address, ip_network
from typing import Any

from localcloud.authorization.patterns import (
    Context,
    arn_glob,
    glob,
    is_among,
    literal,
    substitute,
    value_of,
)

Comparison = Callable[[str, str], bool]


class UnknownOperator(ValueError):
    """A condition that AWS does not know, or that nobody evaluates here."""


def _ignoring_case(wanted: str, found: str) -> bool:
    return literal(wanted).lower() == found.lower()


def _equal(wanted: str, found: str) -> bool:
    return literal(wanted) == found


def _boolean(wanted: str, found: str) -> bool:
    return wanted.lower() == found.lower()


def _within(wanted: str, found: str) -> bool:
    return ip_address(found) in ip_network(wanted, strict=False)


def _number(compare: Callable[[Decimal, Decimal], bool]) -> Comparison:
    def comparison(wanted: str, found: str) -> bool:
        try:
            return compare(_decimal(found), _decimal(wanted))
        except ValueError:
            return False

    return comparison


def _date(compare: Callable[[datetime, datetime], bool]) -> Comparison:
    return lambda wanted, found: compare(_moment(found), _moment(wanted))


def _moment(text: str) -> datetime:
    if text.replace(".", "", 1).isdigit():
        return datetime.fromtimestamp(float(text), UTC)
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _truth(text: str) -> None:
    if text.lower() not in ("true", "false"):
        raise ValueError(f"{text} is neither true nor false")


def _decimal(text: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():  # Python cannot compare NaN
        raise ValueError(f"{text} is no number")
    return found


# Beginning of an operator's name -> what reads a value of it, or raises; others take any text.
_READERS: Mapping[str, Callable[[str], object]] = {
    "Bool": _truth,
    "Date": _moment,
    "IpAddress": lambda text: ip_network(text, strict=False),
    "Null": _truth,
    "Numeric": _decimal,
}
_QUANTIFIERS = ("", "ForAllValues", "ForAnyValue")

# Operator -> how one wanted value compares with one found; a negated operator has `Not` in it.
_COMPARISONS: Mapping[str, Comparison] = {
    "StringEquals": _equal,
    "StringEqualsIgnoreCase": _ignoring_case,
    "StringLike": glob,
    "BinaryEquals": _equal,
    "Bool": _boolean,
    "ArnEquals": arn_glob,
    "ArnLike": arn_glob,
    "IpAddress": _within,
    "NumericEquals": _number(lambda found, wanted: found == wanted),
    "NumericLessThan": _number(lambda found, wanted: found < wanted),
    "NumericLessThanEquals": _number(lambda found, wanted: found <= wanted),
    "NumericGreaterThan": _number(lambda found, wanted: found > wanted),
    "NumericGreaterThanEquals": _number(lambda found, wanted: found >= wanted),
    "DateEquals": _date(lambda found, wanted: found == wanted),
    "DateLessThan": _date(lambda found, wanted: found < wanted),
    "DateLessThanEquals": _date(lambda found, wanted: found <= wanted),
    "DateGreaterThan": _date(lambda found, wanted: found > wanted),
    "DateGreaterThanEquals": _date(lambda found, wanted: found >= wanted),
}


class UnknownConditionKey(ValueError):
    """A condition key that AWS supplies for the action and that nobody computes here."""


def check(block: Any) -> None:
    """Check that the block is one: known operators, and values that they can compare.

    Raises:
        ValueError: it is not.
    """
    if not isinstance(block, dict):
        raise ValueError("a condition is an object")  # noqa: TRY004 (one error for all)
    for operator, keys in block.items():
        if not isinstance(keys, dict):
            raise ValueError(f"{operator} has no keys")  # noqa: TRY004 (as above)
        for wanted in keys.values():
            _check_values(operator, wanted)


def _check_values(operator: str, wanted: Any) -> None:
    quantifier, _, name = operator.rpartition(":")
    base = name.removesuffix("IfExists").replace("Not", "", 1)
    if quantifier not in _QUANTIFIERS or (base not in _COMPARISONS and name != "Null"):
        raise UnknownOperator(f"{operator} is no condition operator")
    listed = wanted if isinstance(wanted, list) else [wanted]
    if not listed or not all(isinstance(each, str | bool | int | float) for each in listed):
        raise ValueError(f"{operator} compares with texts")
    read = next((_READERS[each] for each in _READERS if base.startswith(each)), str)
    for text in _texts(listed):
        if "${" not in text:  # a variable has its value later
            read(text)


def hold(
    block: Mapping[str, Mapping[str, Any]],
    context: Context,
    unsupplied: frozenset[str] = frozenset(),
) -> bool:
    """Whether every operator and key of the block holds for the request.

    Raises:
        UnknownOperator: nobody evaluates one of them; a guess would grant or deny access.
        UnknownConditionKey: it asks for one of the `unsupplied`.
        Unresolved: a policy variable has no value.
    """
    for key in (each for keys in block.values() for each in keys):
        if is_among(key, unsupplied):
            raise UnknownConditionKey(f"{key} is a condition key that is not evaluated here")
    return all(
        _holds(operator, key, _texts(wanted), context)
        for operator, keys in block.items()
        for key, wanted in keys.items()
    )


def _holds(operator: str, key: str, wanted: list[str], context: Context) -> bool:
    found = value_of(context, key)
    quantifier, _, name = operator.rpartition(":")
    if name == "Null":
        return (found is None) == _boolean("true", wanted[0])
    base = name.removesuffix("IfExists")
    comparison, negated = _comparison(base)
    if found is None:
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
        absent_holds = negated or base != name or quantifier == "ForAllValues"
        return absent_holds and quantifier != "ForAnyValue"
    values = [found] if isinstance(found, str) else list(found)
    patterns = [substitute(each, context) for each in wanted]
    matches = [any(comparison(pattern, value) for pattern in patterns) for value in values]
    held = [not match for match in matches] if negated else matches
    return _combined(quantifier, held)


def _combined(quantifier: str, held: list[bool]) -> bool:
    match quantifier:
        case "ForAllValues":
            return all(held)
        case "" | "ForAnyValue":
            return any(held)
    raise UnknownOperator(f"{quantifier} is no quantifier of IAM")


def _comparison(operator: str) -> tuple[Comparison, bool]:
    positive = operator.replace("Not", "", 1)
    if positive not in _COMPARISONS:
        raise UnknownOperator(f"{operator} is no condition operator that is evaluated here")
    return _COMPARISONS[positive], positive != operator


def _texts(raw: str | bool | float | Sequence[Any]) -> list[str]:
    values = [raw] if isinstance(raw, str | bool | int | float) else list(raw)
    return [str(each).lower() if isinstance(each, bool) else str(each) for each in values]
