"""DynamoDB: one request at a time, on-demand limits, correct stream records, fast queries.

moto loses conditional writes and repeats sequence numbers under concurrent clients, forgets
OnDemandThroughput and the key of an update (a diff in every plan), records a write that changed
nothing, calls mapped functions inside the write, and reads the stream of a table under the name of
any older one.
Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html ("if you
perform a PutItem or UpdateItem operation that does not change any data in the item, then DynamoDB
Streams does not write a stream record"),
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_OnDemandThroughput.html,
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_SSESpecification.html.

An UpdateItem that creates its item writes one stream record, with the whole item: moto first puts
an item of nothing but its key, and records that, too.
Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html ("edits
an existing item's attributes, or adds a new item to the table if it does not already exist").

A Query reads one partition: moto sorts all items of the table for each Query, which took a hundred
milliseconds for ten thousand items, and no other request was served meanwhile. When it writes a
response it tries each of the ten types on each attribute; an attribute with one plain value needs
none of that.
Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html.
"""

from threading import RLock, local
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import StreamRecord, StreamShard, Table
from moto.dynamodb.responses import DynamoHandler
from moto.dynamodbstreams.models import DynamoDBStreamsBackend
from moto.dynamodbstreams.responses import DynamoDBStreamsHandler
from moto.kms.models import kms_backends

from localcloud import hooks
from localcloud.account import ACCOUNT, REGION
from localcloud.moto_patches.wrapping import Method, replace, wrap

# Guards all tables and streams; no function ever runs inside.
_lock = RLock()
# One request at a time in a thread: the partition that its Query reads, the step of its UpdateItem.
_thread = local()
# Where moto passes the name of the index, behind the key of the partition.
_INDEX_NAME = 6
_PLAIN = {"S": str, "N": str, "BOOL": bool, "NULL": bool}


def apply() -> None:
    """Apply the patches of tables and of their streams."""
    replace(DynamoHandler, "serving", _lock)
    replace(DynamoDBStreamsHandler, "serving", _lock)
    wrap(DynamoHandler, "create_table")(_remember_on_demand_limits)
    wrap(DynamoHandler, "update_table")(_remember_on_demand_limits)
    wrap(DynamoHandler, "update_table")(_encrypt_anew)
    replace(Table, "_get_default_encryption_key", _default_key)
    wrap(Table, "describe")(_describe)
    wrap(StreamShard, "add")(_record)
    wrap(DynamoDBStreamsBackend, "_get_table_from_arn")(_table_of_stream)
    wrap(DynamoDBBackend, "update_item")(_update_item)
    wrap(Table, "put_item")(_put_item)
    wrap(BaseJSONSerializer, "_serialize_type_structure")(_serialize)
    wrap(Table, "query")(_query)
    wrap(Table, "all_items")(_all_items)


def _table_of_stream(original: Method, backend: Any, arn: str) -> Any:
    table = original(backend, arn)
    if arn.rpartition("/stream/")[2] != table.latest_stream_label:
        raise JsonRESTError(
            "ResourceNotFoundException", f"Requested resource not found: Stream: {arn} not found"
        )
    return table


def _remember_on_demand_limits(original: Method, handler: Any) -> Any:
    answer = original(handler)
    wanted = handler.body.get("OnDemandThroughput")
    if wanted is None:
        return answer
    table = handler.dynamodb_backend.get_table(handler.body["TableName"])
    # -1 removes a limit.
    table.on_demand_throughput = {name: units for name, units in wanted.items() if units != -1}
    return type(answer)(table.describe())


def _encrypt_anew(original: Method, handler: Any) -> Any:
    """Without a key it is that of AWS for DynamoDB; not enabled, one that AWS shows nowhere."""
    answer = original(handler)
    if (wanted := handler.body.get("SSESpecification")) is None:
        return answer
    table = handler.dynamodb_backend.get_table(handler.body["TableName"])
    table.sse_specification = {"KMSMasterKeyId": _default_key(), **wanted}
    return type(answer)(table.describe())


def _default_key(*_: Any) -> str:
    """Of AWS for DynamoDB: moto makes a customer's key instead, under the same alias."""
    arn: str = kms_backends[ACCOUNT][REGION].describe_key("alias/aws/dynamodb").arn
    return arn


def _describe(original: Method, table: Any, base_key: str = "TableDescription") -> dict[str, Any]:
    described: dict[str, Any] = original(table, base_key=base_key)
    if limits := getattr(table, "on_demand_throughput", None):
        described[base_key]["OnDemandThroughput"] = limits
    return described


def _record(_original: Method, shard: Any, old: Any, new: Any) -> None:
    if getattr(_thread, "putting_a_key", False):
        return
    if old is not None and new is not None and old.attrs == new.attrs:
        return
    kind = "INSERT" if old is None else "REMOVE" if new is None else "MODIFY"
    view = shard.table.stream_specification["StreamViewType"]
    with _lock:
        number = shard.starting_sequence_number + len(shard.items)
        shard.items.append(StreamRecord(shard.table, view, kind, old, new, number))
    with hooks.stream_written:
        hooks.stream_written.notify_all()


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


def _query(original: Method, table: Any, hash_key: Any, *args: Any, **kwargs: Any) -> Any:
    of_index = kwargs.get("index_name") or (args[_INDEX_NAME] if len(args) > _INDEX_NAME else None)
    _thread.partition = None if of_index else hash_key
    try:
        return original(table, hash_key, *args, **kwargs)
    finally:
        _thread.partition = None


def _all_items(original: Method, table: Any) -> Any:
    """All items that the current Query can find; the Query sorts them itself."""
    key = getattr(_thread, "partition", None)
    if key is None or not table.range_key_attr:
        return original(table)
    return list(table.items[key].values()) if key in table.items else []


def _serialize(  # noqa: PLR0917 (moto's own signature)
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
