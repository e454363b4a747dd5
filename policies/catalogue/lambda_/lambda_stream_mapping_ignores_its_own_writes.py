"""Lambda event source mappings of streams ignore what their own function writes."""

import json
from typing import Any

from policies import Card, Resource, Severity, Stack, expect
from policies.aws.event_sources import MAPPING, function_of, source_of
from policies.aws.roles import rights_of, role_of
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Violation

WHEN_MISSING = "every write of the function invokes it again, in an endless loop"

CARD = Card(
    title="Lambda event source mappings of streams ignore what their own function writes",
    severity=Severity.HIGH,
    why="A function that writes to the table whose stream it reads invokes itself in an endless"
    " loop. AWS does not detect such loops through DynamoDB.",
    remedy='Give each filter the pattern {"eventName": ["INSERT"], "dynamodb": {"NewImage":'
    ' {<attribute that the function writes>: {<type>: [{"exists": false}]}}}}.',
    source="https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html",
    requirements=("R-A-10", "R-A-28"),
    when_missing=WHEN_MISSING,
)

WRITES = {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:BatchWriteItem"}
NOT_THERE = [{"exists": False}]
WANTED = "inserts only, and only without an attribute that the function writes"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the filters let no write of the function through, or it cannot write there."""
    if resource.type != MAPPING:
        return NOT_APPLICABLE
    table = source_of(resource, stack)
    if not isinstance(table, Resource) or table.type != "aws_dynamodb_table":
        return NOT_APPLICABLE
    if not _may_write(function_of(resource, stack), table, stack):
        return NOT_APPLICABLE
    filters = _filters(resource)
    if not filters:
        return Violation(f"no filter ({WHEN_MISSING})", WANTED)
    decisions = [_ignores_own_writes(resource, place, stack) for place in range(len(filters))]
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _may_write(function: object, table: Resource, stack: Stack) -> bool:
    """Whether the function may write into the table; in doubt it may."""
    role = role_of(function, stack) if isinstance(function, Resource) else None
    rights = rights_of(role, stack) if role else None
    if not isinstance(rights, list):
        return True
    return any(
        one.actions & WRITES and one.resources & {f"{table.address}.arn", "*"} for one in rights
    )


def _filters(mapping: Resource) -> list[Any]:
    criteria = mapping.values.get("filter_criteria") or {}
    criteria = criteria[0] if isinstance(criteria, list) else criteria
    filters = criteria.get("filter") if isinstance(criteria, dict) else None
    return filters if isinstance(filters, list) else [filters] if filters else []


def _ignores_own_writes(mapping: Resource, place: int, stack: Stack) -> Decision:
    return expect(
        stack.value(mapping, "filter_criteria", "filter", place, "pattern"),
        f"filter {place}",
        _lets_only_new_inserts_through,
        wanted=WANTED,
        when_missing=WHEN_MISSING,
    )


def _lets_only_new_inserts_through(pattern: object) -> bool:
    try:
        match json.loads(str(pattern)):
            case {"eventName": ["INSERT"], "dynamodb": {"NewImage": dict(image)}, **rest}:
                types = [kind for kind in image.values() if isinstance(kind, dict)]
                conditions = [condition for kind in types for condition in kind.values()]
                return not rest and NOT_THERE in conditions
    except ValueError:
        return False
    return False
