"""SNS topics can deliver to every subscriber."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from policies import Absent, Card, Computed, Known, Resource, Severity, Stack, Unknown
from policies.aws import message_filters
from policies.aws.flows import SUBSCRIPTION, queue_elsewhere
from policies.aws.notifications import TOPIC, notifying
from policies.aws.policy_documents import arn, neutral
from policies.aws.triggers import permissions_of
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="SNS topics can deliver to every subscriber",
    severity=Severity.HIGH,
    why="SNS retries a few times and then drops the message. The subscriber cannot tell a quiet day"
    " from a broken subscription.",
    remedy="Set protocol email with an address, lambda with the arn of a function that has an"
    " aws_lambda_permission for the topic, or sqs with the arn of another team's queue in the"
    " account; SNS has no right on the key of a queue of the stack. Write filter_policy as an"
    " object of lists; a nested one needs filter_policy_scope MessageBody. The mailbox of a topic"
    " that alarms notify must get what begins, what is over, and what is of no alarm.",
    source="https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html",
    requirements=("R-A-6", "R-A-7", "R-B-6", "R-B-11"),
    when_missing="a topic needs no subscribers; filter_policy: SNS sends every message",
    overlaps_with=("resource_has_known_attributes_only", "subscription_has_no_event_loop"),
)

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
TO_PEOPLE, TO_FUNCTIONS = "email", "lambda"
BODY = "MessageBody"
FILTER = "an object of lists"
NEWS = "a filter of the message body that lets every change from and to ALARM through"
# What a mailbox of operators must get, by members of the message's body.
MESSAGES: Mapping[str, Mapping[str, str]] = {
    "an alarm that begins": {"NewStateValue": "ALARM", "OldStateValue": "OK"},
    "an alarm that is over": {"NewStateValue": "OK", "OldStateValue": "ALARM"},
    "messages that are of no alarm": {},
}
WANTED = (
    "email to an address, lambda to a function of this stack, or sqs to another queue of the"
    " account"
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if every subscription of the topic can deliver, and lets something through."""
    if resource.type != TOPIC:
        return NOT_APPLICABLE
    for subscription in _subscriptions(stack).get(resource, ()):
        for decision in (
            _delivers(subscription, resource, stack),
            _lets(subscription, stack),
            _hears_alarms(subscription, resource, stack),
        ):
            if decision != COMPLIANT:
                return decision
    return COMPLIANT


def _delivers(one: Resource, topic: Resource, stack: Stack) -> Decision:
    protocol, endpoint = stack.value(one, "protocol"), stack.value(one, "endpoint")
    if queue := queue_elsewhere(one, stack):
        # Its own policy and key must let the topic in; who owns it sees to that.
        if queue.startswith(arn(stack, "sqs", "")):
            return COMPLIANT
        return Violation(f"{one.address} to {queue}", WANTED)
    for name, value in (("protocol", protocol), ("endpoint", endpoint)):
        if isinstance(value, Unknown):
            return Undecided(f"{one.address}.{name}: {value.why}", f"{one.address}.{name}")
    if protocol == Known(TO_PEOPLE) and isinstance(endpoint, Known):
        if ADDRESS.fullmatch(str(endpoint.value)):
            return COMPLIANT
    elif protocol == Known(TO_FUNCTIONS) and isinstance(endpoint, Computed):
        return _is_let_in(one, endpoint, topic, stack)
    found = f"{one.address} by {protocol} to {endpoint}"
    return Violation(found, WANTED)


def _is_let_in(one: Resource, end: Computed, topic: Resource, stack: Stack) -> Decision:
    for permission in permissions_of(end.resource, stack) if end.attribute == "arn" else ():
        source = neutral(str(permission.values.get("source_arn")), stack)
        if source == f"{topic.address}.arn":
            return COMPLIANT
    found = f"{one.address} to {end}, which accepts no messages of {topic.address}"
    return Violation(found, "an aws_lambda_permission with the topic as source_arn")


def _lets(one: Resource, stack: Stack) -> Decision:
    rule = stack.value(one, "filter_policy")
    if isinstance(rule, Absent):
        return COMPLIANT
    scope = stack.value(one, "filter_policy_scope")
    if not isinstance(rule, Known) or not isinstance(scope, Absent | Known):
        return Undecided(f"{one.address}.filter_policy is {rule}, its scope {scope}")
    if _is_filter(_read(rule.value), deep=scope == Known(BODY)):
        return COMPLIANT
    return Violation(f"{one.address}.filter_policy = {rule}", FILTER)


def _hears_alarms(one: Resource, topic: Resource, stack: Stack) -> Decision:
    """Whether people who hear of the topic's alarms hear when they begin and when they are over."""
    rule = stack.value(one, "filter_policy")
    to_people = stack.value(one, "protocol") == Known(TO_PEOPLE)
    if not isinstance(rule, Known) or not to_people or topic not in notifying(stack):
        return COMPLIANT
    if stack.value(one, "filter_policy_scope") != Known(BODY):
        return Violation(f"{one.address} filters by attributes, which alarms do not have", NEWS)
    held = _read(rule.value)
    try:
        lost = [what for what, body in MESSAGES.items() if not message_filters.passes(held, body)]
    except message_filters.UnreadableFilter as operator:
        return Undecided(f"{one.address}.filter_policy has the operator {operator}")
    return Violation(f"{one.address} drops {lost[0]}", NEWS) if lost else COMPLIANT


def _read(text: Any) -> Any:
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return None


def _is_filter(rule: Any, *, deep: bool) -> bool:
    if not isinstance(rule, dict) or not rule:
        return False
    return all(
        bool(held) if isinstance(held, list) else deep and _is_filter(held, deep=deep)
        for held in rule.values()
    )


@lru_cache(maxsize=8)
def _subscriptions(stack: Stack) -> Mapping[Resource, Sequence[Resource]]:
    found: dict[Resource, list[Resource]] = {}
    for one in stack.of_type(SUBSCRIPTION):
        topic = stack.value(one, "topic_arn")
        if isinstance(topic, Computed):
            found.setdefault(topic.resource, []).append(one)
    return found
