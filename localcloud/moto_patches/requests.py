"""All services: reports every API request as "dynamodb.PutItem", lets faults be injected, and
refuses what AWS refuses."""

from typing import Any

from moto.core.responses import BaseResponse

from localcloud import hooks
from localcloud.moto_patches.wrapping import Method, wrap
from localcloud.refusals import refusal


def apply() -> None:
    """Apply the patch of BaseResponse.call_action, which every service's handler calls."""
    wrap(BaseResponse, "call_action")(_call_action)


def _call_action(original: Method, handler: Any) -> Any:
    action = handler._get_action()  # noqa: SLF001 (moto has no public name for it)
    if not action:
        return original(handler)
    operation = f"{handler.boto3_service_name}.{action}"
    hooks.active.request_answered(operation)
    return hooks.active.inject_fault(
        operation, handler, lambda: refusal(handler, operation) or original(handler)
    )
