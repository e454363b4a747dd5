"""An UpdateItem that creates its item makes one stream record, with the whole item.

moto first puts an item of nothing but its key, and records that, too.
Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html ("edits
an existing item's attributes, or adds a new item to the table if it does not already exist").
"""

from threading import local
from typing import Any

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import StreamShard, Table

from localcloud.moto_patches.wrapping import Method, wrap

# One update at a time in a thread: what goes on inside it.
_thread = local()


def apply() -> None:
    """Mend DynamoDBBackend, Table and StreamShard; after mends.dynamodb, which replaces add."""
    wrap(DynamoDBBackend, "update_item")(_update_item)
    wrap(Table, "put_item")(_put_item)
    wrap(StreamShard, "add")(_record)


def _update_item(original: Method, *args: Any, **kwargs: Any) -> Any:
    _thread.updating = True
    try:
        return original(*args, **kwargs)
    finally:
        _thread.updating = False


def _put_item(original: Method, *args: Any, **kwargs: Any) -> Any:
    _thread.putting_a_key = getattr(_thread, "updating", False)
    try:
        return original(*args, **kwargs)
    finally:
        _thread.putting_a_key = False


def _record(original: Method, *args: Any, **kwargs: Any) -> None:
    if not getattr(_thread, "putting_a_key", False):
        original(*args, **kwargs)
