"""What Lambda refuses of functions, their concurrency, permissions and asynchronous events."""

import functools
import io
import json
import os
import zipfile
from typing import Any

from tests.localcloud.refusals.probe import Probe, Refusal, documented, recorded, unverified
from tests.localcloud.refusals.world import ACCOUNT, REGION, World

_IPV = "InvalidParameterValueException"
_CREATE = "lambda.create_function"
_PERMISSION = {
    "StatementId": "once",
    "Action": "lambda:InvokeFunction",
    "Principal": "sns.amazonaws.com",
}
_INVOKE_CONFIG = "lambda.put_function_event_invoke_config"
_MEGABYTE = 1024**2


def _with(**settings: Any) -> Any:
    return lambda world: world.function_settings(**settings)


def _variables(**variables: str) -> Any:
    return _with(Environment={"Variables": variables})


def _measured(line: int) -> dict[str, str]:
    """The variables of a recording whose sentence ends with them."""
    variables: dict[str, str] = json.loads(recorded(line).sentence.partition("measured: ")[2])
    return variables


@functools.cache
def _large_package() -> bytes:
    """A package of more than 50 MB."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("index.py", os.urandom(50 * _MEGABYTE))
    return buffer.getvalue()


def _bomb(world: World) -> dict[str, Any]:
    """A small package that unpacks to more than 250 MB."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(26):
            archive.writestr(f"{number}.bin", bytes(10 * _MEGABYTE))
    return world.function_settings(Code={"ZipFile": buffer.getvalue()})


def _dead_letters(arn: str) -> Any:
    return _with(DeadLetterConfig={"TargetArn": arn})


def _to_fifo(world: World) -> dict[str, Any]:
    arn = world.queue_arn(f"{world.name()}.fifo", FifoQueue="true")
    return world.function_settings(DeadLetterConfig={"TargetArn": arn})


def _taken(world: World) -> dict[str, Any]:
    return world.function_settings(FunctionName=world.function())


def _updated_at_once(world: World) -> dict[str, Any]:
    name = world.function()
    world.client("lambda").update_function_configuration(FunctionName=name, Timeout=4)
    return {"FunctionName": name, "Timeout": 5}


def _all_concurrency(world: World) -> dict[str, Any]:
    return {"FunctionName": world.function(), "ReservedConcurrentExecutions": 901}


def _closed(world: World) -> dict[str, Any]:
    name = world.function()
    world.client("lambda").put_function_concurrency(
        FunctionName=name, ReservedConcurrentExecutions=0
    )
    return {"FunctionName": name, "Payload": b"{}"}


def _permitted(world: World) -> dict[str, Any]:
    name = world.function()
    world.client("lambda").add_permission(FunctionName=name, **_PERMISSION)
    return {"FunctionName": name, **_PERMISSION}


def _of_function(**arguments: Any) -> Any:
    return lambda world: {"FunctionName": world.function(), **arguments}


def _on_failure(arn: str) -> dict[str, Any]:
    return {"DestinationConfig": {"OnFailure": {"Destination": arn}}}


def _itself(world: World) -> dict[str, Any]:
    name = world.function()
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
    return {"FunctionName": name, **_on_failure(arn)}


