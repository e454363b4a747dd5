"""JSON values of another type than the model says, which AWS refuses before anything else.

Source: tests/recordings/aws/errors.jsonl (test_put_integration_request_parameter_bool_type,
test_put_integration_response_invalid_responsetemplates). The sentences for the other types are
built alike; nobody recorded them.
"""

import json
from typing import Any

from botocore.model import Shape

_JAVA = {
    str: "java.lang.String",
    bool: "java.lang.Boolean",
    int: "com.amazon.coral.value.json.numbers.TruncatingBigNumber",
    float: "com.amazon.coral.value.json.numbers.TruncatingBigNumber",
}
_SCALARS: dict[str, tuple[tuple[type, ...], str]] = {
    "string": ((str,), "String"),
    "boolean": ((bool,), "Boolean"),
    "integer": ((int, float), "Integer"),
    "long": ((int, float), "Long"),
    "float": ((int, float), "Float"),
    "double": ((int, float), "Double"),
    "blob": ((str,), "Blob"),
}
# What JSON has no number for; the SDKs write it as text.
_SPECIAL_NUMBERS = ("NaN", "Infinity", "-Infinity")


class TypeMismatch(Exception):
    """A value has another type than its model says; the text is AWS's sentence."""


def parse_json(body: bytes) -> Any:
    """The body of a request, an empty object without one.

    Raises:
        TypeMismatch: it is no JSON.
    """
    try:
        return json.loads(body) if body else {}
    except ValueError as error:
        raise TypeMismatch("Could not parse the request body as JSON") from error


def find_mismatch(shape: Shape, value: Any) -> None:
    """Look through a value of the body.

    Raises:
        TypeMismatch: something in it has another type than the shape.
    """
    if value is None or shape.metadata.get("document"):
        return
    kind = shape.type_name
    if kind in _SCALARS:
        _check_scalar(kind, value)
    elif kind == "structure":
        _check_structure(shape, value)
    elif kind == "list":
        _check_list(shape, value)
    elif kind == "map":
        _expect(value, dict, "map")
        for each in value.values():
            find_mismatch(shape.value, each)  # type: ignore[attr-defined]  # the kind says it


def _check_scalar(kind: str, value: Any) -> None:
    types, name = _SCALARS[kind]
    if name in ("Float", "Double") and value in _SPECIAL_NUMBERS:
        return
    if isinstance(value, dict | list):
        found = "list" if isinstance(value, list) else "structure or map"
        raise TypeMismatch(f"Start of {found} found where not expected.")
    if type(value) not in types:
        raise TypeMismatch(f"class {_JAVA[type(value)]} can not be converted to an {name}")


def _check_structure(shape: Any, value: Any) -> None:
    if "payload" in shape.serialization:
        return
    _expect(value, dict, "map")
    for name, member in shape.members.items():
        key = member.serialization.get("name", name)
        if key in value and "location" not in member.serialization:
            find_mismatch(member, value[key])


def _check_list(shape: Any, value: Any) -> None:
    _expect(value, list, "list")
    for each in value:
        find_mismatch(shape.member, each)


def _expect(value: Any, kind: type, name: str) -> None:
    if not isinstance(value, kind):
        raise TypeMismatch(f"Expected {name} or null")
