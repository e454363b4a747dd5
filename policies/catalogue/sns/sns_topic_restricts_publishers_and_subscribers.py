"""SNS topics let only the account subscribe and only the stack's alarms publish."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from policies import Absent, Card, Computed, Known, Resource, Severity, Stack
from policies.aws.notifications import TOPIC, notifying
from policies.aws.policy_documents import ACCOUNT, ROOT, Statement, arn, exactly, statements
from policies.engine.decision import NOT_APPLICABLE, Decision, Undecided, Violation

WHEN_MISSING = "SNS allows the account's principals everything and no alarm to publish"

CARD = Card(
    title="SNS topics let only the account subscribe and only the stack's alarms publish",
    severity=Severity.HIGH,
    why="A subscriber reads every message. An alarm that may not publish is lost silently.",
    remedy="Write an aws_sns_topic_policy for the topic: sns:Subscribe for the root of the account;"
    " sns:Publish for CloudWatch on behalf of the literal ARNs of the alarms that notify it, with"
    " aws:SourceAccount. Functions publish with their own roles.",
    source="https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html",
    requirements=("R-A-6", "R-A-7", "R-B-6", "R-B-11"),
    when_missing=WHEN_MISSING,
    overlaps_with=(
        "cloudwatch_alarm_notifies_operations",
        "kms_key_policy_grants_exactly_its_users",
        "resource_name_ends_in_suffix",
    ),
)

POLICY = "aws_sns_topic_policy"


class _Nameless(Exception):
    """An alarm whose name nobody knows."""


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the topic's one policy has the statements that the stack needs."""
    if resource.type == POLICY:
        return _belongs(resource, stack)
    if resource.type != TOPIC:
        return NOT_APPLICABLE
    if not isinstance(stack.value(resource, "policy"), Absent):
        return Violation("a policy within the topic", f"an {POLICY} of its own")
    return _decision(resource, stack)


def _decision(topic: Resource, stack: Stack) -> Decision:
    policies = _policies(stack).get(topic, ())
    if len(policies) != 1:
        return Violation(f"{len(policies)} policies of the topic ({WHEN_MISSING})", "one")
    found = statements(policies[0], "policy", stack)
    if not isinstance(found, list):
        return found
    try:
        return exactly(found, list(_wanted(topic, stack)))
    except _Nameless as nameless:
        return Undecided(f"the alarms of the topic are unknown: {nameless}")


def _belongs(policy: Resource, stack: Stack) -> Decision:
    """Only a policy that belongs to no topic of the stack is at fault by itself."""
    topic = stack.value(policy, "arn")
    if isinstance(topic, Computed) and topic.attribute == "arn":
        return NOT_APPLICABLE
    return Violation(f"a policy of {topic}", "one of a topic of this stack")


def _wanted(topic: Resource, stack: Stack) -> Iterator[Statement]:
    itself = frozenset({f"{topic.address}.arn"})
    account = frozenset({("AWS", ROOT)})
    yield Statement("Allow", frozenset({"sns:Subscribe"}), itself, account, frozenset())
    alarms = notifying(stack).get(topic, ())
    if alarms:
        arns = frozenset(arn(stack, "cloudwatch", f"alarm:{_name(one, stack)}") for one in alarms)
        conditions = frozenset(
            {
                ("StringEquals", "aws:SourceAccount", frozenset({ACCOUNT})),
                ("ArnEquals", "aws:SourceArn", arns),
            }
        )
        cloudwatch = frozenset({("Service", "cloudwatch.amazonaws.com")})
        yield Statement("Allow", frozenset({"sns:Publish"}), itself, cloudwatch, conditions)


def _name(alarm: Resource, stack: Stack) -> str:
    value = stack.value(alarm, "alarm_name")
    if not isinstance(value, Known):
        raise _Nameless(f"alarm_name of {alarm.address} is {value}")
    return str(value.value)


@lru_cache(maxsize=8)
def _policies(stack: Stack) -> Mapping[Resource, Sequence[Resource]]:
    found: dict[Resource, list[Resource]] = {}
    for policy in stack.of_type(POLICY):
        topic = stack.value(policy, "arn")
        if isinstance(topic, Computed):
            found.setdefault(topic.resource, []).append(policy)
    return found
