"""Event source mappings are answered as AWS answers them.

moto omits the settings that AWS fills in for a queue, and answers 201 where AWS answers 202.
What AWS refuses: localcloud.refusals.event_source_mappings.
Source: recorded: test_duplicate_event_source_mappings.
"""

from typing import Any

from moto.awslambda.models import EventSourceMapping
from moto.awslambda.responses import LambdaResponse

from localcloud.moto_patches.wrapping import Method, wrap

_ACCEPTED = 202


def apply() -> None:
    """Apply the patches of EventSourceMapping and LambdaResponse."""
    wrap(EventSourceMapping, "get_configuration")(_describe)
    wrap(LambdaResponse, "create_event_source_mapping")(_accept)


def _describe(original: Method, mapping: Any) -> dict[str, Any]:
    described: dict[str, Any] = original(mapping)
    if ":sqs:" not in mapping.event_source_arn:
        return described
    filled = {"FunctionResponseTypes": [], "MaximumBatchingWindowInSeconds": 0}
    return filled | described | {"StateTransitionReason": "USER_INITIATED"}


def _accept(original: Method, handler: Any) -> Any:
    _created, _headers, body = original(handler)
    return _ACCEPTED, {"status": _ACCEPTED}, body
