"""DynamoDB does one thing at a time, keeps on-demand limits, and only records on its streams.

moto loses conditional writes and repeats sequence numbers under concurrent clients, forgets
OnDemandThroughput (a diff in every plan), records a write that changed nothing, calls mapped
functions inside the write, and reads the stream of a table under the name of any older one.
Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html ("if you
perform a PutItem or UpdateItem operation that does not change any data in the item, then DynamoDB
Streams does not write a stream record"),
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_OnDemandThroughput.html.
"""

from threading import RLock
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.dynamodb.models.table import StreamRecord, StreamShard, Table
from moto.dynamodb.responses import DynamoHandler
from moto.dynamodbstreams.models import DynamoDBStreamsBackend
from moto.dynamodbstreams.responses import DynamoDBStreamsHandler

from localcloud import hooks as seams
from localcloud.moto_patches.wrapping import Method, wrap

# Guards all tables and streams; no function ever runs inside.
_lock = RLock()


def apply() -> None:
    """Mend the two handlers, Table, StreamShard and the backend of the streams."""
    wrap(DynamoHandler, "call_action")(_one_at_a_time)
    wrap(DynamoDBStreamsHandler, "call_action")(_one_at_a_time)
    wrap(DynamoHandler, "create_table")(_remember_on_demand_limits)
    wrap(DynamoHandler, "update_table")(_remember_on_demand_limits)
    wrap(Table, "describe")(_describe)
    wrap(StreamShard, "add")(_record)
    wrap(DynamoDBStreamsBackend, "_get_table_from_arn")(_table_of_stream)


def _table_of_stream(original: Method, backend: Any, arn: str) -> Any:
    table = original(backend, arn)
    if arn.rpartition("/stream/")[2] != table.latest_stream_label:
        raise JsonRESTError(
            "ResourceNotFoundException", f"Requested resource not found: Stream: {arn} not found"
        )
    return table


def _one_at_a_time(original: Method, handler: Any) -> Any:
    with _lock:
        return original(handler)


def _remember_on_demand_limits(original: Method, handler: Any) -> Any:
    answer = original(handler)
    wanted = handler.body.get("OnDemandThroughput")
    if wanted is None:
        return answer
    table = handler.dynamodb_backend.get_table(handler.body["TableName"])
    # -1 takes a limit away.
    table.on_demand_throughput = {name: units for name, units in wanted.items() if units != -1}
    return type(answer)(table.describe())


def _describe(original: Method, table: Any, base_key: str = "TableDescription") -> dict[str, Any]:
    described: dict[str, Any] = original(table, base_key=base_key)
    if limits := getattr(table, "on_demand_throughput", None):
        described[base_key]["OnDemandThroughput"] = limits
    return described


def _record(_original: Method, shard: Any, old: Any, new: Any) -> None:
    if old is not None and new is not None and old.attrs == new.attrs:
        return
    kind = "INSERT" if old is None else "REMOVE" if new is None else "MODIFY"
    view = shard.table.stream_specification["StreamViewType"]
    with _lock:
        number = shard.starting_sequence_number + len(shard.items)
        shard.items.append(StreamRecord(shard.table, view, kind, old, new, number))
    with seams.stream_written:
        seams.stream_written.notify_all()
