"""What CloudWatch Logs refuses of metric filters and queries."""

from typing import Any

from tests.localcloud.refusals.probe import Probe, Refusal, documented, unverified
from tests.localcloud.refusals.world import World

_INVALID, _ABSENT = "InvalidParameterException", "ResourceNotFoundException"
_API = "AmazonCloudWatchLogs/latest/APIReference"
_MEASURED = "https://github.com/badmintoncryer/cdk-preflight/tree/main/rules/logs"
_DEFINED = {"metricName": "n", "metricNamespace": "Tests", "metricValue": "1"}
_DIMENSIONS = {"a": "$.a"}
_NOT_EMULATED = Refusal("UnknownOperationException", "the embedded cloud's own", 501)


def _filter(expected: Refusal, pattern: str = "{ $.a = * }", **transformation: Any) -> Probe:
    def arguments(world: World) -> dict[str, Any]:
        return {
            "logGroupName": world.log_group(), "filterName": "f", "filterPattern": pattern,
            "metricTransformations": [{**_DEFINED, **transformation}],
        }  # fmt: skip

    return Probe(0, "logs.put_metric_filter", arguments, expected)


def _measured(sentence: str) -> Refusal:
    return Refusal(_INVALID, _MEASURED, 400, sentence)


def _hundred(world: World) -> dict[str, Any]:
    named = {
        "logGroupName": world.log_group(), "filterPattern": "", "metricTransformations": [_DEFINED],
    }  # fmt: skip
    for number in range(100):
        world.client("logs").put_metric_filter(**named, filterName=f"f{number}")
    # The hundredth may be replaced.
    world.client("logs").put_metric_filter(**named, filterName="f99")
    return {**named, "filterName": "one-more"}


def _query(expected: Refusal, text: str, **settings: Any) -> Probe:
    return Probe(
        0, "logs.start_query",
        lambda world: {
            "logGroupName": world.log_group(), "startTime": 1, "endTime": 2, "queryString": text,
            **settings,
        },
        expected,
    )  # fmt: skip


PROBES = (
    _filter(
        _measured(
            "Invalid metric transformation: dimensions and default value are mutually exclusive"
            " properties"
        ),
        dimensions=_DIMENSIONS, defaultValue=0.0,
    ),
    _filter(
        _measured("Metric namespaces starting with AWS/ are reserved for AWS."),
        metricNamespace="AWS/Custom",
    ),
    _filter(
        _measured("Invalid metric transformation: dimension value must be valid selector"),
        dimensions={"a": "literal"},
    ),
    _filter(
        Refusal(
            _INVALID, "https://github.com/hashicorp/terraform-provider-aws/issues/22105", 400,
            "The specified filter pattern does not support dimensions",
        ),
        "ERROR", dimensions=_DIMENSIONS,
    ),
    _filter(
        documented(_INVALID, f"{_API}/API_MetricTransformation.html"),
        dimensions={name: f"$.{name}" for name in "abcd"},
    ),
    _filter(unverified(_INVALID), metricValue="many"),
    Probe(
        0, "logs.put_metric_filter",
        lambda _: {
            "logGroupName": "absent", "filterName": "f", "filterPattern": "",
            "metricTransformations": [_DEFINED],
        },
        documented(_ABSENT, f"{_API}/API_PutMetricFilter.html"),
    ),
    Probe(
        0, "logs.put_metric_filter", _hundred,
        documented("LimitExceededException", f"{_API}/API_PutMetricFilter.html"),
    ),
    Probe(
        0, "logs.delete_metric_filter",
        lambda world: {"logGroupName": world.log_group(), "filterName": "absent"},
        documented(_ABSENT, f"{_API}/API_DeleteMetricFilter.html"),
    ),
    Probe(
        0, "logs.filter_log_events",
        lambda world: {
            "logGroupName": world.log_group(), "logStreamNames": ["a"], "logStreamNamePrefix": "a",
        },
        documented(_INVALID, f"{_API}/API_FilterLogEvents.html"),
    ),
    Probe(
        0, "logs.put_subscription_filter",
        lambda world: {
            "logGroupName": world.log_group(), "filterName": "f", "filterPattern": "",
            "destinationArn": "worker",
        },
        documented(_INVALID, f"{_API}/API_PutSubscriptionFilter.html"),
    ),
    _query(documented("MalformedQueryException", f"{_API}/API_StartQuery.html"), "fieldz a"),
    _query(
        documented(_INVALID, f"{_API}/API_StartQuery.html"), "fields a", logGroupNames=["another"]
    ),
    _query(_NOT_EMULATED, "parse @message 'x*' as y"),
    Probe(
        0, "logs.get_query_results", lambda _: {"queryId": "absent"},
        documented(_ABSENT, f"{_API}/API_GetQueryResults.html"),
    ),
)  # fmt: skip
