"""Invalid event source mappings are rejected, at create and at update.

moto stores any filter text, which would then deliver nothing at all, and any batch size of any
queue; it omits the settings that AWS fills in for a queue, and answers 201 where AWS answers 202.
Sources: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html,
https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html; recorded:
test_dynamodb_invalid_event_filter, test_duplicate_event_source_mappings,
test_esm_with_not_existing_sqs_queue.
"""

from typing import Any

from moto.awslambda.exceptions import InvalidParameterValueException, LambdaClientError
from moto.awslambda.models import EventSourceMapping, LambdaBackend
from moto.awslambda.responses import LambdaResponse
from moto.sqs.models import sqs_backends

from localcloud.filter_patterns import InvalidPattern
from localcloud.filter_patterns.events import parse_event_pattern
from localcloud.moto_patches.wrapping import Method, wrap

_ACCEPTED = 202
_CONFLICT = 409
_LARGEST_BATCH_WITHOUT_WINDOW = 10
_RANGES = {
    ("BatchSize",): (1, 10_000),
    ("MaximumBatchingWindowInSeconds",): (0, 300),
    ("ScalingConfig", "MaximumConcurrency"): (2, 1000),
}
"""https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html"""


def apply() -> None:
    """Apply the patches of EventSourceMapping, LambdaBackend and LambdaResponse."""
    wrap(EventSourceMapping, "get_configuration")(_describe)
    wrap(LambdaResponse, "create_event_source_mapping")(_accept)
    wrap(LambdaBackend, "create_event_source_mapping")(_create)
    wrap(LambdaBackend, "update_event_source_mapping")(_update)


def _describe(original: Method, mapping: Any) -> dict[str, Any]:
    described: dict[str, Any] = original(mapping)
    if ":sqs:" not in mapping.event_source_arn:
        return described
    filled = {"FunctionResponseTypes": [], "MaximumBatchingWindowInSeconds": 0}
    return filled | described | {"StateTransitionReason": "USER_INITIATED"}


def _accept(original: Method, handler: Any) -> Any:
    _created, _headers, body = original(handler)
    return _ACCEPTED, {"status": _ACCEPTED}, body


def _create(original: Method, backend: Any, spec: dict[str, Any]) -> Any:
    _reject_invalid(spec)
    if ":sqs:" in str(spec.get("EventSourceArn")):
        _reject_bad_queue(backend, spec)
    return original(backend, spec)


def _update(original: Method, backend: Any, uuid: str, spec: dict[str, Any]) -> Any:
    _reject_invalid(spec)
    stored = backend.get_event_source_mapping(uuid)
    if stored is not None and ":sqs:" in stored.event_source_arn:
        _reject_bad_update(backend, stored, spec)
    return original(backend, uuid, spec)


def _reject_bad_update(backend: Any, stored: Any, spec: dict[str, Any]) -> None:
    present = {
        "BatchSize": stored.batch_size,
        "MaximumBatchingWindowInSeconds": stored.max_batch_window,
    }
    _reject_batch_without_window(present | spec)
    if spec.get("FunctionName"):
        queue = _queue(backend, stored.event_source_arn)
        function = backend.get_function(spec["FunctionName"])
        _reject_short_visibility(queue.visibility_timeout, function.timeout)


def _reject_invalid(spec: dict[str, Any]) -> None:
    for path, (least, most) in _RANGES.items():
        _reject_out_of_range(spec, path, least, most)
    criteria = spec.get("FilterCriteria") or {}
    try:
        for entry in criteria.get("Filters") or []:
            parse_event_pattern(entry["Pattern"])
    except InvalidPattern as invalid:
        raise InvalidParameterValueException(str(invalid)) from invalid


def _reject_out_of_range(
    spec: dict[str, Any], path: tuple[str, ...], least: int, most: int
) -> None:
    value: Any = spec
    for name in path:
        value = (value or {}).get(name)
    if value is None or least <= int(value) <= most:
        return
    limit = f"less than or equal to {most}" if value > most else f"greater than or equal to {least}"
    member = ".".join(name[0].lower() + name[1:] for name in path)
    raise LambdaClientError(
        "ValidationException",
        f"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint:"
        f" Member must have value {limit}",
    )


def _queue(backend: Any, arn: str) -> Any:
    for queue in sqs_backends[backend.account_id][backend.region_name].queues.values():
        if queue.queue_arn == arn:
            return queue
    raise InvalidParameterValueException(
        "Error occurred while ReceiveMessage. SQS Error Code:"
        " AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not"
        " exist."
    )


def _reject_bad_queue(backend: Any, spec: dict[str, Any]) -> None:
    arn = spec["EventSourceArn"]
    queue = _queue(backend, arn)
    _reject_batch_without_window(spec)
    function = backend.get_function(spec["FunctionName"])
    _reject_short_visibility(queue.visibility_timeout, function.timeout)
    _reject_second(backend, arn, function)


def _reject_batch_without_window(spec: dict[str, Any]) -> None:
    large = int(spec.get("BatchSize") or 0) > _LARGEST_BATCH_WITHOUT_WINDOW
    if large and not spec.get("MaximumBatchingWindowInSeconds"):
        raise InvalidParameterValueException(
            "Maximum batch window in seconds must be greater than 0 if maximum batch size is"
            " greater than 10"
        )


def _reject_short_visibility(visibility: int, timeout: int) -> None:
    if int(visibility) < int(timeout):
        raise InvalidParameterValueException(
            f"Queue visibility timeout: {visibility} seconds is less than Function timeout:"
            f" {timeout} seconds"
        )


def _reject_second(backend: Any, arn: str, function: Any) -> None:
    for mapping in backend.list_event_source_mappings(arn, ""):
        if mapping.function_arn != function.function_arn:
            continue
        rejection = LambdaClientError(
            "ResourceConflictException",
            f'An event source mapping with SQS arn (" {arn} ") and function ("'
            f' {function.function_name} ") already exists. Please update or delete the existing'
            f" mapping with UUID {mapping.uuid}",
        )
        rejection.code = _CONFLICT
        raise rejection
