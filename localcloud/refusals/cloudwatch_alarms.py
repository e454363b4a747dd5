"""Alarms: what PutMetricAlarm refuses and moto takes, and what would never be evaluated here.

Source, read 2026-11-27: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/
API_PutMetricAlarm.html and API_MetricDataQuery.html, by their text in botocore 1.44.2. Whose
sentences these are: docs/claims.md#alarm-refusals; which are ours:
docs/claims.md#alarm-refusals-unpublished
"""

import math
import re
from collections.abc import Iterator

from localcloud.cloudwatch import queries, statistics
from localcloud.cloudwatch.definitions import COMPARISONS
from localcloud.cloudwatch.metric_math import InvalidExpression
from localcloud.cloudwatch.statistics import UnknownStatistic
from localcloud.refusals.requests import Params, Rule, ServiceRequest
from localcloud.service_errors import ServiceError

_SHORT_PERIODS = (10, 20, 30)
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_WEEK = 7 * _DAY
_MISSING_DATA = ("breaching", "ignore", "missing", "notBreaching")
_LOW_SAMPLES = ("evaluate", "ignore")
_OF_A_METRIC = (
    "Statistic", "ExtendedStatistic", "MetricName", "Namespace", "Dimensions", "Period", "Unit",
)  # fmt: skip
_NOT_EMULATED = (
    "ActionConfiguration", "EvaluationCriteria", "ThresholdMetricId", "WarmUpConfiguration",
)  # fmt: skip
_ID = re.compile(r"[a-z][a-zA-Z0-9_]*", re.ASCII)
_SEARCH = re.compile(r"\bSEARCH\s*\(")
_MOST_METRICS = 10
_ACTIONS = ("AlarmActions", "InsufficientDataActions", "OKActions")
_ARN_PARTS = 6
_VENDORS = (
    "aiops", "automate", "autoscaling", "lambda", "sns", "ssm", "ssm-incidents", "swf",
)  # fmt: skip


def _name(request: ServiceRequest) -> None:
    if any(ord(letter) < ord(" ") or letter == "\x7f" for letter in request.params["AlarmName"]):
        raise _invalid("AlarmName must not contain ASCII control characters.")


def _kind(request: ServiceRequest) -> None:
    for name in _NOT_EMULATED:
        if request.params.get(name):
            raise NotImplementedError(f"{name} of an alarm")
    if "WallClockWindow" in request.params.get("EvaluationWindow", {}):
        raise NotImplementedError("WallClockWindow of an alarm")


def _watched(request: ServiceRequest) -> None:
    params, metrics = request.params, request.params.get("Metrics")
    if not metrics:
        _one_metric(params)
        return
    for name in _OF_A_METRIC:
        if params.get(name):
            raise _invalid(f"{name} should not be set if list of Metrics is set.")
    _queries(metrics, request.account)


def _one_metric(params: Params) -> None:
    _require(params, "MetricName", "Namespace", "Period")
    basic, extended = params.get("Statistic"), params.get("ExtendedStatistic")
    if bool(basic) == bool(extended):
        raise _invalid("Exactly one of Statistic and ExtendedStatistic must be specified.")
    if basic and params.get("EvaluateLowSampleCountPercentile"):
        raise _invalid(
            f"Option evaluateLowSampleCountPercentile can not be applied with statistic {basic}."
        )
    if extended:
        _extended(extended)


def _extended(statistic: str) -> None:
    try:
        statistics.check(statistic)
    except UnknownStatistic as unknown:
        text = f"The value {unknown} for parameter ExtendedStatistic is not supported."
        raise ServiceError("InvalidParameterValue", text, 400) from unknown


def _queries(metrics: list[Params], account: str) -> None:
    ids = [each["Id"] for each in metrics]
    if len(set(ids)) < len(ids) or not all(map(_ID.fullmatch, ids)):
        raise _invalid("Invalid metrics list")
    for each in metrics:
        _query(each, account)
    for kind, name in (("MetricStat", "metrics"), ("Expression", "expressions")):
        if sum(kind in each for each in metrics) > _MOST_METRICS:
            raise _invalid(f"Too many {name} in alarm, maximum is {_MOST_METRICS}")
    if sum(each.get("ReturnData", True) for each in metrics) != 1:
        raise _invalid("Exactly one element of the metrics list should return data.")
    try:
        queries.check({each["Id"]: queries.query_of(each) for each in metrics})
    except UnknownStatistic as unknown:
        raise _invalid("Invalid metrics list") from unknown
    except InvalidExpression as invalid:
        raise _invalid(str(invalid)) from invalid


def _query(query: Params, account: str) -> None:
    if query.get("AccountId", account) != account:
        raise NotImplementedError("metrics of another account")
    if "Expression" not in query and "MetricStat" not in query:
        raise _null("Period")
    if "Expression" in query and "MetricStat" in query:
        raise _invalid(
            "The parameters MetricDataQuery Expression and MetricStat are mutually exclusive and"
            " you have specified both."
        )
    if "MetricStat" in query:
        _require(query["MetricStat"]["Metric"], "Namespace", "MetricName")
    if _SEARCH.search(query.get("Expression", "")):
        raise _invalid("SEARCH is not supported on Metric Alarms.")


