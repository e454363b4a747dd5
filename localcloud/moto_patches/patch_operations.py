"""Applies API Gateway's patch operations to an object of moto.

Source: https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Operation = Mapping[str, Any]


def _unchanged(value: Any) -> Any:
    return value


def as_bool(value: Any) -> bool:
    """The boolean that a patch operation carries as text."""
    return str(value).lower() == "true"


@dataclass(frozen=True)
class Shape:
    """The attributes of a resource by their path in patch operations.

    `scalars` have the path /name, `maps` /name/key, `lists` /name/member. `readers` convert the
    text of an operation to the value of the attribute.
    """

    scalars: Mapping[str, str] = field(default_factory=dict)
    maps: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)
    readers: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)

    def has_path(self, operation: Operation) -> bool:
        """True if the operation's path belongs to this shape."""
        name, _ = _split(operation["path"])
        return any(name in paths for paths in (self.scalars, self.maps, self.lists))


def patch(target: Any, shape: Shape, operations: list[Operation]) -> None:
    """Apply operations in order.

    Raises:
        NotImplementedError: the shape does not know a path.
    """
    for operation in operations:
        name, key = _split(operation["path"])
        read = shape.readers.get(name, _unchanged)
        value = None if operation["op"] == "remove" else read(operation.get("value"))
        if name in shape.scalars:
            setattr(target, shape.scalars[name], value)
        elif name in shape.maps:
            _patch_map(target, shape.maps[name], key, operation["op"], value)
        elif name in shape.lists:
            _patch_list(target, shape.lists[name], key or operation.get("value"), operation["op"])
        else:
            raise NotImplementedError(f"patch operation on {operation['path']}")


def _split(path: str) -> tuple[str, str]:
    """Name and decoded key of a path such as "/requestTemplates/application~1json"."""
    name, _, key = path.removeprefix("/").partition("/")
    return name, key.replace("~1", "/").replace("~0", "~")


def _patch_map(target: Any, attribute: str, key: str, kind: str, value: Any) -> None:
    entries = dict(getattr(target, attribute) or {})
    if kind == "remove":
        entries.pop(key, None)
    else:
        entries[key] = value
    setattr(target, attribute, entries)


def _patch_list(target: Any, attribute: str, member: Any, kind: str) -> None:
    members = [each for each in getattr(target, attribute) or [] if each != member]
    setattr(target, attribute, members if kind == "remove" else [*members, member])