PROBES = (
    Probe(
        1, _CREATE, _with(Timeout=3000),
        Refusal(
            "ValidationException",
            "https://github.com/covidatlas/li/pull/575",
            400,
            "1 validation error detected: Value '3000' at 'timeout' failed to satisfy constraint:"
            " Member must have value less than or equal to 900",
        ),
    ),
    Probe(
        2, _CREATE, _with(MemorySize=10_241),
        Refusal(
            "ValidationException",
            "https://github.com/ubc-cirrus-lab/parrotfish/issues/38",
            400,
            "'MemorySize' value failed to satisfy constraint: Member must have value less than or"
            " equal to 10240",
        ),
    ),
    Probe(3, _CREATE, _variables(**_measured(505)), recorded(505)),
    Probe(3, _CREATE, _variables(**_measured(506)), recorded(506)),
    Probe(
        4, _CREATE, _variables(AWS_REGION="us-east-1"),
        documented(_IPV, "lambda/latest/dg/configuration-envvars.html"),
    ),
    Probe(5, _CREATE, _with(Runtime="python3.7"), recorded(562)),
    Probe(5, _CREATE, _with(Runtime="go1.x"), recorded(558)),
    Probe(5, _CREATE, _with(Runtime="non-existent-runtime"), recorded(523)),
    Probe(
        6, _CREATE, lambda world: world.function_settings(Code={"ZipFile": _large_package()}),
        recorded(550),
    ),
    Probe(7, _CREATE, _bomb, recorded(504)),
    Probe(8, _CREATE, _with(Code={"ZipFile": b"this is not a zip file"}), recorded(527)),
    Probe(
        9, _CREATE, _with(Role=f"arn:aws:iam::{ACCOUNT}:role/missing"),
        unverified(_IPV),
    ),
    Probe(9, _CREATE, _with(Role="r1"), recorded(522)),
    Probe(
        10, _CREATE, _dead_letters(f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:other"),
        documented(_IPV, "lambda/latest/api/API_DeadLetterConfig.html"),
    ),
    Probe(
        11, _CREATE, _dead_letters(f"arn:aws:sqs:{REGION}:{ACCOUNT}:missing"),
        unverified(_IPV),
    ),
    Probe(
        11, _CREATE, _to_fifo,
        documented(_IPV, "lambda/latest/dg/invocation-async-retain-records.html"),
    ),
    Probe(
        12, _CREATE, _taken,
        documented("ResourceConflictException", "lambda/latest/api/API_CreateFunction.html", 409),
    ),
    Probe(13, "lambda.update_function_configuration", _updated_at_once, recorded(557)),
    Probe(
        14, _CREATE, _with(LoggingConfig={"LogFormat": "Text", "SystemLogLevel": "WARN"}),
        documented(_IPV, "lambda/latest/api/API_LoggingConfig.html"),
    ),
    Probe(15, "lambda.put_function_concurrency", _all_concurrency, recorded(549)),
    Probe(
        16, "lambda.invoke", _of_function(Payload=b"not json"),
        unverified(
            "InvalidRequestContentException", 400,
        ),
    ),
    Probe(
        17, "lambda.invoke", _of_function(Payload=json.dumps("x" * 6 * _MEGABYTE).encode()),
        Refusal(
            "RequestEntityTooLargeException",
            "https://github.com/pelmers/streetwarp-web/issues/14",
            413,
            "Request must be smaller than 6291456 bytes for the InvokeFunction operation",
        ),
    ),
    Probe(
        17, "lambda.invoke",
        _of_function(InvocationType="Event", Payload=json.dumps("x" * _MEGABYTE).encode()),
        Refusal(
            "RequestEntityTooLargeException",
            "https://github.com/ASFHyP3/hyp3/issues/2241",
            413,
            "1048578 byte payload is too large for the Event invocation type (limit 1048576 bytes)",
        ),
    ),
    Probe(
        18, "lambda.invoke", _closed,
        documented("TooManyRequestsException", "lambda/latest/api/API_Invoke.html", 429),
    ),
    Probe(
        19, "lambda.add_permission", _permitted,
        Refusal(
            "ResourceConflictException",
            "https://github.com/hashicorp/terraform-provider-aws/issues/3312",
            409,
            "The statement id (once) provided already exists. Please provide a new statement id,"
            " or remove the existing statement.",
        ),
    ),
    Probe(
        20, "lambda.add_permission", _of_function(**_PERMISSION | {"Principal": "nobody"}),
        documented(_IPV, "lambda/latest/api/API_AddPermission.html"),
    ),
    Probe(
        21, _INVOKE_CONFIG, _of_function(),
        documented(_IPV, "lambda/latest/api/API_PutFunctionEventInvokeConfig.html"),
    ),
    Probe(22, _INVOKE_CONFIG, _itself, unverified(_IPV)),
    Probe(
        23, _INVOKE_CONFIG,
        _of_function(**_on_failure(f"arn:aws:iam::{ACCOUNT}:role/functions")),
        documented(_IPV, "lambda/latest/api/API_DestinationConfig.html"),
    ),
    Probe(0, _CREATE, _with(FunctionName="a" * 65), recorded(552)),
    Probe(0, _CREATE, _with(FunctionName="invalid:function:name"), recorded(551)),
    Probe(0, _CREATE, _with(Architectures=["X86_64"]), recorded(526)),
    Probe(0, _CREATE, _with(Architectures=["x86_64", "arm64"]), recorded(525)),
    Probe(0, _CREATE, _with(SnapStart={"ApplyOn": "invalidOption"}), recorded(547)),
    Probe(
        0, "lambda.create_alias",
        _of_function(Name="2024", FunctionVersion="$LATEST"),
        recorded(556),
    ),
)  # fmt: skip
