"""Price thresholds can be crossed, and do not cross each other."""

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from policies import Card, Known, Resource, Severity, Stack
from policies.aws.function_variables import variables_of
from policies.catalogue.market import PIPELINES
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="Price thresholds can be crossed, and do not cross each other",
    severity=Severity.HIGH,
    why="A low threshold of zero and a high one that no price reaches never alert. With low above"
    " high, every price is an alert.",
    remedy="Set 0 < low < high for each symbol and for default, and high below a billion;"
    " write prices as text.",
    source="https://docs.python.org/3/library/decimal.html",
    requirements=("R-B-20",),
    when_missing="the function does not start",
    stacks=PIPELINES,
    overlaps_with=(
        "lambda_function_environment_has_no_secrets",
        "lambda_function_variables_hold_what_they_name",
    ),
)

VARIABLE, FOR_ALL = "THRESHOLDS", "default"
BOUNDS = {"low", "high"}
# No market quotes a price with more digits.
HIGHEST = 10**9


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if each pair has a price on both sides; a function may have no thresholds."""
    if resource.type != "aws_lambda_function":
        return NOT_APPLICABLE
    if (variables_of(resource) or {}).get(VARIABLE) is None:
        return COMPLIANT
    value = stack.value(resource, "environment", "variables", VARIABLE)
    if not isinstance(value, Known):
        return Undecided(f"{VARIABLE} is {value}")
    pairs = _pairs(value.value)
    if pairs is None or FOR_ALL not in pairs:
        return Violation(f"{VARIABLE} = {value}", f"JSON of low and high, with {FOR_ALL}")
    decisions = (_crossed(symbol, pair) for symbol, pair in sorted(pairs.items()))
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _pairs(text: object) -> Mapping[str, object] | None:
    try:
        held = json.loads(str(text))
    except (ValueError, RecursionError):
        return None
    return held if isinstance(held, dict) else None


def _crossed(symbol: str, pair: object) -> Decision:
    low, high = _prices(pair)
    if low is not None and high is not None and 0 < low < high < HIGHEST:
        return COMPLIANT
    return Violation(f"{symbol}: {pair}", f"0 < low < high < {HIGHEST}")


def _prices(pair: object) -> tuple[Decimal | None, Decimal | None]:
    if not isinstance(pair, dict) or set(pair) != BOUNDS:
        return None, None
    try:
        prices = [Decimal(str(pair[name])) for name in ("low", "high")]
    except InvalidOperation:
        return None, None
    return (prices[0], prices[1]) if all(price.is_finite() for price in prices) else (None, None)
