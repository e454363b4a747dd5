"""KMS key policies allow exactly those who deploy and use the key."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from policies import Card, Known, Resource, Severity, Stack
from policies.aws.deployment_keys import deployment
from policies.aws.keys import encrypted
from policies.aws.notifications import ALARMS, TOPIC, notifying
from policies.aws.policy_documents import (
    ACCOUNT,
    ROOT,
    Statement,
    arn,
    exactly,
    region,
    spelled,
    statements,
)
from policies.engine.decision import NOT_APPLICABLE, Decision, Undecided, Violation

WHEN_MISSING = "KMS allows the whole account, but no service, to use the key"

CARD = Card(
    title="KMS key policies allow exactly those who deploy and use the key",
    severity=Severity.HIGH,
    why="A service that may use the key without a condition can do so for any account. A service"
    " that lacks the right loses logs and alarms silently. A role whose right hangs on the key's"
    " tag cannot deploy, because KMS applies tags up to five minutes late.",
    remedy="Write kms:* for the root of the account; the statements of"
    " stacks/permissions/key_policy.py for the one role of GitHub Actions that manages the suffix,"
    " or none; CloudWatch Logs for the literal ARNs of the log groups that use the key; CloudWatch"
    " for the literal ARNs of the alarms that notify its topics, with aws:SourceAccount. Lambda,"
    " DynamoDB and SNS use the rights of their caller.",
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
    requirements=("R-A-8", "R-B-7"),
    when_missing=WHEN_MISSING,
    overlaps_with=(
        "data_at_rest_uses_customer_key",
        "lambda_function_logs_to_its_managed_group",
        "resource_name_ends_in_suffix",
    ),
)

ANYTHING = frozenset({"*"})
USE = ("kms:Decrypt", "kms:GenerateDataKey*")
LOGS_USE = (*USE, "kms:Encrypt", "kms:ReEncrypt*")
# Type -> service, kind and name in the ARN.
USERS = {
    "aws_cloudwatch_log_group": ("logs", "log-group", "name"),
    **dict.fromkeys(ALARMS, ("cloudwatch", "alarm", "alarm_name")),
}
ADMINISTRATION = Statement(
    "Allow", frozenset({"kms:*"}), ANYTHING, frozenset({("AWS", ROOT)}), frozenset()
)


class _Nameless(Exception):
    """A user of the key whose name nobody knows."""


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the statements are those that the users of the key in the stack need."""
    if resource.type == "aws_kms_key_policy":
        return Violation("a separate key policy", "attribute policy of the aws_kms_key")
    if resource.type != "aws_kms_key":
        return NOT_APPLICABLE
    found = statements(resource, "policy", stack)
    if not isinstance(found, list):
        return found
    suffix = stack.suffix
    if not isinstance(suffix, Known):
        # resource_has_required_tags reports it, once for the stack.
        return NOT_APPLICABLE
    try:
        return exactly(
            found, [*_wanted(resource, found, stack), *deployment(str(suffix.value), stack)]
        )
    except _Nameless as nameless:
        return Undecided(f"the users of the key are unknown: {nameless}")


def _wanted(key: Resource, found: list[Statement], stack: Stack) -> Iterator[Statement]:
    yield ADMINISTRATION
    names = _names(stack)
    groups = encrypted(stack, "aws_cloudwatch_log_group").get(key, ())
    if groups:
        arns = spelled(found, [(group, names[group]) for group in groups])
        condition = ("ArnEquals", "kms:EncryptionContext:aws:logs:arn", arns)
        yield _service(f"logs.{region(stack)}.amazonaws.com", LOGS_USE, condition)
    topics = encrypted(stack, TOPIC).get(key, ())
    alarms = [(one, names[one]) for topic in topics for one in notifying(stack).get(topic, ())]
    if alarms:
        account = ("StringEquals", "aws:SourceAccount", frozenset({ACCOUNT}))
        source = ("ArnEquals", "aws:SourceArn", spelled(found, alarms))
        yield _service("cloudwatch.amazonaws.com", USE, account, source)


@lru_cache(maxsize=8)
def _names(stack: Stack) -> Mapping[Resource, str]:
    """The literal ARN of every log group and alarm."""
    return {
        one: arn(stack, service, f"{what}:{_name(one, attribute, stack)}")
        for kind, (service, what, attribute) in USERS.items()
        for one in stack.of_type(kind)
    }


def _service(
    name: str, actions: tuple[str, ...], *conditions: tuple[str, str, frozenset[str]]
) -> Statement:
    return Statement(
        "Allow", frozenset(actions), ANYTHING, frozenset({("Service", name)}), frozenset(conditions)
    )


def _name(resource: Resource, attribute: str, stack: Stack) -> str:
    value = stack.value(resource, attribute)
    if not isinstance(value, Known):
        raise _Nameless(f"{attribute} of {resource.address} is {value}")
    return str(value.value)
