"""Log subscription filters and FilterLogEvents, over a fake Lambda service.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
"""

import base64
import gzip
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.lambda_.interface import FunctionNotFound, InvocationResult
from localcloud.logs.subscriptions import Subscriptions

Client = Callable[[str], Any]

GROUP = "/aws/lambda/worker"
ERRORS = '{ ($.level = "ERROR") || ($.level = "CRITICAL") }'
EVENTS = [
    {"id": f"{place:056d}", "timestamp": 1700000000000 + place, "message": message}
    for place, message in enumerate(
        ['{"level": "INFO"}', '{"level": "ERROR"}', "ERROR in plain text", '{"level": "CRITICAL"}']
    )
]


@dataclass
class FakeSubscribedFunctions:
    """Remembers what was put on which queue; knows no function called "gone"."""

    enqueued: list[tuple[str, bytes]] = field(default_factory=list)

    def invoke(self, arn: str, payload: bytes) -> InvocationResult:
        raise AssertionError(f"logs invoke asynchronously: {arn} {payload!r}")

    def enqueue(self, arn: str, payload: bytes) -> str:
        if arn.endswith(":gone"):
            raise FunctionNotFound(arn)
        self.enqueued.append((arn, payload))
        return "request-id"


@pytest.fixture
def functions() -> FakeSubscribedFunctions:
    return FakeSubscribedFunctions()


@pytest.fixture
def deliver(functions: FakeSubscribedFunctions) -> Callable[[], list[tuple[str, Any]]]:
    """Deliver EVENTS; return function name and message, unpacked, for each invocation."""

    def run() -> list[tuple[str, Any]]:
        Subscriptions(functions).deliver(GROUP, "stream", EVENTS)
        return [(arn.rpartition(":")[2], message(payload)) for arn, payload in functions.enqueued]

    return run


@pytest.fixture
def subscribe(
    client: Client, create_function: Callable[..., str], permit: Callable[[str, str], None]
) -> Callable[[str, str], None]:
    client("logs").create_log_group(logGroupName=GROUP)

    def subscribe(name: str, pattern: str) -> None:
        arn = create_function(name, "def handler(event, context):\n    pass\n")
        permit(name, "logs.amazonaws.com")
        client("logs").put_subscription_filter(
            logGroupName=GROUP, filterName=f"to-{name}", filterPattern=pattern, destinationArn=arn
        )

    return subscribe


def message(payload: bytes) -> Any:
    return json.loads(gzip.decompress(base64.b64decode(json.loads(payload)["awslogs"]["data"])))


def test_the_matching_lines_of_a_write_come_as_one_data_message(
    subscribe: Callable[..., None], deliver: Callable[[], list[tuple[str, Any]]]
) -> None:
    subscribe("notifier", ERRORS)
    assert deliver() == [
        (
            "notifier",
            {
                "messageType": "DATA_MESSAGE",
                "owner": "123456789012",
                "logGroup": GROUP,
                "logStream": "stream",
                "subscriptionFilters": ["to-notifier"],
                "logEvents": [EVENTS[1], EVENTS[3]],
            },
        )
    ]


def test_an_event_has_the_fields_that_aws_recorded(
    subscribe: Callable[..., None],
    deliver: Callable[[], list[tuple[str, Any]]],
    recorded: Callable[[str, str], Any],
) -> None:
    subscribe("notifier", "")
    [(_, data)] = deliver()
    expected = recorded("log_subscription_filters", "test_put_subscription_filter_lambda")
    assert {frozenset(event) for event in data["logEvents"]} == {
        frozenset(event) for event in expected["list_all_log_events"]
    }


def test_the_empty_pattern_matches_every_line(
    subscribe: Callable[..., None], deliver: Callable[[], list[tuple[str, Any]]]
) -> None:
    subscribe("notifier", "")
    [(_, data)] = deliver()
    assert data["logEvents"] == EVENTS


def test_nothing_is_invoked_when_no_line_matches(
    subscribe: Callable[..., None], deliver: Callable[[], list[tuple[str, Any]]]
) -> None:
    subscribe("notifier", "{ $.level = DEBUG }")
    assert deliver() == []


def test_a_subscription_that_cannot_be_served_does_not_harm_the_other(
    subscribe: Callable[..., None],
    deliver: Callable[[], list[tuple[str, Any]]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    subscribe("gone", "")
    subscribe("notifier", "ERROR")
    assert [name for name, _ in deliver()] == ["notifier"]
    assert "subscription to-gone of /aws/lambda/worker" in caplog.text


def test_a_group_without_subscriptions_and_a_missing_group_deliver_nothing(
    client: Client, deliver: Callable[[], list[tuple[str, Any]]]
) -> None:
    assert deliver() == []
    client("logs").create_log_group(logGroupName=GROUP)
    assert deliver() == []


@pytest.fixture
def stored(client: Client) -> Callable[[str], list[str]]:
    """Store EVENTS in the group; return what FilterLogEvents finds for a pattern."""
    client("logs").create_log_group(logGroupName=GROUP)
    client("logs").create_log_stream(logGroupName=GROUP, logStreamName="stream")
    now = int(time.time() * 1000)  # AWS rejects lines that are two weeks old
    client("logs").put_log_events(
        logGroupName=GROUP,
        logStreamName="stream",
        logEvents=[{"timestamp": now, "message": event["message"]} for event in EVENTS],
    )

    def find(pattern: str) -> list[str]:
        answer = client("logs").filter_log_events(logGroupName=GROUP, filterPattern=pattern)
        return [event["message"] for event in answer["events"]]

    return find


@pytest.mark.parametrize(
    ("pattern", "places"),
    [
        pytest.param(ERRORS, [1, 3], id="over JSON"),
        pytest.param("ERROR", [1, 2], id="a term"),
        pytest.param("?INFO ?CRITICAL", [0, 3], id="any of several terms"),
        pytest.param("", [0, 1, 2, 3], id="everything"),
    ],
)
def test_filter_log_events_honours_patterns(
    pattern: str, places: list[int], stored: Callable[[str], list[str]]
) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html."""
    assert stored(pattern) == [EVENTS[place]["message"] for place in places]


def test_filter_log_events_rejects_an_invalid_pattern(
    stored: Callable[[str], list[str]],
) -> None:
    with pytest.raises(ClientError, match=r"InvalidParameterException.*Invalid filter pattern"):
        stored("{ $.level = }")


@pytest.mark.parametrize("kind", ["subscription", "metric"])
def test_a_filter_with_an_invalid_pattern_is_rejected(
    kind: str,
    client: Client,
    create_function: Callable[..., str],
    permit: Callable[[str, str], None],
) -> None:
    logs = client("logs")
    arn = create_function("notifier", "def handler(event, context):\n    pass\n")
    permit("notifier", "logs.amazonaws.com")
    group = {"logGroupName": "/aws/lambda/notifier", "filterName": "errors"}
    transformation = {"metricName": "e", "metricNamespace": "n", "metricValue": "1"}

    def put(pattern: str) -> None:
        if kind == "subscription":
            logs.put_subscription_filter(**group, filterPattern=pattern, destinationArn=arn)
        else:
            logs.put_metric_filter(
                **group, filterPattern=pattern, metricTransformations=[transformation]
            )

    put(ERRORS)
    with pytest.raises(ClientError, match=r"InvalidParameterException.*Invalid filter pattern"):
        put("{ $.level = ")
