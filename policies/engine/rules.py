"""The comparisons that most policies consist of."""

from collections.abc import Callable
from typing import Any

from policies.engine.outcome import COMPLIANT, Compliant, Undecided, Violation
from policies.engine.resource import Resource
from policies.engine.stack import Stack
from policies.engine.values import Absent, Computed, Known, Unknown, Value

Decision = Compliant | Violation | Undecided


def expect(
    value: Value, attribute: str, holds: Callable[[Any], bool], *, wanted: str, absent: str
) -> Decision:
    """Compliant if `value` is known and `holds` accepts it.

    `absent` says what it means that nothing is written, and that is a violation: a promise stands
    in the configuration, not in a default of AWS.
    """
    match value:
        case Known(found) if holds(found):
            return COMPLIANT
        case Known():
            return Violation(f"{attribute} = {value}", wanted)
        case Absent():
            return Violation(f"no {attribute} ({absent})", wanted)
        case Computed():
            why = f"{attribute} is {value}, which is known only after the deployment"
            return Undecided(why, attribute)
        case Unknown(why):
            return Undecided(f"{attribute}: {why}", attribute)


def expect_if_written(
    value: Value, attribute: str, holds: Callable[[Any], bool], *, wanted: str
) -> Decision:
    """As `expect`, where nothing written is as good as what is wanted."""
    if isinstance(value, Absent):
        return COMPLIANT
    return expect(value, attribute, holds, wanted=wanted, absent="")


def expect_nothing(resource: Resource, attribute: str, stack: Stack) -> Decision:
    """Compliant if nothing is written in an attribute, or in a block, whatever it says."""
    value = stack.value(resource, attribute)
    if isinstance(value, Absent):
        return COMPLIANT
    if isinstance(value, Unknown) and isinstance(resource.values.get(attribute), str):
        return Undecided(f"{attribute}: {value.why}", attribute)
    return Violation(attribute, f"no {attribute}")
