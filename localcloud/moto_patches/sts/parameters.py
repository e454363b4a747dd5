"""Validates what a request asks for by the model of the API, in the words of AWS.

Sources: botocore's model of STS; recordings of real AWS for roleSessionName and the ARN of a role.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from moto.core.utils import get_service_model

from localcloud.moto_patches.sts.refusals import refused, unsupported

_ROLE = re.compile(r"arn:[^:]+:[^:]+:[^:]*:[^:]*:.+")
# Nobody uses them here; to ignore them would grant more, or other, than was asked for.
_UNSUPPORTED = {"PolicyArns", "ProvidedContexts", "SerialNumber", "SourceIdentity", "TokenCode"}


def checked(handler: Any) -> Mapping[str, Any]:
    """The parameters of the request.

    Raises:
        ServiceError: one of them is missing, has a value that the API forbids, or no meaning here.
    """
    asked: Mapping[str, Any] = handler.params
    action = handler._get_action()  # noqa: SLF001 (moto has no public name for it)
    shape = get_service_model("sts").operation_model(action).input_shape
    problems = [
        f"Value {_shown(asked.get(name))} at '{name[0].lower()}{name[1:]}' failed to satisfy"
        f" constraint: {problem}"
        for name, member in shape.members.items()
        for problem in _problems(asked.get(name), member, required=name in shape.required_members)
    ]
    if problems:
        errors = f"{len(problems)} validation error{'s' if len(problems) > 1 else ''} detected"
        raise refused("ValidationError", f"{errors}: {'; '.join(problems)}")
    if not _ROLE.fullmatch(asked["RoleArn"]):
        raise refused("ValidationError", f"{asked['RoleArn']} is invalid")
    if unknown := _UNSUPPORTED & set(asked):
        raise unsupported(f"{action} with {', '.join(sorted(unknown))}")
    return asked


def _shown(value: object) -> str:
    return "null" if value is None else f"'{value}'"


def _problems(value: Any, member: Any, *, required: bool) -> Iterator[str]:
    if value is None:
        yield from ["Member must not be null"] if required else []
    elif member.type_name == "string":
        yield from _range(len(value), "length", member.metadata)
        pattern = member.metadata.get("pattern")
        # Java's \w, in which AWS's patterns are written, is ASCII.
        if pattern and not re.fullmatch(pattern, value, re.ASCII):
            yield f"Member must satisfy regular expression pattern: {pattern}"
    elif member.type_name == "integer":
        if isinstance(value, int):
            yield from _range(value, "value", member.metadata)
        else:
            yield "Member must be an integer"


def _range(value: int, what: str, limits: Mapping[str, Any]) -> Iterator[str]:
    if value < limits.get("min", value):
        yield f"Member must have {what} greater than or equal to {limits['min']}"
    if value > limits.get("max", value):
        yield f"Member must have {what} less than or equal to {limits['max']}"
