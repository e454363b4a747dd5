"""Event source mappings are answered as AWS answers them.

moto omits the settings that AWS fills in for a queue, answers 201 where AWS answers 202, and lists
the mappings of a function only by the form of its name with which they were created.
What AWS refuses: localcloud.refusals.event_source_mappings.
Sources: recorded: test_duplicate_event_source_mappings; the forms of a function's name: the text of
ListEventSourceMappings in botocore's model of Lambda, read 2026-11-26.
"""

from typing import Any

from moto.awslambda.models import EventSourceMapping, LambdaBackend
from moto.awslambda.responses import LambdaResponse

from localcloud.identity.operations.lambda_ import function_arn
from localcloud.moto_patches.wrapping import Method, wrap

_ACCEPTED = 202


def apply() -> None:
    """Apply the patches of EventSourceMapping, LambdaBackend and LambdaResponse."""
    wrap(EventSourceMapping, "get_configuration")(_describe)
    wrap(LambdaBackend, "list_event_source_mappings")(_list)
    wrap(LambdaResponse, "create_event_source_mapping")(_accept)


def _describe(original: Method, mapping: Any) -> dict[str, Any]:
    described: dict[str, Any] = original(mapping)
    if ":sqs:" not in mapping.event_source_arn:
        return described
    filled = {"FunctionResponseTypes": [], "MaximumBatchingWindowInSeconds": 0}
    return filled | described | {"StateTransitionReason": "USER_INITIATED"}


def _list(original: Method, backend: Any, source_arn: str | None, function: str | None) -> Any:
    found = original(backend, source_arn, None)
    if not function:
        return found
    wanted = function_arn(function)
    return [mapping for mapping in found if function_arn(mapping.function_name) == wanted]


def _accept(original: Method, handler: Any) -> Any:
    _created, _headers, body = original(handler)
    return _ACCEPTED, {"status": _ACCEPTED}, body
