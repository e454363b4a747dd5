"""Subscription filters: send the matching lines of a log group to the subscribed functions."""

import base64
import gzip
import json
import logging
from typing import Any

from moto.logs.models import logs_backends

from localcloud.account import ACCOUNT, REGION
from localcloud.filter_patterns import InvalidPattern
from localcloud.filter_patterns.logs import parse_log_pattern
from localcloud.identity.needs import arn
from localcloud.identity.services import LOGS, may_invoke
from localcloud.lambda_.interface import FunctionNotFound, Functions

_LOG = logging.getLogger(__name__)

LogEvent = dict[str, Any]


class Subscriptions:
    """Applies the subscription filters in moto's store.

    Only Lambda destinations get events, and only those whose policy lets CloudWatch Logs invoke
    them for the log group.
    """

    def __init__(self, functions: Functions) -> None:
        self._functions = functions

    def deliver(self, group: str, stream: str, events: list[LogEvent]) -> None:
        """Enqueue the matching events of one write for the subscribed functions.

        `events` have id, timestamp and message. A subscription that fails is logged; the writer
        and the other subscription are not affected.
        Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html.
        """
        for subscription in _subscriptions(group):
            try:
                self._enqueue(subscription, group, stream, events)
            except (FunctionNotFound, InvalidPattern) as reason:
                _LOG.warning("subscription %s of %s: %s", subscription.name, group, reason)

    def _enqueue(self, subscription: Any, group: str, stream: str, events: list[LogEvent]) -> None:
        target: str = subscription.destination_arn
        matches = parse_log_pattern(subscription.filter_pattern or "")
        wanted = [event for event in events if matches(event["message"])]
        if wanted and ":lambda:" in target and may_invoke(LOGS, group_arn(group), target):
            self._functions.enqueue(target, _payload(subscription.name, group, stream, wanted))


def group_arn(group: str) -> str:
    """The ARN of a log group with which CloudWatch Logs invokes functions."""
    return arn("logs", f"log-group:{group}:*")


def _subscriptions(group: str) -> list[Any]:
    stored = logs_backends[ACCOUNT][REGION].groups.get(group)
    return list(stored.subscription_filters.values()) if stored else []


def _payload(subscription: str, group: str, stream: str, events: list[LogEvent]) -> bytes:
    """The event for the function: the lines as JSON, compressed, in base64."""
    message = {
        "messageType": "DATA_MESSAGE",
        "owner": ACCOUNT,
        "logGroup": group,
        "logStream": stream,
        "subscriptionFilters": [subscription],
        "logEvents": events,
    }
    data = base64.b64encode(gzip.compress(json.dumps(message).encode()))
    return json.dumps({"awslogs": {"data": data.decode()}}).encode()
