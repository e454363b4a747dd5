"""Log groups: what CloudWatch Logs refuses and moto takes.

Sources: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/
API_PutRetentionPolicy.html, read 2026-11-26; tests/recordings/aws/errors.jsonl
(test_create_log_stream_duplicate_error).
"""

from localcloud.refusals.requests import Rule, ServiceRequest
from localcloud.service_errors import ServiceError

_RETENTIONS = (
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
)  # fmt: skip


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


RULES: dict[str, tuple[Rule, ...]] = {
    "logs.CreateLogStream": (_second_stream,),
    "logs.PutRetentionPolicy": (_retention,),
}
