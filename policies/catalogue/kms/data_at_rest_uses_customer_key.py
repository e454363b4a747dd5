"""Data at rest is encrypted with a customer managed key."""

from policies import Absent, Card, Resource, Severity, Stack, as_text, expect
from policies.aws.buckets import configuration_of
from policies.aws.keys import KEY_ATTRIBUTES, expect_key
from policies.aws.sensitive_attributes import Decides, paths
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Violation

WHEN_MISSING = "AWS does not encrypt, or uses its own key"

CARD = Card(
    title="Data at rest is encrypted with a customer managed key",
    severity=Severity.HIGH,
    why="Only with our own key can we control who reads tables, messages, notifications and logs,"
    " see each use, and revoke access.",
    remedy="Set the key of the table, queue, topic or log group to the arn of an aws_kms_key of the"
    " same stack, and every switch for encryption to true: server_side_encryption.enabled of a"
    " table, encryption_type KMS of a stream. Give a bucket an"
    " aws_s3_bucket_server_side_encryption_configuration.",
    source="https://docs.aws.amazon.com/prescriptive-guidance/latest/encryption-best-practices/"
    "general-encryption-best-practices.html",
    requirements=(
        *("R-A-4", "R-A-5", "R-A-6", "R-A-7", "R-A-12"),
        *("R-B-1", "R-B-2", "R-B-3", "R-B-5", "R-B-6", "R-B-11"),
    ),
    when_missing=WHEN_MISSING,
)


# The types whose key protects no data at rest, and why.
OTHERS = {
    "aws_lambda_event_source_mapping": "its key hides filter criteria, which name no data",
    "aws_lambda_function": "lambda_function_environment_uses_customer_key reads its key",
}
# Type -> the resource that holds its encryption.
ENCRYPTED_BY = {"aws_s3_bucket": "aws_s3_bucket_server_side_encryption_configuration"}
# A switch is on, a word names KMS.
ON = ("true", "KMS", "CUSTOMER_MANAGED_KMS_KEY")


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the key is one of the stack; concerns every type that can have one."""
    if resource.type in OTHERS:
        return NOT_APPLICABLE
    if holder := ENCRYPTED_BY.get(resource.type):
        found = configuration_of(resource, holder, stack)
        return found if isinstance(found, Violation) else COMPLIANT
    path = KEY_ATTRIBUTES.get(resource.type)
    keys = [path] if path else paths(resource.type, Decides.KEY)
    decisions = [_is_on(switch, resource, stack) for switch in _switches(resource.type)]
    if keys:
        decisions.append(_names_key(keys, resource, stack))
    if not decisions:
        return NOT_APPLICABLE
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _switches(kind: str) -> list[tuple[str, ...]]:
    if kind == "aws_dynamodb_table":
        return [("server_side_encryption", "enabled")]
    return [path for path in paths(kind, Decides.ENCRYPTED) if len(path) == 1]


def _is_on(switch: tuple[str, ...], resource: Resource, stack: Stack) -> Decision:
    return expect(
        stack.value(resource, *switch),
        ".".join(switch),
        lambda found: as_text(found) in ON,
        wanted="KMS" if switch[-1].endswith("type") else "true",
        when_missing=WHEN_MISSING,
    )


def _names_key(keys: list[tuple[str, ...]], resource: Resource, stack: Stack) -> Decision:
    """The decision on the keys that are written; on the first if none is."""
    written = [key for key in keys if not isinstance(stack.value(resource, *key), Absent)]
    decisions = [
        expect_key(stack.value(resource, *key), ".".join(key), WHEN_MISSING)
        for key in written or keys[:1]
    ]
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)
