"""Answers with many items are written quickly: nine tenths of a Query's time went there.

moto looks for each of the ten types in each attribute, under several spellings of its name. An
attribute with one plain value needs none of that; all others still go moto's way.
Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html.
"""

from typing import Any

from moto.core.serialize import BaseJSONSerializer

from localcloud.mends.wrapping import Method, wrap

_PLAIN = {"S": str, "N": str, "BOOL": bool, "NULL": bool}


def apply() -> None:
    """Mend BaseJSONSerializer."""
    wrap(BaseJSONSerializer, "_serialize_type_structure")(_serialize)


def _serialize(  # noqa: PLR0917 - moto's own signature
    original: Method, serializer: Any, serialized: Any, value: Any, shape: Any, key: str
) -> None:
    if shape.name == "AttributeValue" and key and _is_plain(value):
        serialized[key] = value
    else:
        original(serializer, serialized, value, shape, key)


def _is_plain(value: Any) -> bool:
    if not isinstance(value, dict) or len(value) != 1:
        return False
    [(kind, content)] = value.items()
    return kind in _PLAIN and isinstance(content, _PLAIN[kind])
