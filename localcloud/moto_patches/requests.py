"""All services: every request is reported as "dynamodb.PutItem", may be faulted, and is refused.

What is refused: localcloud.refusals.
"""

from typing import Any

from moto.core.responses import BaseResponse

from localcloud import hooks
from localcloud.moto_patches.wrapping import Method, replace, wrap
from localcloud.refusals import refusal


def apply() -> None:
    """Apply the patches of BaseResponse, whose call_action every service's handler calls."""
    replace(BaseResponse, "unparsable", False)
    wrap(BaseResponse, "parse_parameters")(_parse_parameters)
    wrap(BaseResponse, "call_action")(_call_action)


def _parse_parameters(original: Method, handler: Any, request: Any) -> None:
    """Parse them, or note that it failed: moto does this before anything could answer."""
    try:
        original(handler, request)
    except (AttributeError, KeyError, TypeError, ValueError):
        handler.params, handler.unparsable = {}, True


def _call_action(original: Method, handler: Any) -> Any:
    action = handler._get_action()  # noqa: SLF001 (moto has no public name for it)
    if not action:
        return original(handler)
    operation = f"{handler.boto3_service_name}.{action}"
    hooks.active.request_answered(operation)
    return hooks.active.inject_fault(
        operation, handler, lambda: refusal(handler, operation) or original(handler)
    )
