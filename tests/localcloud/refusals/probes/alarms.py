"""What PutMetricAlarm refuses."""

from typing import Any

from tests.localcloud.refusals.probe import Probe, Refusal, documented, unverified
from tests.localcloud.refusals.world import ACCOUNT, REGION, World

_INVALID = "ValidationError"
_PAGE = "AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"
_DOCUMENTED = documented(_INVALID, _PAGE)
_UNVERIFIED = unverified(_INVALID)
_PROVIDER = "https://github.com/hashicorp/terraform-provider-aws"
_CFN_LINT = "https://github.com/aws-cloudformation/cfn-lint"
# It quotes what AWS answered to its author in September 2026.
_MEASURED = "https://github.com/badmintoncryer/cdk-preflight/tree/main/rules/cloudwatch"
_NOTHING: dict[str, Any] = dict.fromkeys(("Namespace", "MetricName", "Statistic", "Period"))


def _measured(sentence: str) -> Refusal:
    return Refusal(_INVALID, _MEASURED, 400, sentence)


def _probe(expected: Refusal, item: int = 0, **settings: Any) -> Probe:
    """An alarm on a metric, which settings of None leave out."""

    def arguments(world: World) -> dict[str, Any]:
        asked = world.alarm_settings(**settings)
        return {name: value for name, value in asked.items() if value is not None}

    return Probe(item, "cloudwatch.put_metric_alarm", arguments, expected)


def _metric(id_: str, *, returned: bool = False, **stat: Any) -> dict[str, Any]:
    named = {"Namespace": "AWS/SQS", "MetricName": "NumberOfMessagesSent"}
    return {
        "Id": id_,
        "ReturnData": returned,
        "MetricStat": {"Metric": named, "Period": 60, "Stat": "Sum", **stat},
    }


def _expression(text: str, id_: str = "e1", **settings: Any) -> dict[str, Any]:
    return {"Id": id_, "Expression": text, "ReturnData": True, **settings}


def _queries(expected: Refusal, *queries: dict[str, Any], **settings: Any) -> Probe:
    return _probe(expected, **{**_NOTHING, "Metrics": list(queries), **settings})


def _broken(text: str, sentence: str = "") -> Probe:
    """An alarm on an expression over the metric m1."""
    expected = unverified(_INVALID, 400, sentence)
    return _queries(expected, _expression(text), _metric("m1"))


def _action(sentence: str, *arns: str) -> Probe:
    return _probe(_measured(sentence), AlarmActions=list(arns))


_LIST = _measured("Invalid metrics list")
_ONE = Refusal(
    _INVALID, f"{_PROVIDER}/issues/29894", 400,
    "Exactly one element of the metrics list should return data.",
)  # fmt: skip
_NO_PERIOD = Refusal(
    _INVALID, "https://github.com/aws/aws-cdk/issues/7155", 400, "Period must not be null"
)
_NO_METRIC = Refusal(
    _INVALID, f"{_PROVIDER}/pull/11105", 400, "MetricName must not be null"
)  # fmt: skip
_WEEK = _measured(
    "Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be"
    " <= 604800) for alarms using period >= 3600"
)
_DAY = _measured(
    "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400)"
)
_PERIOD = _measured("Period must be 10, 20, 30 or a multiple of 60")
_M_OF_N = Refusal(
    _INVALID, "https://github.com/hashicorp/terraform/issues/24070", 400,
    "DatapointsToAlarm must be less than or equal to EvaluationPeriods",
)  # fmt: skip
_TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:operations"

