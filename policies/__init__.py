"""What must hold for every environment, evaluated on synthesized Terraform JSON alone.

A policy file needs one import: `from policies import Card, Severity, expect, ...`.
"""

from policies.engine.card import EVERY_STACK, Card, Severity
from policies.engine.decision import (
    COMPLIANT,
    NOT_APPLICABLE,
    Compliant,
    Decision,
    Undecided,
    Violation,
)
from policies.engine.resource import Resource
from policies.engine.rules import expect, expect_if_written, expect_nothing
from policies.engine.stack import Place, Stack, Step
from policies.engine.terraform import as_bool, as_number, as_text
from policies.engine.values import ABSENT, Absent, Computed, Known, Unknown, Value

__all__ = [
    "ABSENT",
    "COMPLIANT",
    "EVERY_STACK",
    "NOT_APPLICABLE",
    "Absent",
    "Card",
    "Compliant",
    "Computed",
    "Decision",
    "Known",
    "Place",
    "Resource",
    "Severity",
    "Stack",
    "Step",
    "Undecided",
    "Unknown",
    "Value",
    "Violation",
    "as_bool",
    "as_number",
    "as_text",
    "expect",
    "expect_if_written",
    "expect_nothing",
]
