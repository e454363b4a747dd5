"""Every answered API request is reported by service and operation, as in "dynamodb.PutItem"."""

from typing import Any

from moto.core.responses import BaseResponse

from localcloud import hooks as seams
from localcloud.moto_patches.wrapping import Method, wrap


def apply() -> None:
    """Mend BaseResponse.call_action, through which every service's handler goes."""
    wrap(BaseResponse, "call_action")(_call_action)


def _call_action(original: Method, handler: Any) -> Any:
    action = handler._get_action()  # noqa: SLF001 - moto has no public name for it
    if not action:
        return original(handler)
    operation = f"{handler.boto3_service_name}.{action}"
    seams.plugged.request_answered(operation)
    return seams.plugged.disturb(operation, handler, lambda: original(handler))
