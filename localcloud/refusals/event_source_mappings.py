"""Event source mappings that would deliver nothing, or what nobody asked for, are refused.

Sources, read 2026-11-26: tests/recordings/aws/errors.jsonl, sqs_mapping.json and
dynamodb_stream_mapping.json;
https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html,
https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html,
https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html.
"""

from typing import Any

from moto.awslambda.exceptions import UnknownAliasException, UnknownFunctionException

from localcloud.filter_patterns import InvalidPattern
from localcloud.filter_patterns.events import parse_event_pattern
from localcloud.refusals.requests import Params, Rule, ServiceRequest
from localcloud.service_errors import ServiceError

_INVALID = "InvalidParameterValueException"
_NOT_FOUND, _CONFLICT = 404, 409
_LARGEST_BATCH_WITHOUT_WINDOW = 10
_MOST_FILTERS = 5
_LEAST_AGE_S = 60
_SECOND_OF_QUEUE = 'An event source mapping with SQS arn (" {arn} ") and function (" {name} ")'
_SECOND_OF_STREAM = 'The event source arn (" {arn} ") and function (" {name} ") provided mapping'
_OF_STREAMS = (
    "BisectBatchOnFunctionError",
    "DestinationConfig",
    "MaximumRecordAgeInSeconds",
    "MaximumRetryAttempts",
    "ParallelizationFactor",
    "TumblingWindowInSeconds",
)


def _filters(request: ServiceRequest) -> None:
    filters = (request.params.get("FilterCriteria") or {}).get("Filters") or []
    if len(filters) > _MOST_FILTERS:
        raise ServiceError(_INVALID, f"A mapping has at most {_MOST_FILTERS} filters.")
    try:
        for each in filters:
            parse_event_pattern(each.get("Pattern", "{}"))
    except InvalidPattern as invalid:
        raise ServiceError(_INVALID, str(invalid)) from invalid


def _age(request: ServiceRequest) -> None:
    if 0 <= request.params.get("MaximumRecordAgeInSeconds", -1) < _LEAST_AGE_S:
        raise ServiceError(
            _INVALID, f"MaximumRecordAgeInSeconds must be -1 or at least {_LEAST_AGE_S}."
        )


def _create(request: ServiceRequest) -> None:
    arn = request.params.get("EventSourceArn") or ""
    function = _function(request)
    if ":sqs:" in arn:
        _reject_for_queue(request.params, arn, _queue(request, arn), function)
        _reject_second(request, arn, function, _SECOND_OF_QUEUE)
    elif ":dynamodb:" in arn:
        _reject_for_stream(request, arn)
        _reject_second(request, arn, function, _SECOND_OF_STREAM)


def _update(request: ServiceRequest) -> None:
    stored = request.backend("lambda").get_event_source_mapping(request.params["UUID"])
    if stored is None:
        raise ServiceError(
            "ResourceNotFoundException", "The resource you requested does not exist.", _NOT_FOUND
        )
    arn = stored.event_source_arn
    present = {
        "BatchSize": stored.batch_size,
        "MaximumBatchingWindowInSeconds": stored.max_batch_window,
    }
    function = _function(request) if request.params.get("FunctionName") else None
    if ":sqs:" in arn:
        queue = request.backend("sqs").queues.get(arn.rpartition(":")[2])
        if queue is not None:
            _reject_for_queue(present | request.params, arn, queue, function)
    elif ":dynamodb:" in arn:
        _reject_unsupported(request.params, ("ScalingConfig",))


def _function(request: ServiceRequest) -> Any:
    try:
        return request.backend("lambda").get_function(request.params["FunctionName"])
    except (UnknownFunctionException, UnknownAliasException) as missing:
        raise ServiceError(_INVALID, "Function does not exist") from missing


def _queue(request: ServiceRequest, arn: str) -> Any:
    queue = request.backend("sqs").queues.get(arn.rpartition(":")[2])
    if queue is not None and queue.queue_arn == arn:
        return queue
    raise ServiceError(
        _INVALID,
        "Error occurred while ReceiveMessage. SQS Error Code:"
        " AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not"
        " exist.",
    )


def _reject_for_queue(params: Params, arn: str, queue: Any, function: Any) -> None:
    if params.get("StartingPosition"):
        raise ServiceError(_INVALID, f"Unsupported starting position for arn type: {arn}")
    _reject_unsupported(params, _OF_STREAMS)
    large = int(params.get("BatchSize") or 0) > _LARGEST_BATCH_WITHOUT_WINDOW
    if queue.fifo_queue and (large or params.get("MaximumBatchingWindowInSeconds")):
        raise ServiceError(
            _INVALID, "A FIFO queue allows no batching window, and at most 10 messages in a batch."
        )
    if large and not params.get("MaximumBatchingWindowInSeconds"):
        raise ServiceError(
            _INVALID,
            "Maximum batch window in seconds must be greater than 0 if maximum batch size is"
            " greater than 10",
        )
    if function is not None and int(queue.visibility_timeout) < int(function.timeout):
        raise ServiceError(
            _INVALID,
            f"Queue visibility timeout: {queue.visibility_timeout} seconds is less than Function"
            f" timeout: {function.timeout} seconds",
        )


def _reject_for_stream(request: ServiceRequest, arn: str) -> None:
    if request.params.get("StartingPosition") is None:
        raise ServiceError(
            _INVALID,
            "1 validation error detected: Value null at 'startingPosition' failed to satisfy"
            " constraint: Member must not be null.",
        )
    if request.params["StartingPosition"] == "AT_TIMESTAMP":
        raise ServiceError(_INVALID, f"Unsupported starting position for arn type: {arn}")
    _reject_unsupported(request.params, ("ScalingConfig",))
    table = request.backend("dynamodb").tables.get(arn.partition("/stream/")[0].rpartition("/")[2])
    if table is None or f"{table.table_arn}/stream/{table.latest_stream_label}" != arn:
        raise ServiceError(_INVALID, f"Stream not found: {arn}")


def _reject_unsupported(params: Params, names: tuple[str, ...]) -> None:
    for name in names:
        if params.get(name):
            raise ServiceError(
                _INVALID, f"Unsupported {name} parameter for given event source mapping type."
            )


def _reject_second(request: ServiceRequest, arn: str, function: Any, sentence: str) -> None:
    for mapping in request.backend("lambda").list_event_source_mappings(arn, ""):
        if mapping.function_arn == function.function_arn:
            beginning = sentence.format(arn=arn, name=function.function_name)
            raise ServiceError(
                "ResourceConflictException",
                f"{beginning} already exists. Please update or delete the existing mapping with"
                f" UUID {mapping.uuid}",
                _CONFLICT,
            )


RULES: dict[str, tuple[Rule, ...]] = {
    "lambda.CreateEventSourceMapping": (_filters, _age, _create),
    "lambda.UpdateEventSourceMapping": (_filters, _age, _update),
}
