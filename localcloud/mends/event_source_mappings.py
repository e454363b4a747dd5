"""Event source mappings that AWS refuses are refused, at create and at update.

moto stores any filter text, which would then deliver nothing at all, and any batch of any queue.
Sources: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html,
https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html; recorded:
test_dynamodb_invalid_event_filter, test_duplicate_event_source_mappings,
test_esm_with_not_existing_sqs_queue.
"""

from typing import Any

from moto.awslambda.exceptions import InvalidParameterValueException, LambdaClientError
from moto.awslambda.models import LambdaBackend
from moto.sqs.models import sqs_backends

from localcloud.mends.wrapping import Method, wrap
from localcloud.patterns import InvalidPattern
from localcloud.patterns.events import parse_event_pattern

_CONFLICT = 409
_LARGEST_BATCH_WITHOUT_WINDOW = 10


def apply() -> None:
    """Mend LambdaBackend."""
    wrap(LambdaBackend, "create_event_source_mapping")(_create)
    wrap(LambdaBackend, "update_event_source_mapping")(_update)


def _create(original: Method, backend: Any, spec: dict[str, Any]) -> Any:
    _refuse_invalid(spec)
    if ":sqs:" in str(spec.get("EventSourceArn")):
        _refuse_bad_queue(backend, spec)
    return original(backend, spec)


def _update(original: Method, backend: Any, uuid: str, spec: dict[str, Any]) -> Any:
    _refuse_invalid(spec)
    stored = backend.get_event_source_mapping(uuid)
    if stored is not None and ":sqs:" in stored.event_source_arn:
        present = {
            "BatchSize": stored.batch_size,
            "MaximumBatchingWindowInSeconds": stored.max_batch_window,
        }
        _refuse_batch_without_window(present | spec)
    return original(backend, uuid, spec)


def _refuse_invalid(spec: dict[str, Any]) -> None:
    criteria = spec.get("FilterCriteria") or {}
    try:
        for entry in criteria.get("Filters") or []:
            parse_event_pattern(entry["Pattern"])
    except InvalidPattern as invalid:
        raise InvalidParameterValueException(str(invalid)) from invalid


def _refuse_bad_queue(backend: Any, spec: dict[str, Any]) -> None:
    arn = spec["EventSourceArn"]
    queues = sqs_backends[backend.account_id][backend.region_name].queues.values()
    queue = next((each for each in queues if each.queue_arn == arn), None)
    if queue is None:
        raise InvalidParameterValueException(
            "Error occurred while ReceiveMessage. SQS Error Code:"
            " AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does"
            " not exist."
        )
    _refuse_batch_without_window(spec)
    function = backend.get_function(spec["FunctionName"])
    _refuse_short_visibility(queue.visibility_timeout, function.timeout)
    _refuse_second(backend, arn, function)


def _refuse_batch_without_window(spec: dict[str, Any]) -> None:
    large = int(spec.get("BatchSize") or 0) > _LARGEST_BATCH_WITHOUT_WINDOW
    if large and not spec.get("MaximumBatchingWindowInSeconds"):
        raise InvalidParameterValueException(
            "Maximum batch window in seconds must be greater than 0 if maximum batch size is"
            " greater than 10"
        )


def _refuse_short_visibility(visibility: int, timeout: int) -> None:
    if int(visibility) < int(timeout):
        raise InvalidParameterValueException(
            f"Queue visibility timeout: {visibility} seconds is less than Function timeout:"
            f" {timeout} seconds"
        )


def _refuse_second(backend: Any, arn: str, function: Any) -> None:
    for mapping in backend.list_event_source_mappings(arn, ""):
        if mapping.function_arn != function.function_arn:
            continue
        refusal = LambdaClientError(
            "ResourceConflictException",
            f'An event source mapping with SQS arn (" {arn} ") and function ("'
            f' {function.function_name} ") already exists. Please update or delete the existing'
            f" mapping with UUID {mapping.uuid}",
        )
        refusal.code = _CONFLICT
        raise refusal
