"""Who may not decrypt a function's variables reads an error in their place.

Lambda decrypts them in the name of its caller, also for a list of functions, and answers 200.
Sources: docs/claims.md#list-functions-variables
"""

import json
from collections.abc import Iterator
from typing import Any

from moto.awslambda.responses import LambdaResponse

from localcloud import hooks
from localcloud.identity import customer_keys, enforcement, refusals
from localcloud.identity.authorizer import missing_right
from localcloud.identity.needs import Need
from localcloud.identity.principals import Principal
from localcloud.moto_patches.wrapping import Method, wrap

_READ = "lambda:GetFunctionConfiguration"


def apply() -> None:
    """Apply the patch of LambdaResponse."""
    wrap(LambdaResponse, "call_action")(_hide)


def _hide(original: Method, handler: Any) -> Any:
    status, headers, body = original(handler)
    answer = json.loads(body) if body else None
    encrypted = list(_encrypted(answer))
    if not encrypted:
        return status, headers, body
    sessions, request = hooks.active.sessions, handler.normalized_request
    principal = enforcement.caller_of(handler.boto3_service_name, request, sessions)
    for configuration in encrypted:
        _hide_from(principal, configuration)
    return status, headers, json.dumps(answer)


def _encrypted(answer: Any) -> Iterator[dict[str, Any]]:
    """The configurations in an answer of which a key encrypts the variables."""
    if isinstance(answer, dict):
        several = [*(answer.get("Functions") or ()), *(answer.get("Versions") or ())]
        for each in (answer, answer.get("Configuration") or {}, *several):
            if each.get("KMSKeyArn") and "Variables" in each.get("Environment", {}):
                yield each


def _hide_from(principal: Principal, configuration: dict[str, Any]) -> None:
    arn = configuration["FunctionArn"].removesuffix(":$LATEST")
    uses = list(customer_keys.uses([Need(_READ, arn, key=configuration["KMSKeyArn"])]))
    refused = missing_right(principal, uses)
    key = None if refused else customer_keys.unusable(uses)
    if refused:
        hidden = refusals.variables_hidden("AccessDeniedException", refused.message)
    elif key:
        hidden = refusals.variables_hidden(*refusals.unusable(key.arn, key.key_state))
    else:
        return
    configuration["Environment"] = {"Error": {"ErrorCode": hidden.code, "Message": hidden.message}}
