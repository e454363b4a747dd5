"""Functions: what Lambda refuses and its model does not tell.

Sources, read 2026-11-26: tests/recordings/aws/errors.jsonl;
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (sizes),
https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html (reserved variables),
https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html (blocked runtimes),
https://docs.aws.amazon.com/lambda/latest/api/API_LoggingConfig.html.
The model allows 5,400 seconds and 32,768 MB, which only functions on managed instances may have;
the sentences are those of https://github.com/covidatlas/li/pull/575 (2020) and
https://github.com/ubc-cirrus-lab/parrotfish/issues/38 (2022, of an account with 3,008 MB).
"""

import io
import json
import zipfile

from localcloud.account import CONCURRENT_EXECUTIONS
from localcloud.refusals.functions import all_functions, named_function
from localcloud.refusals.lambda_permissions import (
    reject_event_invoke_config,
    reject_permission,
)
from localcloud.refusals.requests import Rule, ServiceRequest
from localcloud.service_errors import ServiceError

INVALID = "InvalidParameterValueException"
_LONGEST_NAME = 64
_MOST_SECONDS = 900
_MOST_MEGABYTES = 10_240
_MOST_VARIABLES = 4096
_ZIPPED, _UNZIPPED = 52_428_800, 262_144_000
_TOO_LARGE = 413
_LEAST_UNRESERVED = 100
_RUNTIMES = (
    "nodejs20.x", "python3.14", "provided.al2023", "python3.12", "python3.13", "nodejs24.x",
    "nodejs22.x", "java25", "python3.10", "python3.11", "java21", "ruby3.3", "ruby3.4", "ruby3.2",
    "python3.8", "python3.9", "java17", "nodejs16.x", "dotnet10", "dotnet8", "java11", "dotnet6",
    "nodejs18.x", "provided.al2", "java8.al2",
)  # fmt: skip
"""Recorded on 2026-01-12: the runtimes that a function can be created with."""
_BLOCKED = (
    "dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1", "go1.x", "java8", "nodejs",
    "nodejs10.x", "nodejs12.x", "nodejs14.x", "nodejs4.3", "nodejs4.3-edge", "nodejs6.10",
    "nodejs8.10", "provided", "python2.7", "python3.6", "python3.7", "ruby2.5", "ruby2.7",
)  # fmt: skip
_RESERVED_VARIABLES = frozenset({
    "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API", "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT",
})  # fmt: skip
_LEVELS = ("ApplicationLogLevel", "SystemLogLevel")


def _long_name(request: ServiceRequest) -> None:
    name = request.params.get("FunctionName") or ""
    if len(name) > _LONGEST_NAME and not name.startswith("arn:"):
        raise ServiceError(
            INVALID,
            f"1 validation error detected: Value '{name}' at 'functionName' failed to satisfy"
            f" constraint: Member must have length less than or equal to {_LONGEST_NAME}",
        )


def _runtime(request: ServiceRequest) -> None:
    runtime = request.params.get("Runtime")
    if runtime is None or runtime in _RUNTIMES:
        return
    if runtime in _BLOCKED:
        raise ServiceError(
            INVALID,
            f"The runtime parameter of {runtime} is no longer supported for creating or updating"
            " AWS Lambda functions. We recommend you use a supported runtime while creating or"
            " updating functions.",
        )
    raise ServiceError(
        INVALID,
        f"Value {runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value"
        f" set: [{', '.join(_RUNTIMES)}] or be a valid ARN",
    )


def _package(request: ServiceRequest) -> None:
    content = (request.params.get("Code") or request.params).get("ZipFile")
    if content is None:
        return
    if len(content) > _ZIPPED:
        raise ServiceError(
            "RequestEntityTooLargeException",
            f"Zipped size must be smaller than {_ZIPPED} bytes",
            _TOO_LARGE,
        )
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unzipped = sum(entry.file_size for entry in archive.infolist())
        if unzipped > _UNZIPPED:
            raise ServiceError(INVALID, f"Unzipped size must be smaller than {_UNZIPPED} bytes")


