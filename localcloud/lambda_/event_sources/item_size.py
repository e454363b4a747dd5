"""The size of an item as DynamoDB counts it."""

import base64
from collections.abc import Callable
from typing import Any

Item = dict[str, dict[str, Any]]

_CONTAINER_BYTES = 3
_FLAG_BYTES = 1  # BOOL and NULL


def item_bytes(item: Item) -> int:
    """The size of an item: the UTF-8 names of its attributes and their values.

    A number takes a byte for each two significant digits and one more, containers three bytes
    and one for each element.
    Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html.
    """
    return sum(len(name.encode()) + value_bytes(value) for name, value in item.items())


def value_bytes(value: dict[str, Any]) -> int:
    """The size of one typed value such as `{"S": "text"}`."""
    kind, content = next(iter(value.items()))
    if kind in ("SS", "NS", "BS"):
        return sum(value_bytes({kind[0]: element}) for element in content)
    size = _SIZES.get(kind)
    return size(content) if size else _FLAG_BYTES


def _list_bytes(elements: list[dict[str, Any]]) -> int:
    return _CONTAINER_BYTES + sum(1 + value_bytes(element) for element in elements)


def _map_bytes(members: Item) -> int:
    return _CONTAINER_BYTES + len(members) + item_bytes(members)


def _number_bytes(text: str) -> int:
    mantissa = text.lower().partition("e")[0]
    digits = mantissa.lstrip("+-").replace(".", "").strip("0")
    sign = 1 if text.startswith("-") else 0
    return (len(digits) + 1) // 2 + 1 + sign


_SIZES: dict[str, Callable[[Any], int]] = {
    "S": lambda text: len(text.encode()),
    "N": _number_bytes,
    "B": lambda encoded: len(base64.b64decode(encoded)),
    "L": _list_bytes,
    "M": _map_bytes,
}
