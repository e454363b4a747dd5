"""DynamoDB and its streams.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from localcloud.identity.needs import EVERY, Need, arn, pairs, request_tags, tag_keys

_OF_THE_ACCOUNT = {"ListTables", "ListBackups", "ListStreams", "DescribeLimits", "ListGlobalTables"}
_OF_THE_ACCOUNT |= {"ListExports"}
# Each member of a transaction takes the right of its own request:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
_MEMBERS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
    "Get": "GetItem",
}


def needs(name: str, params: Mapping[str, Any]) -> Iterator[Need]:
    """The rights for one operation of dynamodb or dynamodbstreams."""
    action = f"dynamodb:{name}"
    if name in _OF_THE_ACCOUNT:
        yield Need(action)
    elif name.startswith("Transact"):
        yield from _members(params.get("TransactItems") or [])
    elif "RequestItems" in params:
        yield from (Need(action, _table(table)) for table in params["RequestItems"])
    else:
        yield Need(action, _resource(params), _context(params), _key(params))
        if name == "CreateTable" and params.get("Tags"):
            yield Need("dynamodb:TagResource", _resource(params), _context(params))


def _key(params: Mapping[str, Any]) -> str:
    return str((params.get("SSESpecification") or {}).get("KMSMasterKeyId") or "")


def _members(items: list[Mapping[str, Any]]) -> Iterator[Need]:
    for item in items:
        for kind, member in item.items():
            yield Need(f"dynamodb:{_MEMBERS[kind]}", _table(member["TableName"]))


def _resource(params: Mapping[str, Any]) -> str:
    for name in ("ResourceArn", "StreamArn", "TableArn", "ExportArn"):
        if name in params:
            return str(params[name])
    if "ShardIterator" in params:
        return str(params["ShardIterator"]).split("|")[0]
    table = _table(params.get("TableName") or EVERY)
    return f"{table}/index/{params['IndexName']}" if "IndexName" in params else table


def _table(name: str) -> str:
    return name if name.startswith("arn:") else arn("dynamodb", f"table/{name}")


def _context(params: Mapping[str, Any]) -> dict[str, Any]:
    if "TagKeys" in params:
        return tag_keys(params["TagKeys"])
    return request_tags(pairs(params.get("Tags")))
