"""The metrics of throttled requests to tables.

Source, read 2026-11-26: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/
metrics-dimensions.html. A minute without a throttled request has no data point.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from localcloud.cloudwatch import store

_NAMESPACE = "AWS/DynamoDB"
_READS = ("BatchGetItem", "GetItem", "Query", "Scan", "TransactGetItems")


def throttled(operation: str, request: Mapping[str, Any]) -> None:
    """A request such as "Query" was refused; each item in it is an event of its own."""
    kind = "ReadThrottleEvents" if operation in _READS else "WriteThrottleEvents"
    tables = list(_tables(request))
    for table in tables:
        _put(kind, {"TableName": table})
    for table in set(tables):
        _put("ThrottledRequests", {"TableName": table, "Operation": operation})


def _put(name: str, dimensions: Mapping[str, str]) -> None:
    store.active.put(_NAMESPACE, name, 1.0, dimensions, "Count")


def _tables(request: Mapping[str, Any]) -> Iterator[str]:
    """The table of each item."""
    if "TableName" in request:
        yield request["TableName"]
    for table, items in (request.get("RequestItems") or {}).items():
        keys = items.get("Keys", ()) if isinstance(items, Mapping) else items
        yield from (table for _ in keys)
    for item in request.get("TransactItems") or ():
        yield from (action["TableName"] for action in item.values())
