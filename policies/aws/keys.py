"""What it means that something is encrypted with a key of the stack."""

from policies.engine.outcome import COMPLIANT, Violation
from policies.engine.rules import Decision, expect
from policies.engine.values import Absent, Computed, Unknown, Value

KEY = "aws_kms_key"
WANTED = f"the arn of an {KEY} of this stack"


def expect_key(value: Value, attribute: str, absent: str) -> Decision:
    """Compliant if the value leads to the arn of a key that the stack makes."""
    if isinstance(value, Absent | Unknown):
        return expect(value, attribute, lambda _: False, wanted=WANTED, absent=absent)
    if isinstance(value, Computed) and (value.resource.type, value.attribute) == (KEY, "arn"):
        return COMPLIANT
    return Violation(f"{attribute} = {value}", WANTED)
