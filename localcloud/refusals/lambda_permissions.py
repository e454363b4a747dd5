"""Permissions and asynchronous events of functions: what Lambda refuses.

Sources, read 2026-11-26: https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html,
https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html,
https://docs.aws.amazon.com/lambda/latest/api/API_DestinationConfig.html.
"""

import re

from localcloud.refusals.functions import named_function
from localcloud.refusals.requests import ServiceRequest
from localcloud.service_errors import ServiceError

_INVALID = "InvalidParameterValueException"
_CONFLICT = 409
_PRINCIPAL = re.compile(r"\*|\d{12}|arn:.+|[a-z0-9.-]+\.(amazonaws\.com|amazon\.com|aws\.internal)")
_SETTINGS = ("DestinationConfig", "MaximumEventAgeInSeconds", "MaximumRetryAttempts")
_DESTINATIONS = ("events", "lambda", "s3", "sns", "sqs")


def reject_permission(request: ServiceRequest) -> None:
    """Refuse a principal that cannot be one, and a statement id that is taken."""
    params = request.params
    if not _PRINCIPAL.fullmatch(params["Principal"]):
        raise ServiceError(
            _INVALID,
            "The provided principal was invalid. Please check the principal and try again.",
        )
    function = named_function(request)
    taken = {each["Sid"] for each in function.policy.statements} if function else set()
    if params["StatementId"] in taken:
        raise ServiceError(
            "ResourceConflictException",
            f"The statement id ({params['StatementId']}) provided already exists. Please provide a"
            " new statement id, or remove the existing statement.",
            _CONFLICT,
        )


def reject_event_invoke_config(request: ServiceRequest) -> None:
    """Refuse a configuration without settings, and destinations that no event can go to."""
    if not any(name in request.params for name in _SETTINGS):
        raise ServiceError(
            _INVALID, "You must specify at least one of error handling or destination setting."
        )
    config = request.params.get("DestinationConfig") or {}
    targets = {
        name: (config.get(name) or {}).get("Destination") for name in ("OnSuccess", "OnFailure")
    }
    for arn in filter(None, targets.values()):
        _reject_destination(request, arn, targets)


def _reject_destination(request: ServiceRequest, arn: str, targets: dict[str, str | None]) -> None:
    service = arn.split(":")[2]
    if service not in _DESTINATIONS:
        success, failure = (
            f"OnSuccess(destination={targets['OnSuccess']})" if targets["OnSuccess"] else None,
            f"OnFailure(destination={targets['OnFailure']})" if targets["OnFailure"] else None,
        )
        raise ServiceError(
            _INVALID,
            "The provided destination config DestinationConfig("
            f"onSuccess={success or 'null'}, onFailure={failure or 'null'}) is invalid.",
        )
    if service == "lambda" and arn.split(":")[6] == _name(request.params["FunctionName"]):
        raise ServiceError(_INVALID, "You can't specify the function as a destination for itself.")


def _name(function: str) -> str:
    """The name of a function that a request names by name or ARN."""
    return function.split(":")[6] if function.startswith("arn:") else function.partition(":")[0]
