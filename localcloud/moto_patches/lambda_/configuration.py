"""The whole configuration of a function is kept and returned.

moto forgets DeadLetterConfig and LoggingConfig at create, ignores them and four other settings at
update, appends a second event invoke configuration where Lambda replaces the first, and accepts
any bytes as a deployment package.
Sources: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html,
API_UpdateFunctionConfiguration.html, API_PutFunctionEventInvokeConfig.html.
"""

import base64
import io
import zipfile
from typing import Any

from moto.awslambda.exceptions import InvalidParameterValueException
from moto.awslambda.models import LambdaBackend, LambdaFunction

from localcloud.identity import propagation
from localcloud.lambda_.execution_role import NOT_ASSUMABLE
from localcloud.moto_patches.wrapping import Method, wrap

_JSON_LEVELS = {"ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO"}


def apply() -> None:
    """Apply the patches of LambdaFunction and LambdaBackend."""
    wrap(LambdaFunction, "__init__")(_create)
    wrap(LambdaFunction, "_set_function_code")(_set_code)
    wrap(LambdaFunction, "get_configuration")(_describe)
    wrap(LambdaFunction, "update_configuration")(_update)
    wrap(LambdaBackend, "create_function")(_create_function)
    wrap(LambdaBackend, "put_function_event_invoke_config")(_replace_event_invoke_config)
    wrap(LambdaBackend, "update_function_event_invoke_config")(_merge_event_invoke_config)


def _create(original: Method, function: Any, *args: Any, **kwargs: Any) -> None:
    original(function, *args, **kwargs)
    spec = kwargs["spec"] if "spec" in kwargs else args[1]
    function.dead_letter_config = spec.get("DeadLetterConfig") or {}
    function.logging_config = _completed(function.function_name, spec.get("LoggingConfig") or {})


def _create_function(original: Method, backend: Any, spec: dict[str, Any]) -> Any:
    # The provider retries by this sentence.
    if not propagation.active.is_assumable(spec["Role"], "lambda.CreateFunction"):
        raise InvalidParameterValueException(NOT_ASSUMABLE)
    return original(backend, spec)


def _set_code(original: Method, function: Any, spec: dict[str, Any]) -> None:
    if "ZipFile" in spec and not zipfile.is_zipfile(io.BytesIO(base64.b64decode(spec["ZipFile"]))):
        raise InvalidParameterValueException(
            "Could not unzip uploaded file. Please check your file, then try to upload again."
        )
    original(function, spec)


def _completed(name: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """The logging configuration with Lambda's defaults (API_LoggingConfig.html)."""
    config = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{name}", **wanted}
    return {**_JSON_LEVELS, **config} if config["LogFormat"] == "JSON" else config


def _describe(original: Method, function: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
    configuration: dict[str, Any] = original(function, *args, **kwargs)
    configuration["LoggingConfig"] = function.logging_config
    if function.dead_letter_config.get("TargetArn"):  # an empty one removes it
        configuration["DeadLetterConfig"] = function.dead_letter_config
    return configuration


def _update(original: Method, function: Any, updates: dict[str, Any]) -> dict[str, Any]:
    if "DeadLetterConfig" in updates:
        function.dead_letter_config = updates["DeadLetterConfig"]
    if "LoggingConfig" in updates:
        function.logging_config = _updated_logging(function, updates["LoggingConfig"])
    if "KMSKeyArn" in updates:
        function.kms_key_arn = updates["KMSKeyArn"] or None
    if "TracingConfig" in updates:
        function.tracing_config = updates["TracingConfig"]
    if "EphemeralStorage" in updates:
        function.ephemeral_storage = updates["EphemeralStorage"]["Size"]
    if "ImageConfig" in updates:
        function.image_config = type(function.image_config)(updates["ImageConfig"])
    configuration: dict[str, Any] = original(function, updates)
    return configuration


def _updated_logging(function: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    """The merged configuration: parts that the update omits stay; levels exist for JSON only."""
    kept = {**function.logging_config, **wanted}
    if kept["LogFormat"] == "Text":
        kept = {key: value for key, value in kept.items() if key not in _JSON_LEVELS}
    return _completed(function.function_name, kept)


def _replace_event_invoke_config(
    original: Method, backend: Any, function_name: str, config: dict[str, Any]
) -> dict[str, Any]:
    function = backend.get_function(function_name)
    before, function.event_invoke_config = function.event_invoke_config, []
    try:
        answer: dict[str, Any] = original(backend, function_name, config)
    except Exception:
        function.event_invoke_config = before
        raise
    return answer


def _merge_event_invoke_config(
    _original: Method, backend: Any, function_name: str, config: dict[str, Any]
) -> dict[str, Any]:
    function = backend.get_function(function_name)
    before = function.event_invoke_config[0].config if function.event_invoke_config else {}
    answer: dict[str, Any] = backend.put_function_event_invoke_config(
        function_name, {**before, **config}
    )
    return answer
