"""What botocore's model of an operation says against its parameters."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import regex
from botocore.model import Shape, StructureShape
from botocore.session import Session, get_session
from botocore.validate import ParamValidator

# How Java writes the characters beyond the basic plane in a class.
_SURROGATES, _PLANES = r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF"


def violations(operation: str, parameters: dict[str, Any]) -> list[str]:
    """What breaks the model of an operation like "sqs.CreateQueue".

    botocore itself looks for types, required and unknown members and lower bounds, before each
    request. Enums, upper bounds and patterns it leaves to the service.
    """
    service, _, name = operation.partition(".")
    shape = _session().get_service_model(service).operation_model(name).input_shape
    assert isinstance(shape, StructureShape)
    report = ParamValidator().validate(parameters, shape).generate_report()
    return [*filter(None, report.split("\n")), *_constraints(shape, parameters, name)]


@cache
def _session() -> Session:
    return get_session()


def _constraints(shape: Any, value: Any, path: str) -> Iterator[str]:
    match value:
        case dict() if shape.type_name == "structure":
            for name in value.keys() & shape.members.keys():
                yield from _constraints(shape.members[name], value[name], f"{path}.{name}")
        case dict():
            yield from _size(shape, len(value), path)
            for key, each in value.items():
                yield from _constraints(shape.key, key, path)
                yield from _constraints(shape.value, each, f"{path}.{key}")
        case list():
            yield from _size(shape, len(value), path)
            for each in value:
                yield from _constraints(shape.member, each, f"{path}[]")
        case str():
            yield from _size(shape, len(value), path)
            yield from _text(shape, value, path)
        case bool():
            pass
        case int() | float():
            yield from _size(shape, value, path)


def _size(shape: Shape, size: float, path: str) -> Iterator[str]:
    most = shape.metadata.get("max")
    if most is not None and size > most:
        yield f"{path}: {size} is more than {most}"


def _text(shape: Shape, text: str, path: str) -> Iterator[str]:
    allowed = shape.metadata.get("enum", [text])
    if text not in allowed:
        yield f"{path}: {text!r} is none of {', '.join(allowed)}"
    pattern = shape.metadata.get("pattern", "").replace(_SURROGATES, _PLANES)
    if pattern and not regex.fullmatch(pattern, text):
        yield f"{path}: {text!r} does not match {pattern}"
