"""The comparisons that most policies consist of."""

from collections.abc import Callable
from typing import Any

from policies.engine.decision import COMPLIANT, Decision, Undecided, Violation
from policies.engine.resource import Resource
from policies.engine.stack import Stack
from policies.engine.values import Absent, Computed, Known, Unknown, Value


def expect(
    value: Value, attribute: str, holds: Callable[[Any], bool], *, wanted: str, when_missing: str
) -> Decision:
    """Compliant if `value` is known and `holds` accepts it.

    `when_missing` says what AWS does when nothing is configured. That is a violation: we
    rely on the configuration, not on a default of AWS.
    """
    match value:
        case Known(found) if holds(found):
            return COMPLIANT
        case Known():
            return Violation(f"{attribute} = {value}", wanted)
        case Absent():
            return Violation(f"no {attribute} ({when_missing})", wanted)
        case Computed():
            why = f"{attribute} is {value}, which is known only after deployment"
            return Undecided(why, attribute)
        case Unknown(why):
            return Undecided(f"{attribute}: {why}", attribute)


def expect_if_written(
    value: Value, attribute: str, holds: Callable[[Any], bool], *, wanted: str
) -> Decision:
    """Like `expect`, but a missing attribute is compliant."""
    if isinstance(value, Absent):
        return COMPLIANT
    return expect(value, attribute, holds, wanted=wanted, when_missing="")


def expect_nothing(resource: Resource, attribute: str, stack: Stack) -> Decision:
    """Compliant if the attribute or block is not configured at all."""
    value = stack.value(resource, attribute)
    if isinstance(value, Absent):
        return COMPLIANT
    if isinstance(value, Unknown) and isinstance(resource.values.get(attribute), str):
        return Undecided(f"{attribute}: {value.why}", attribute)
    return Violation(attribute, f"no {attribute}")
