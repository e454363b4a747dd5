"""Reads deployed functions and their settings from moto's store."""

from dataclasses import dataclass
from typing import Any

from moto.awslambda.exceptions import UnknownAliasException, UnknownFunctionException
from moto.awslambda.models import lambda_backends

from localcloud.account import ACCOUNT, REGION
from localcloud.lambda_.interface import FunctionNotFound
from localcloud.lambda_.runtime.deployment import Deployment


@dataclass(frozen=True)
class AsyncSettings:
    """The settings for asynchronous events of a function; ages in seconds of AWS time.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html.
    """

    qualified_arn: str
    max_retries: int = 2
    max_age_s: float = 6 * 3600
    on_success: str | None = None
    on_failure: str | None = None
    dead_letter_arn: str | None = None


def deployment(arn: str) -> Deployment:
    """The function with this ARN or name, with or without a qualifier.

    Raises:
        FunctionNotFound: the function does not exist.
    """
    function = _function(arn)
    logging = function.logging_config
    return Deployment(
        name=function.function_name,
        arn=function.function_arn,
        role=function.role,
        version=str(function.version),
        handler=function.handler,
        runtime=function.run_time,
        code_sha256=function.code_sha_256,
        environment=dict(function.environment_vars),
        key_arn=getattr(function, "kms_key_arn", None) or "",
        memory_mb=int(function.memory_size),
        timeout_s=int(function.timeout),
        region=function.region,
        log_group=logging["LogGroup"],
        log_format=logging["LogFormat"],
        application_log_level=logging.get("ApplicationLogLevel"),
        system_log_level=logging.get("SystemLogLevel"),
        code=function.code_bytes,
    )


def reserved_concurrency(arn: str) -> int | None:
    """The function's reserved concurrency, None when it has none.

    Raises:
        FunctionNotFound: the function does not exist.
    """
    # Versions share the reservation of their function.
    reserved = _function(_unqualified(arn)).reserved_concurrency
    return None if reserved is None else int(reserved)


def async_settings(arn: str) -> AsyncSettings:
    """The settings for asynchronous events of the function.

    Raises:
        FunctionNotFound: the function does not exist.
    """
    function = _function(arn)
    config: dict[str, Any] = {}
    if function.event_invoke_config:
        config = function.event_invoke_config[0].config
    destinations = config.get("DestinationConfig") or {}
    return AsyncSettings(
        qualified_arn=_qualified(function),
        max_retries=config.get("MaximumRetryAttempts", AsyncSettings.max_retries),
        max_age_s=config.get("MaximumEventAgeInSeconds", AsyncSettings.max_age_s),
        on_success=destinations.get("OnSuccess", {}).get("Destination"),
        on_failure=destinations.get("OnFailure", {}).get("Destination"),
        dead_letter_arn=function.dead_letter_config.get("TargetArn"),
    )


def _function(arn: str) -> Any:
    try:
        return lambda_backends[ACCOUNT][_region(arn)].get_function(arn)
    except (UnknownFunctionException, UnknownAliasException) as missing:
        raise FunctionNotFound(str(missing.message)) from missing


def _region(arn: str) -> str:
    return arn.split(":")[3] if arn.startswith("arn:") else REGION


def _unqualified(arn: str) -> str:
    return ":".join(arn.split(":")[:7]) if arn.startswith("arn:") else arn.partition(":")[0]


def _qualified(function: Any) -> str:
    arn: str = function.function_arn
    return arn if arn.endswith(f":{function.version}") else f"{arn}:{function.version}"
