"""A Query reads one partition, and answers with many items are written quickly.

moto sorts all items of a table for each Query: one of a table with ten thousand took a hundred
milliseconds, in which no other request was served. And it looks for each of the ten types in each
attribute, under several spellings of its name. An attribute with one plain value needs none of
that; all others still go moto's way.
Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html.
"""

from threading import local
from typing import Any

from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models.table import Table

from localcloud.moto_patches.wrapping import Method, wrap

# One Query at a time in a thread: the key of the partition that it reads.
_thread = local()
# Where moto passes the name of the index, behind the key of the partition.
_INDEX_NAME = 6
_PLAIN = {"S": str, "N": str, "BOOL": bool, "NULL": bool}


def apply() -> None:
    """Mend BaseJSONSerializer and Table."""
    wrap(BaseJSONSerializer, "_serialize_type_structure")(_serialize)
    wrap(Table, "query")(_query)
    wrap(Table, "all_items")(_all_items)


def _query(original: Method, table: Any, hash_key: Any, *args: Any, **kwargs: Any) -> Any:
    of_index = kwargs.get("index_name") or (args[_INDEX_NAME] if len(args) > _INDEX_NAME else None)
    _thread.partition = None if of_index else hash_key
    try:
        return original(table, hash_key, *args, **kwargs)
    finally:
        _thread.partition = None


def _all_items(original: Method, table: Any) -> Any:
    """All that the present Query can find; it sorts them itself."""
    key = getattr(_thread, "partition", None)
    if key is None or not table.range_key_attr:
        return original(table)
    return list(table.items[key].values()) if key in table.items else []


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
