"""DynamoDB tables use symbol and timestamp as keys."""

from policies import COMPLIANT, NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, expect
from policies.catalogue.market import PIPELINES

WHEN_MISSING = "AWS rejects a table without its keys"

CARD = Card(
    title="DynamoDB tables use symbol and timestamp as keys",
    severity=Severity.HIGH,
    why="A table cannot change its keys. Terraform would replace the table and lose its items.",
    remedy="Set hash_key to symbol and range_key to timestamp, and declare exactly these two"
    " attributes: symbol as S, timestamp as N or S.",
    source="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/"
    "API_KeySchemaElement.html",
    requirements=("R-A-4", "R-B-5"),
    when_missing=WHEN_MISSING,
    stacks=PIPELINES,
    overlaps_with=("resource_has_known_attributes_only",),
)

KEYS = {"hash_key": "symbol", "range_key": "timestamp"}
# How a timestamp is written: as a number of milliseconds, or as a text that sorts by time.
TYPES = ("N", "S")
WANTED = "symbol of type S and timestamp of type N or S"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if both keys are these, and nothing but the keys is declared."""
    if resource.type != "aws_dynamodb_table":
        return NOT_APPLICABLE
    decisions = [_is(resource, attribute, stack) for attribute in KEYS]
    decisions.append(
        expect(
            stack.value(resource, "attribute"),
            "attribute",
            _are_keys,
            wanted=WANTED,
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


def _are_keys(found: object) -> bool:
    return any(
        found in (rows, rows[::-1])
        for rows in (
            [{"name": "symbol", "type": "S"}, {"name": "timestamp", "type": kind}] for kind in TYPES
        )
    )
