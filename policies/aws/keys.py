"""What it means that something is encrypted with a key of the stack."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from policies import Absent, Computed, Resource, Stack, Unknown, Value, expect
from policies.engine.decision import COMPLIANT, Decision, Violation

KEY = "aws_kms_key"
# Type -> the attribute that names the key of what the resource holds.
KEY_ATTRIBUTES = {
    "aws_cloudwatch_log_group": ("kms_key_id",),
    "aws_dynamodb_table": ("server_side_encryption", "kms_key_arn"),
    "aws_sns_topic": ("kms_master_key_id",),
    "aws_sqs_queue": ("kms_master_key_id",),
}
WANTED = f"the arn of an {KEY} of this stack"


@lru_cache(maxsize=16)
def encrypted(stack: Stack, kind: str) -> Mapping[Resource, Sequence[Resource]]:
    """Key -> the resources of one type whose data it encrypts."""
    found: dict[Resource, list[Resource]] = {}
    for one in stack.of_type(kind):
        value = stack.value(one, *KEY_ATTRIBUTES[kind])
        if isinstance(value, Computed) and value.attribute == "arn":
            found.setdefault(value.resource, []).append(one)
    return found


def expect_key(value: Value, attribute: str, absent: str) -> Decision:
    """Compliant if the value leads to the arn of a key that the stack makes."""
    if isinstance(value, Absent | Unknown):
        return expect(value, attribute, lambda _: False, wanted=WANTED, when_missing=absent)
    if isinstance(value, Computed) and (value.resource.type, value.attribute) == (KEY, "arn"):
        return COMPLIANT
    return Violation(f"{attribute} = {value}", WANTED)
