"""Event flows: which resource of a stack triggers which other one."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from policies import Computed, Known, Resource, Stack, Value
from policies.aws.event_sources import MAPPING, function_of, source_of
from policies.aws.log_groups import log_groups_by_name
from policies.aws.policy_documents import neutral
from policies.engine import terraform

FUNCTION, LOG_FILTER = "aws_lambda_function", "aws_cloudwatch_log_subscription_filter"
SUBSCRIPTION = "aws_sns_topic_subscription"
QUEUE_ARN = re.compile(r"arn:[^:]+:sqs:[a-z0-9-]+:[^:]+:[A-Za-z0-9_-]{1,80}")
# What a function may send to if it refers to it.
TARGETS = ("aws_sns_topic", "aws_sqs_queue")
# Type of a subscription -> the attributes that name where it reads and what it notifies.
ENDS = {LOG_FILTER: ("log_group_name", "destination_arn"), SUBSCRIPTION: ("topic_arn", "endpoint")}


def ends_of(subscription: Resource, stack: Stack) -> tuple[Resource | Value, Resource | Value]:
    """Where a subscription reads and what it notifies; what it names instead, if it is none."""
    source, target = (stack.value(subscription, name) for name in ENDS[subscription.type])
    return _resource(source, stack), _resource(target, stack)


def queue_elsewhere(subscription: Resource, stack: Stack) -> str:
    """The ARN of the queue that a topic's subscription notifies, if the stack has no such queue.

    Empty for all else: nothing in this stack reads that queue.
    """
    if subscription.type != SUBSCRIPTION or stack.value(subscription, "protocol") != Known("sqs"):
        return ""
    endpoint = neutral(str(subscription.values.get("endpoint")), stack) or ""
    name = endpoint.rpartition(":")[2]
    whole = QUEUE_ARN.fullmatch(endpoint) is not None
    return endpoint if whole and name not in _queue_names(stack) else ""


def leads_back(start: Resource, end: Resource, stack: Stack) -> bool:
    """Whether what reaches `start` can, by itself, reach `end` in the end."""
    seen, open_ = {start}, [start]
    while open_:
        for following in _flows(stack).get(open_.pop(), ()):
            if following not in seen:
                seen.add(following)
                open_.append(following)
    return end in seen


@lru_cache(maxsize=8)
def _flows(stack: Stack) -> Mapping[Resource, frozenset[Resource]]:
    found: dict[Resource, set[Resource]] = {}
    for source, target in [*_subscribed(stack), *_mapped(stack), *_sent(stack)]:
        found.setdefault(source, set()).add(target)
    return {source: frozenset(targets) for source, targets in found.items()}


def _subscribed(stack: Stack) -> Iterator[tuple[Resource, Resource]]:
    for subscription in [one for kind in ENDS for one in stack.of_type(kind)]:
        source, target = ends_of(subscription, stack)
        if isinstance(source, Resource) and isinstance(target, Resource):
            yield source, target


def _mapped(stack: Stack) -> Iterator[tuple[Resource, Resource]]:
    """Queues only: what a function writes to a table that it reads is a matter of its filter."""
    for mapping in stack.of_type(MAPPING):
        source, target = source_of(mapping, stack), function_of(mapping, stack)
        if not isinstance(source, Resource) or not isinstance(target, Resource):
            continue
        if source.type == "aws_sqs_queue":
            yield source, target


def _sent(stack: Stack) -> Iterator[tuple[Resource, Resource]]:
    """What a function logs, and the topics and queues that it or its settings name."""
    targets = {one.address: one for kind in TARGETS for one in stack.of_type(kind)}
    for function in stack.of_type(FUNCTION):
        group = stack.value(function, "logging_config", "log_group")
        if isinstance(group, Known) and str(group.value) in log_groups_by_name(stack):
            yield function, log_groups_by_name(stack)[str(group.value)]
        for reference in terraform.references(function.values):
            if reference.address in targets:
                yield function, targets[reference.address]


@lru_cache(maxsize=8)
def _queue_names(stack: Stack) -> frozenset[str]:
    names = (stack.value(queue, "name") for queue in stack.of_type("aws_sqs_queue"))
    return frozenset(str(name.value) for name in names if isinstance(name, Known))


def _resource(value: Value, stack: Stack) -> Resource | Value:
    if isinstance(value, Computed) and value.attribute == "arn":
        return value.resource
    if isinstance(value, Known):
        return log_groups_by_name(stack).get(str(value.value), value)
    return value
