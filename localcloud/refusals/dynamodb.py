"""Tables and items: what DynamoDB refuses and moto takes.

Source, read 2026-11-26: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/
HowItWorks.NamingRulesDataTypes.html (names of tables; 38 significant digits).
"""

import re
from collections.abc import Iterator
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


RULES: dict[str, tuple[Rule, ...]] = {
    "dynamodb.CreateTable": (_table_name,),
    "dynamodb.PutItem": (_numbers,),
    "dynamodb.UpdateItem": (_empty_key, _numbers),
    "dynamodb.BatchWriteItem": (_numbers,),
    "dynamodb.TransactWriteItems": (_numbers,),
}
