"""What proves lambda_stream_mapping_ignores_its_own_writes."""

import json
from typing import Any

from tests.policies.documents import REMOVED, Row, Rows
from tests.policies.statements import allow, document

MAPPING = "aws_lambda_event_source_mapping.stream"
CRITERIA = f"{MAPPING}.filter_criteria"
POLICY = "aws_iam_role_policy.enricher.policy"
WANTED = "wanted inserts only, and only without an attribute that the function writes"
TABLE = "${aws_dynamodb_table.table.arn}"


def _pattern(*, exists: object = False, timestamp: object = None, **more: object) -> str:
    image: dict[str, Any] = {"enriched_at": {"S": [{"exists": exists}]}}
    if timestamp:
        image["timestamp"] = timestamp
    pattern: dict[str, Any] = {"eventName": ["INSERT"], "dynamodb": {"NewImage": image}, **more}
    return json.dumps({key: value for key, value in pattern.items() if value is not None})


def _filters(*patterns: str) -> dict[str, Any]:
    return {"filter": [{"pattern": pattern} for pattern in patterns]}


def _row(name: str, pattern: str) -> Row:
    answer = f"found filter 0 = {json.dumps(pattern)}, {WANTED}"
    return Row(name, {CRITERIA: _filters(pattern)}, {MAPPING: answer})


ROWS = Rows(
    resources={
        "aws_dynamodb_table": {"table": {}},
        "aws_iam_role": {"enricher": {}},
        "aws_iam_role_policy": {
            "enricher": {
                "policy": document(allow("dynamodb:UpdateItem", TABLE)),
                "role": "${aws_iam_role.enricher.id}",
            }
        },
        "aws_lambda_function": {"enricher": {"role": "${aws_iam_role.enricher.arn}"}},
        "aws_lambda_event_source_mapping": {
            "stream": {
                "event_source_arn": "${aws_dynamodb_table.table.stream_arn}",
                "filter_criteria": _filters(_pattern()),
                "function_name": "${aws_lambda_function.enricher.arn}",
            }
        },
    },
    compliant=(MAPPING,),
    table=(
        Row(
            "no filter",
            {CRITERIA: REMOVED},
            {
                MAPPING: "found no filter (every write of the function invokes it again, in an"
                f" endless loop), {WANTED}"
            },
        ),
        _row("changes, too", _pattern(eventName=["INSERT", "MODIFY"])),
        _row("every kind of event, removals among them", _pattern(eventName=None)),
        _row("enriched items, too", _pattern(dynamodb=None)),
        _row("enriched items only", _pattern(exists=True)),
        Row(
            "a condition more on the item",
            {CRITERIA: _filters(_pattern(timestamp={"N": [{"anything-but": ["0"]}]}))},
        ),
        _row("something else besides", _pattern(userIdentity=["x"])),
        _row("a pattern that is no JSON", "INSERT"),
        Row(
            "a second filter that lets everything through",
            {CRITERIA: _filters(_pattern(), "{}")},
            {MAPPING: f'found filter 1 = "{{}}", {WANTED}'},
        ),
        Row("one filter, not in a list", {CRITERIA: {"filter": {"pattern": _pattern()}}}),
        Row(
            "a filter decided elsewhere",
            {CRITERIA: _filters("${var.pattern}")},
            {
                MAPPING: "undecided: filter 0:"
                " the expression ${var.pattern} is more than strings and references"
            },
        ),
        Row(
            "a function that cannot write there",
            {POLICY: document(allow("dynamodb:Query", TABLE)), CRITERIA: REMOVED},
            {MAPPING: None},
        ),
        Row(
            "a function that may do whatever nobody can read",
            {POLICY: "${var.policy}", CRITERIA: REMOVED},
            {
                MAPPING: "found no filter (every write of the function invokes it again, in an"
                f" endless loop), {WANTED}"
            },
        ),
    ),
)
