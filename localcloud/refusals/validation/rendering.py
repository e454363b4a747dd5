"""Values as AWS's validation errors print them: as Java does.

Source: tests/recordings/aws/errors.jsonl, for example test_plaintext_size_for_encrypt (a sensitive
or binary value is left out) and test_put_metric_filter_too_many_transformations.
"""

from typing import Any

from botocore.model import Shape


def described(value: Any, shape: Shape) -> str:
    """'Value' with its quoted text, as an error begins."""
    if value is None:
        return "Value null"
    if _is_secret(shape):
        return "Value"
    return f"Value '{_text(value, shape)}'"


def member_name(name: str) -> str:
    """A member as errors name it: its first letter is small."""
    return name[:1].lower() + name[1:]


def _is_secret(shape: Any) -> bool:
    if shape.metadata.get("sensitive") or shape.type_name == "blob":
        return True
    if shape.type_name == "map":
        return _is_secret(shape.value)
    return shape.type_name == "list" and _is_secret(shape.member)


def _text(value: Any, shape: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_text(each, shape.member) for each in value)}]"
    if isinstance(value, dict) and shape.type_name == "map":
        pairs = (f"{key}={_text(each, shape.value)}" for key, each in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, dict):
        return f"{shape.name}({', '.join(_members(value, shape))})"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _members(value: dict[str, Any], shape: Any) -> list[str]:
    return [
        f"{member_name(name)}={_text(value[name], member) if name in value else 'null'}"
        for name, member in shape.members.items()
    ]