def _evaluation(request: ServiceRequest) -> None:
    params = request.params
    _require(params, "EvaluationPeriods")
    evaluated = params["EvaluationPeriods"]
    periods = set(_periods(params))
    if len(periods) > 1:
        raise _invalid("All metrics of an alarm must have the same period.")
    if not periods:
        raise _null("Period")
    _period(periods.pop(), evaluated)
    if params.get("DatapointsToAlarm", 1) > evaluated:
        raise _invalid("DatapointsToAlarm must be less than or equal to EvaluationPeriods")


def _period(period: int, evaluated: int) -> None:
    if period not in _SHORT_PERIODS and (period <= 0 or period % _MINUTE):
        raise _invalid("Period must be 10, 20, 30 or a multiple of 60")
    is_long = period >= _HOUR
    longest, words = (_WEEK, "a week") if is_long else (_DAY, "a day")
    if period * evaluated > longest:
        raise _invalid(
            f"Metrics cannot be checked across more than {words} (EvaluationPeriods * Period must"
            f" be <= {longest}){' for alarms using period >= 3600' if is_long else ''}"
        )


def _periods(params: Params) -> Iterator[int]:
    """The period of each metric that the alarm reads."""
    if "Period" in params:
        yield params["Period"]
    for query in params.get("Metrics") or ():
        if period := (query.get("MetricStat") or query).get("Period"):
            yield period


def _threshold(request: ServiceRequest) -> None:
    _require(request.params, "ComparisonOperator")
    if request.params["ComparisonOperator"] not in COMPARISONS:
        raise _invalid("ComparisonOperators for ranges require ThresholdMetricId to be set")
    if not math.isfinite(request.params.get("Threshold", math.nan)):
        raise _invalid("PutMetricAlarm request should have valid Threshold parameter")


def _missing_data(request: ServiceRequest) -> None:
    if request.params.get("TreatMissingData", "missing") not in _MISSING_DATA:
        raise _invalid(f"TreatMissingData is one of {', '.join(_MISSING_DATA)}.")


def _low_samples(request: ServiceRequest) -> None:
    option = request.params.get("EvaluateLowSampleCountPercentile", "evaluate")
    if option not in _LOW_SAMPLES:
        raise _invalid(
            f"Option {option} is not supported. Supported options for parameter"
            " EvaluateLowSampleCountPercentile are evaluate and ignore."
        )
    if option == "ignore":
        raise NotImplementedError("an alarm that ignores percentiles of few samples")


def _actions(request: ServiceRequest) -> None:
    for arn in (arn for name in _ACTIONS for arn in request.params.get(name) or ()):
        parts = arn.split(":")
        if len(parts) < _ARN_PARTS or parts[0] != "arn":
            raise _invalid(f"Invalid arn syntax: {arn}")
        _, partition, vendor, region = parts[:4]
        if partition != "aws":
            raise _invalid(f"Invalid partition {partition} specified. Only aws is supported.")
        if vendor not in _VENDORS:
            raise _invalid(f"Unsupported AWS vendor {vendor}")
        if region not in ("", request.region):
            raise _invalid(
                f"Invalid region {region} specified. Only {request.region} is supported."
            )


def _listed(request: ServiceRequest) -> None:
    params = request.params
    if params.get("AlarmNames") and params.get("AlarmNamePrefix"):
        raise _invalid("AlarmNames and AlarmNamePrefix must not both be specified.")
    for name in ("ChildrenOfAlarmName", "ParentsOfAlarmName"):
        if params.get(name):
            raise NotImplementedError(f"{name}: composite alarms")


def _tagged(request: ServiceRequest) -> None:
    arn = request.params["ResourceARN"]
    alarms = request.backend("cloudwatch").alarms.values()
    if ":alarm:" in arn and arn not in {alarm.alarm_arn for alarm in alarms}:
        raise ServiceError("ResourceNotFoundException", f"{arn} does not exist", 404)


def _require(params: Params, *names: str) -> None:
    for name in names:
        if not params.get(name):
            raise _null(name)


def _null(name: str) -> ServiceError:
    return _invalid(f"{name} must not be null")


def _invalid(message: str) -> ServiceError:
    return ServiceError("ValidationError", message, 400)


RULES: dict[str, tuple[Rule, ...]] = {
    "cloudwatch.DescribeAlarms": (_listed,),
    "cloudwatch.ListTagsForResource": (_tagged,),
    "cloudwatch.UntagResource": (_tagged,),
    "cloudwatch.PutMetricAlarm": (
        _name, _kind, _watched, _evaluation, _threshold, _missing_data, _low_samples, _actions,
    ),
}  # fmt: skip
