"""Services inside moto that invoke a function enqueue an asynchronous event instead.

moto would start a Docker container in the producer's thread. The Invoke API itself never reaches
moto: localcloud.lambda_.invoke_api answers it.
Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html (invocation methods).
"""

import json
from typing import Any

from moto.awslambda.models import LambdaBackend, LambdaFunction

from localcloud import hooks
from localcloud.moto_patches.wrapping import Method, wrap


def apply() -> None:
    """Apply the patches of LambdaFunction.invoke and LambdaBackend.delete_function."""
    wrap(LambdaFunction, "invoke")(_enqueue)
    wrap(LambdaBackend, "delete_function")(_delete)


def _enqueue(
    _original: Method, function: Any, body: str | bytes, _headers: Any, _answer_headers: Any
) -> bytes:
    payload = body if isinstance(body, str | bytes) else json.dumps(body)
    encoded = payload.encode() if isinstance(payload, str) else payload
    hooks.active.enqueue(function.function_arn, encoded)
    return b""


def _delete(
    original: Method, backend: Any, function_name: str, qualifier: str | None = None
) -> None:
    name = backend.get_function(function_name, qualifier).function_name
    original(backend, function_name, qualifier)
    if qualifier is None:
        hooks.active.function_deleted(name)
