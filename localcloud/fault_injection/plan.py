"""The fault rules in force, applied to every call."""

from collections.abc import Callable, Collection
from typing import Any

from localcloud.fault_injection.rule import Effect, FaultRule

_REPORTED = ("operation", "effect", "caller", "seen", "hits")


class FaultPlan:
    """A list of rules that tests replace as a whole; may be used from any thread."""

    def __init__(self) -> None:
        self._rules: list[FaultRule] = []

    def replace(self, rules: list[FaultRule]) -> None:
        """Apply these rules from now on, and no others."""
        self._rules = rules

    def trigger(self, operation: str, caller: str, effects: Collection[Effect]) -> FaultRule | None:
        """The first rule with one of these effects that triggers for this call, else None."""
        for rule in self._rules:
            if rule.effect in effects and rule.triggers(operation, caller):
                return rule
        return None

    def hides(self, effect: Effect, operation: str, age: float) -> bool:
        """True if this operation must not see what changed `age` seconds of AWS time ago."""
        return any(
            rule.effect is effect and age < rule.seconds and rule.triggers(operation, "")
            for rule in self._rules
        )

    def has(self, effect: Effect) -> bool:
        """True if a rule has this effect."""
        return any(rule.effect is effect for rule in self._rules)

    def report(self) -> list[dict[str, Any]]:
        """The rules with their counts: `seen` matching calls, `hits` injected faults."""
        return [{name: getattr(rule, name) for name in _REPORTED} for rule in self._rules]


Kill = Callable[[str], None]
"""Ends the execution environment with this session token."""