def _timeout(request: ServiceRequest) -> None:
    seconds = request.params.get("Timeout", 0)
    if seconds > _MOST_SECONDS:
        raise ServiceError(
            "ValidationException",
            f"1 validation error detected: Value '{seconds}' at 'timeout' failed to satisfy"
            f" constraint: Member must have value less than or equal to {_MOST_SECONDS}",
            400,
        )


def _memory(request: ServiceRequest) -> None:
    if request.params.get("MemorySize", 0) > _MOST_MEGABYTES:
        raise ServiceError(
            "ValidationException",
            "'MemorySize' value failed to satisfy constraint: Member must have value less than or"
            f" equal to {_MOST_MEGABYTES}",
            400,
        )


def _variables(request: ServiceRequest) -> None:
    variables = (request.params.get("Environment") or {}).get("Variables") or {}
    unable = (
        "Lambda was unable to configure your environment variables because the environment"
        " variables you have provided"
    )
    if reserved := _RESERVED_VARIABLES & variables.keys():
        raise ServiceError(
            INVALID,
            f"{unable} contains reserved keys that are currently not supported for modification."
            f" Reserved keys used in this request: {', '.join(sorted(reserved))}",
        )
    measured = json.dumps(variables, separators=(",", ":"), ensure_ascii=False)
    if len(measured.encode()) > _MOST_VARIABLES:
        raise ServiceError(INVALID, f"{unable} exceeded the 4KB limit. String measured: {measured}")


def _dead_letters(request: ServiceRequest) -> None:
    arn = (request.params.get("DeadLetterConfig") or {}).get("TargetArn")
    if not arn:
        return
    service, name = arn.split(":")[2], arn.rpartition(":")[2]
    if service == "sns" and arn in request.backend("sns").topics:
        return
    queue = request.backend("sqs").queues.get(name) if service == "sqs" else None
    if queue is None or queue.fifo_queue:
        raise ServiceError(
            INVALID, f"The dead-letter target {arn} is no standard SQS queue or SNS topic."
        )


def _logging(request: ServiceRequest) -> None:
    wanted = request.params.get("LoggingConfig") or {}
    if not any(level in wanted for level in _LEVELS):
        return
    if wanted.get("LogFormat", _current_log_format(request)) != "JSON":
        raise ServiceError(
            INVALID, "Log levels can be set only if LogFormat of LoggingConfig is JSON."
        )


def _current_log_format(request: ServiceRequest) -> str:
    function = named_function(request)
    return str(function.logging_config["LogFormat"]) if function else "Text"


def _concurrency(request: ServiceRequest) -> None:
    target = named_function(request)
    others = sum(
        int(function.reserved_concurrency or 0)
        for function in all_functions(request)
        if function is not target
    )
    wanted = request.params["ReservedConcurrentExecutions"]
    if target and CONCURRENT_EXECUTIONS - others - wanted < _LEAST_UNRESERVED:
        raise ServiceError(
            INVALID,
            "Specified ReservedConcurrentExecutions for function decreases account's"
            f" UnreservedConcurrentExecution below its minimum value of [{_LEAST_UNRESERVED}].",
        )


_SETTINGS: tuple[Rule, ...] = (_timeout, _memory, _variables, _dead_letters, _logging)
BEFORE_MODEL: dict[str, tuple[Rule, ...]] = {
    "lambda.CreateFunction": (_long_name, _runtime),
    "lambda.UpdateFunctionConfiguration": (_runtime,),
}
RULES: dict[str, tuple[Rule, ...]] = {
    "lambda.CreateFunction": (_package, *_SETTINGS),
    "lambda.UpdateFunctionCode": (_package,),
    "lambda.UpdateFunctionConfiguration": _SETTINGS,
    "lambda.PutFunctionConcurrency": (_concurrency,),
    "lambda.AddPermission": (reject_permission,),
    "lambda.PutFunctionEventInvokeConfig": (reject_event_invoke_config,),
    "lambda.UpdateFunctionEventInvokeConfig": (reject_event_invoke_config,),
}
