"""Alarms: what CloudWatch refuses and moto takes.

Source, read 2026-11-26: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/
API_PutMetricAlarm.html; about DatapointsToAlarm https://github.com/hashicorp/terraform/issues/24070.
"""

import re
from collections.abc import Iterator

from localcloud.refusals.requests import Params, Rule, ServiceRequest
from localcloud.service_errors import ServiceError

_SHORT_PERIODS = (10, 20, 30)
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_WEEK = 7 * _DAY
_MISSING_DATA = ("breaching", "ignore", "missing", "notBreaching")
_DASHBOARD = re.compile(r"[\w-]+", re.ASCII)


def _alarm(request: ServiceRequest) -> None:
    params = request.params
    evaluated = params.get("EvaluationPeriods", 1)
    if params.get("Metrics") and params.get("MetricName"):
        raise _invalid("An alarm has either Metrics or a MetricName.")
    for period in _periods(params):
        if period not in _SHORT_PERIODS and (period <= 0 or period % _MINUTE):
            raise _invalid("A period is 10, 20, 30 or a multiple of 60.")
        # An alarm over hours may look back seven days.
        longest = _WEEK if period >= _HOUR else _DAY
        if period * evaluated > longest:
            raise _invalid(
                "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must"
                f" be <= {longest})."
            )
    if params.get("DatapointsToAlarm", 1) > evaluated:
        raise _invalid("DatapointsToAlarm must be less than or equal to EvaluationPeriods")


def _missing_data(request: ServiceRequest) -> None:
    if request.params.get("TreatMissingData", "missing") not in _MISSING_DATA:
        raise _invalid(f"TreatMissingData is one of {', '.join(_MISSING_DATA)}.")


def _dashboard_name(request: ServiceRequest) -> None:
    if not _DASHBOARD.fullmatch(request.params["DashboardName"]):
        raise ServiceError(
            "InvalidParameterValue",
            "The value for field DashboardName contains invalid characters. It can only contain"
            " alphanumerics, dash (-) and underscore (_).\n",
            400,
        )


def _periods(params: Params) -> Iterator[int]:
    """The period of each metric that the alarm reads."""
    if "Period" in params:
        yield params["Period"]
    for query in params.get("Metrics") or ():
        if period := (query.get("MetricStat") or query).get("Period"):
            yield period


def _invalid(message: str) -> ServiceError:
    return ServiceError("ValidationError", message, 400)


RULES: dict[str, tuple[Rule, ...]] = {
    "cloudwatch.PutDashboard": (_dashboard_name,),
    "cloudwatch.PutMetricAlarm": (_alarm, _missing_data),
}