PROBES = (
    _probe(_PERIOD, 82, Period=45),
    _queries(_PERIOD, _metric("m1", returned=True, Period=5)),
    _probe(_M_OF_N, 83, DatapointsToAlarm=2),
    _probe(_DAY, 84, EvaluationPeriods=1441),
    _probe(_WEEK, 84, Period=3600, EvaluationPeriods=169),
    _queries(_DAY, _metric("m1", returned=True), EvaluationPeriods=1441),
    _probe(_DOCUMENTED, 85, Metrics=[_metric("m1", returned=True)]),
    _probe(
        Refusal(
            _INVALID, f"{_CFN_LINT}/issues/766", 400,
            "Statistic should not be set if list of Metrics is set.",
        ),
        **{**_NOTHING, "Statistic": "Sum", "Metrics": [_metric("m1", returned=True)]},
    ),
    _probe(_NO_METRIC, **_NOTHING),
    _probe(_UNVERIFIED, Namespace=None),
    _probe(_NO_PERIOD, Period=None),
    _probe(_UNVERIFIED, EvaluationPeriods=None),
    _probe(_UNVERIFIED, ComparisonOperator=None),
    *(
        _queries(_UNVERIFIED, _metric("m1", returned=True, Metric=named))
        for named in ({}, {"Namespace": "AWS/SQS"}, {"MetricName": "NumberOfMessagesSent"})
    ),
    _probe(_DOCUMENTED, Statistic=None),
    _probe(_DOCUMENTED, ExtendedStatistic="p99"),
    _probe(
        Refusal(
            "InvalidParameterValue", _MEASURED, 400,
            "The value p101 for parameter ExtendedStatistic is not supported.",
        ),
        Statistic=None, ExtendedStatistic="p101",
    ),
    _probe(
        _measured("Option evaluateLowSampleCountPercentile can not be applied with statistic Sum."),
        EvaluateLowSampleCountPercentile="evaluate",
    ),
    _probe(
        _DOCUMENTED, Statistic=None, ExtendedStatistic="p99",
        EvaluateLowSampleCountPercentile="sometimes",
    ),
    _probe(_DOCUMENTED, TreatMissingData="never"),
    _probe(_DOCUMENTED, AlarmName="a\tb"),
    _probe(
        _measured("PutMetricAlarm request should have valid Threshold parameter"), Threshold=None
    ),
    _probe(_UNVERIFIED, Threshold=float("nan")),
    _probe(
        _measured("ComparisonOperators for ranges require ThresholdMetricId to be set"),
        ComparisonOperator="LessThanLowerThreshold",
    ),
    _queries(_LIST, _metric("M1", returned=True)),
    _queries(_LIST, _metric("5xx", returned=True)),
    _queries(_LIST, _metric("m1", returned=True, Stat="Avg")),
    _queries(_DOCUMENTED, _expression("m1 * 2"), _metric("m1"), _metric("m1")),
    _queries(_ONE, _metric("m1"), _metric("m2")),
    _queries(_ONE, _metric("m1", returned=True), _metric("m2", returned=True)),
    _queries(
        _measured("Too many metrics in alarm, maximum is 10"),
        _expression("SUM(METRICS())"), *(_metric(f"m{n}") for n in range(11)),
    ),
    _queries(
        _measured("Too many expressions in alarm, maximum is 10"), _metric("m", returned=True),
        *(_expression("m * 2", f"e{n}", ReturnData=False) for n in range(11)),
    ),
    _queries(
        _measured(
            "The parameters MetricDataQuery Expression and MetricStat are mutually exclusive and"
            " you have specified both."
        ),
        {**_metric("m1", returned=True), "Expression": "m1"},
    ),
    _queries(_NO_PERIOD, {"Id": "m1", "ReturnData": True}),
    _queries(_UNVERIFIED, _expression("m1 + m2"), _metric("m1"), _metric("m2", Period=300)),
    _queries(
        _measured("SEARCH is not supported on Metric Alarms."),
        _expression("SUM(SEARCH('{AWS/SQS,QueueName} MetricName=\"x\"', 'Sum', 60))"),
        _metric("m1"),
    ),
    _broken("m1 +", "Error in expression 'e1': Invalid syntax"),
    _broken(
        "ANOMALY_DETECTOR(m1)", "Error in expression 'e1': Function 'ANOMALY_DETECTOR' not found"
    ),
    _broken("m1 / m2"),
    _broken("e1 + m1"),
    _broken("SUM(m1)"),
    _broken("METRICS()"),
    _broken("1"),
    _broken("-" * 2000 + "m1"),
    _broken("1" * 400 + " + m1"),
    _action("", "not an ARN"),
    _action("Unsupported AWS vendor s3", "arn:aws:s3:::bucket"),
    _action(
        f"Invalid region eu-west-1 specified. Only {REGION} is supported.",
        _TOPIC, f"arn:aws:sns:eu-west-1:{ACCOUNT}:operations",
    ),
    _action(
        "Invalid partition aws-us-gov specified. Only aws is supported.",
        f"arn:aws-us-gov:sns:{REGION}:{ACCOUNT}:operations",
    ),
    _probe(unverified(_INVALID), OKActions=[_TOPIC] * 6),
    _probe(_UNVERIFIED, InsufficientDataActions=["nobody"]),
    *(
        _queries(
            Refusal("UnknownOperationException", "the embedded cloud's own", 501),
            _expression(text), _metric("m1"),
        )
        for text in ("RATE(m1)", "FILL(m1, LINEAR)", "SELECT AVG(x) FROM y")
    ),
    *(
        _probe(Refusal("UnknownOperationException", "the embedded cloud's own", 501), **settings)
        for settings in (
            {"Statistic": None, "ExtendedStatistic": "tm90"},
            {
                "Statistic": None, "ExtendedStatistic": "p99",
                "EvaluateLowSampleCountPercentile": "ignore",
            },
            {"ThresholdMetricId": "ad1"},
        )
    ),
)  # fmt: skip
