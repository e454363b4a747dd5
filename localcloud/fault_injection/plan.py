"""The faults that are to happen now, asked at every call."""

from collections.abc import Callable, Collection
from typing import Any

from localcloud.fault_injection.rule import Effect, Rule

# Before the service does anything, the first rule that strikes wins.
SETTINGS = ("operation", "effect", "caller", "seen", "hits")


class FaultPlan:
    """A list of rules that tests replace as a whole; may be asked from any thread."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []

    def replace(self, rules: list[Rule]) -> None:
        """Let these happen from now on, and no others."""
        self._rules = rules

    def strike(self, operation: str, caller: str, effects: Collection[Effect]) -> Rule | None:
        """The first rule with one of these effects that hits this call, None if none does."""
        for rule in self._rules:
            if rule.effect in effects and rule.strikes(operation, caller):
                return rule
        return None

    def report(self) -> list[dict[str, Any]]:
        """How often each rule was asked and has hit."""
        return [{name: getattr(rule, name) for name in SETTINGS} for rule in self._rules]


Kill = Callable[[str], None]
"""Ends the execution environment with this session token."""
