"""DynamoDB tables use symbol and timestamp as keys."""

from policies import (
    COMPLIANT,
    NOT_APPLICABLE,
    Absent,
    Card,
    Decision,
    Known,
    Resource,
    Severity,
    Stack,
    Value,
    expect,
)
from policies.catalogue.market import PIPELINES

WHEN_MISSING = "AWS rejects a table without its keys"

CARD = Card(
    title="DynamoDB tables use symbol and timestamp as keys",
    severity=Severity.HIGH,
    why="A table cannot change its keys. Terraform would replace the table and lose its items.",
    remedy="Set hash_key to symbol and range_key to timestamp, and declare these two"
    " attributes and the keys of indexes: symbol as S, timestamp as N (crypto-prices) or S"
    " (market-alerts).",
    source="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/"
    "API_KeySchemaElement.html",
    requirements=("R-A-4", "R-B-5"),
    when_missing=WHEN_MISSING,
    stacks=PIPELINES,
    overlaps_with=("resource_has_known_attributes_only",),
)

KEYS = {"hash_key": "symbol", "range_key": "timestamp"}
# How the name of a table begins -> how its timestamp is written: as a number of milliseconds, or as
# a text that sorts by time.
TYPES = {"crypto-prices-": ("N",), "market-alerts-": ("S",)}
EITHER = ("N", "S")
INDEX = "global_secondary_index"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if both keys are these, and only keys, of the table or an index, are declared."""
    if resource.type != "aws_dynamodb_table":
        return NOT_APPLICABLE
    decisions = [_is(resource, attribute, stack) for attribute in KEYS]
    indexes = stack.value(resource, INDEX)
    keys = _keys_of_indexes(indexes)
    if keys is None:
        decisions.append(expect(indexes, INDEX, lambda _: False, wanted="indexes", when_missing=""))
    types = _types(resource, stack)
    decisions.append(
        expect(
            stack.value(resource, "attribute"),
            "attribute",
            lambda found: _are_keys(found, types, keys or set()),
            wanted=f"symbol of type S, timestamp of type {' or '.join(types)} and keys of indexes",
            when_missing=WHEN_MISSING,
        )
    )
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _is(table: Resource, attribute: str, stack: Stack) -> Decision:
    wanted = KEYS[attribute]
    return expect(
        stack.value(table, attribute),
        attribute,
        lambda found: found == wanted,
        wanted=f'"{wanted}"',
        when_missing=WHEN_MISSING,
    )


def _types(table: Resource, stack: Stack) -> tuple[str, ...]:
    name = stack.value(table, "name")
    found = (types for start, types in TYPES.items() if str(name).strip('"').startswith(start))
    return next(found, EITHER)


def _keys_of_indexes(indexes: Value) -> set[str] | None:
    """The attributes that are keys of indexes; None if the indexes cannot be read."""
    if isinstance(indexes, Absent):
        return set()
    held = indexes.value if isinstance(indexes, Known) else None
    blocks = [held] if isinstance(held, dict) else held
    if not isinstance(blocks, list) or not all(isinstance(one, dict) for one in blocks):
        return None
    return {str(one[key]) for one in blocks for key in KEYS if key in one}


def _are_keys(found: object, types: tuple[str, ...], of_indexes: set[str]) -> bool:
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        return False
    declared = {str(one.get("name")): one.get("type") for one in found}
    return (
        len(declared) == len(found)
        and declared.get("symbol") == "S"
        and declared.get("timestamp") in types
        and declared.keys() == {*KEYS.values()} | of_indexes
    )
