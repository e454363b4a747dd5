"""The comparison that most policies consist of."""

from collections.abc import Callable
from typing import Any

from policies.engine.outcome import COMPLIANT, Compliant, Undecided, Violation
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
