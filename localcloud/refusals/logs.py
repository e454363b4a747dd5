"""Log groups, their metric filters and queries: what CloudWatch Logs refuses and moto takes.

Sources: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/
API_PutRetentionPolicy.html, read 2026-11-26; API_PutMetricFilter.html, API_StartQuery.html and
API_FilterLogEvents.html there, read 2026-11-27; tests/recordings/aws/errors.jsonl
(test_create_log_stream_duplicate_error). Whose sentences about metric filters these are:
docs/claims.md#metric-filter-refusals
"""

import re

from localcloud.cloudwatch import log_queries
from localcloud.cloudwatch.log_queries.tokens import MalformedQuery
from localcloud.refusals.requests import Rule, ServiceRequest
from localcloud.service_errors import ServiceError

_RETENTIONS = (
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
)  # fmt: skip


_MOST_FILTERS, _MOST_DIMENSIONS = 100, 3
_ARN_COLONS = 5
_WITH_FIELDS = ("{", "[")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_TRANSFORMATION = "Invalid metric transformation:"
_GROUPS = ("logGroupName", "logGroupNames", "logGroupIdentifiers")


def _retention(request: ServiceRequest) -> None:
    days = request.params["retentionInDays"]
    if days not in _RETENTIONS:
        raise ServiceError(
            "InvalidParameterException",
            f"1 validation error detected: Value '{days}' at 'retentionInDays' failed to satisfy"
            f" constraint: Member must satisfy enum value set: {list(_RETENTIONS)}",
        )


def _second_stream(request: ServiceRequest) -> None:
    group = request.backend("logs").groups.get(request.params["logGroupName"])
    if group is not None and request.params["logStreamName"] in group.streams:
        raise ServiceError(
            "ResourceAlreadyExistsException", "The specified log stream already exists"
        )


def _metric_filter(request: ServiceRequest) -> None:
    params = request.params
    _require_group(request)
    [transformation] = params["metricTransformations"]
    dimensions = transformation.get("dimensions") or {}
    if transformation["metricNamespace"].startswith("AWS/"):
        raise _invalid("Metric namespaces starting with AWS/ are reserved for AWS.")
    if dimensions and transformation.get("defaultValue") is not None:
        raise _invalid(
            f"{_TRANSFORMATION} dimensions and default value are mutually exclusive properties"
        )
    if not all(selector.startswith("$") for selector in dimensions.values()):
        raise _invalid(f"{_TRANSFORMATION} dimension value must be valid selector")
    if len(dimensions) > _MOST_DIMENSIONS:
        raise _invalid(f"{_TRANSFORMATION} at most {_MOST_DIMENSIONS} dimensions are allowed")
    if dimensions and not params["filterPattern"].lstrip().startswith(_WITH_FIELDS):
        raise _invalid("The specified filter pattern does not support dimensions")
    value = transformation["metricValue"]
    if not (value.startswith("$") or _NUMBER.fullmatch(value)):
        raise _invalid(f"{_TRANSFORMATION} metric value must be a number or a selector")
    others = set(_filter_names(request)) - {params["filterName"]}
    if len(others) >= _MOST_FILTERS:
        raise ServiceError("LimitExceededException", "Resource limit exceeded.", 400)


def _absent_filter(request: ServiceRequest) -> None:
    _require_group(request)
    if request.params["filterName"] not in _filter_names(request):
        raise ServiceError(
            "ResourceNotFoundException", "The specified metric filter does not exist.", 400
        )


def _filter_names(request: ServiceRequest) -> list[str]:
    """The metric filters of the request's log group."""
    stored = request.backend("logs").filters.metric_filters
    group = request.params["logGroupName"]
    return [each["filterName"] for each in stored if each["logGroupName"] == group]


def _require_group(request: ServiceRequest) -> None:
    if request.params["logGroupName"] not in request.backend("logs").groups:
        raise ServiceError(
            "ResourceNotFoundException", "The specified log group does not exist.", 400
        )


def _destination(request: ServiceRequest) -> None:
    arn = request.params["destinationArn"]
    if not arn.startswith("arn:") or arn.count(":") < _ARN_COLONS:
        raise _invalid(f"destinationArn {arn} is no ARN")


def _streams(request: ServiceRequest) -> None:
    if request.params.get("logStreamNames") and request.params.get("logStreamNamePrefix"):
        raise _invalid("logStreamNames and logStreamNamePrefix must not both be specified.")


def _query(request: ServiceRequest) -> None:
    if sum(bool(request.params.get(name)) for name in _GROUPS) != 1:
        raise _invalid(f"Exactly one of {', '.join(_GROUPS)} must be specified.")
    if request.params.get("logGroupIdentifiers"):
        raise NotImplementedError("logGroupIdentifiers of StartQuery")
    try:
        log_queries.check(request.params["queryString"])
    except MalformedQuery as malformed:
        raise ServiceError("MalformedQueryException", str(malformed), 400) from malformed


def _query_id(request: ServiceRequest) -> None:
    if request.params["queryId"] not in request.backend("logs").queries:
        raise ServiceError("ResourceNotFoundException", "The specified query does not exist.", 400)


def _invalid(message: str) -> ServiceError:
    return ServiceError("InvalidParameterException", message, 400)


RULES: dict[str, tuple[Rule, ...]] = {
    "logs.CreateLogStream": (_second_stream,),
    "logs.DeleteMetricFilter": (_absent_filter,),
    "logs.FilterLogEvents": (_streams,),
    "logs.GetQueryResults": (_query_id,),
    "logs.PutMetricFilter": (_metric_filter,),
    "logs.PutRetentionPolicy": (_retention,),
    "logs.PutSubscriptionFilter": (_destination,),
    "logs.StartQuery": (_query,),
}
