"""Tables and items: what DynamoDB refuses and moto takes.

Sources, read 2026-11-26: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/
HowItWorks.NamingRulesDataTypes.html (names of tables; 38 significant digits),
S3DataExport_Requesting.html (an export needs point-in-time recovery: docs/claims.md#export-rights).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from localcloud.refusals.requests import Rule, ServiceRequest
from localcloud.service_errors import ServiceError

_INVALID = "ValidationException"
_NAME_LENGTHS = range(3, 256)
_NAME = r"[a-zA-Z0-9_.-]+"
_MOST_DIGITS = 38
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def _table_name(request: ServiceRequest) -> None:
    name = request.params["TableName"]
    if name.startswith("arn:"):
        return
    if not re.fullmatch(_NAME, name):
        raise ServiceError(
            _INVALID,
            f"1 validation error detected: Value '{name}' at 'tableName' failed to satisfy"
            f" constraint: Member must satisfy regular expression pattern: {_NAME}",
            400,
        )
    if len(name) not in _NAME_LENGTHS:
        raise ServiceError(
            _INVALID,
            "TableName must be at least 3 characters long and at most 255 characters long",
            400,
        )


def _empty_key(request: ServiceRequest) -> None:
    for name, value in request.params["Key"].items():
        if value in ({"S": ""}, {"B": b""}):
            raise ServiceError(
                _INVALID,
                "One or more parameter values are not valid. The AttributeValue for a key attribute"
                f" cannot contain an empty string value. Key: {name}",
                400,
            )


def _numbers(request: ServiceRequest) -> None:
    for text in _texts(request.params):
        match = _NUMBER.fullmatch(text)
        if match is None:
            raise ServiceError(
                _INVALID, f"The parameter cannot be converted to a numeric value: {text}", 400
            )
        if len(match[1].replace(".", "").strip("0")) > _MOST_DIGITS:
            raise ServiceError(
                _INVALID, "Attempting to store more than 38 significant digits in a Number", 400
            )


def _texts(value: Any) -> Iterator[str]:
    """The numbers anywhere in the parameters, as the text that carries them."""
    if isinstance(value, dict):
        number = value.get("N") if len(value) == 1 else None
        if isinstance(number, str):
            yield number
        else:
            for each in value.values():
                yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def begun_export(exports: Mapping[str, Any], token: str | None) -> Any:
    """Of moto's exports the one that a request with this token began; None if there is none."""
    mine = (each for each in exports.values() if each.asked.get("ClientToken") == token)
    return next(mine, None) if token is not None else None


def _export(request: ServiceRequest) -> None:
    arn, tables = request.params["TableArn"], request.backend("dynamodb").tables.values()
    table = next((each for each in tables if each.table_arn == arn), None)
    if table is None:
        raise ServiceError("TableNotFoundException", f"Table not found: {arn}", 400)
    recovery = table.continuous_backups["PointInTimeRecoveryDescription"]
    if recovery["PointInTimeRecoveryStatus"] != "ENABLED":
        raise ServiceError(
            "PointInTimeRecoveryUnavailableException",
            f"Point in time recovery is not enabled for table '{table.name}'",
            400,
        )


def _other_kinds_of_export(request: ServiceRequest) -> None:
    """What AWS serves and this cloud does not."""
    only = {"ExportFormat": "DYNAMODB_JSON", "ExportType": "FULL_EXPORT", "ExportTime": None}
    for name, served in only.items():
        if request.params.get(name, served) != served:
            raise NotImplementedError(f"The embedded cloud serves no export with {name}.")


def _repeated_export(request: ServiceRequest) -> None:
    """A token may be used again, but not for another export."""
    exports = request.backend("dynamodb").table_exports
    export = begun_export(exports, request.params.get("ClientToken"))
    if export is not None and export.asked != request.params:
        raise ServiceError(
            "ExportConflictException", "An export with this client token has other parameters.", 400
        )


def _export_arn(request: ServiceRequest) -> None:
    arn = request.params["ExportArn"]
    if arn not in request.backend("dynamodb").table_exports:
        raise ServiceError("ExportNotFoundException", f"Export not found: {arn}", 400)


RULES: dict[str, tuple[Rule, ...]] = {
    "dynamodb.CreateTable": (_table_name,),
    "dynamodb.PutItem": (_numbers,),
    "dynamodb.UpdateItem": (_empty_key, _numbers),
    "dynamodb.BatchWriteItem": (_numbers,),
    "dynamodb.ExportTableToPointInTime": (_export, _other_kinds_of_export, _repeated_export),
    "dynamodb.DescribeExport": (_export_arn,),
    "dynamodb.TransactWriteItems": (_numbers,),
}
