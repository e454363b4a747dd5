"""What proves lambda_function_thresholds_can_be_crossed."""

import json

from tests.policies.documents import REMOVED, Row, Rows

WORKER = "aws_lambda_function.worker"
THRESHOLDS = f"{WORKER}.environment.variables.THRESHOLDS"
WANTED = "wanted 0 < low < high < 1000000000"
DEFAULT = {"high": "150", "low": "50"}


def _row(name: str, pair: object) -> Row:
    text = json.dumps({"BTC-USD": pair, "default": DEFAULT})
    return Row(name, {THRESHOLDS: text}, {WORKER: f"found BTC-USD: {pair}, {WANTED}"})


ROWS = Rows(
    resources={
        "aws_lambda_function": {
            "worker": {
                "environment": {"variables": {"THRESHOLDS": json.dumps({"default": DEFAULT})}}
            }
        }
    },
    compliant=(WORKER,),
    table=(
        _row("thresholds that cross each other", {"high": "50", "low": "150"}),
        _row("thresholds that meet", {"high": "50", "low": "50"}),
        _row("a low one that no price is below", {"high": "50", "low": "0"}),
        _row("a high one that no price is above", {"high": "1e12", "low": "50"}),
        _row("an endless one", {"high": "Infinity", "low": "50"}),
        _row("a word", {"high": "dear", "low": "50"}),
        _row("one threshold", {"high": "50"}),
        _row("a third one", {"high": "50", "low": "5", "middle": "9"}),
        _row("a number for both", 5),
        Row(
            "a symbol with its own",
            {THRESHOLDS: json.dumps({"BTC-USD": {"high": 120000, "low": 8}, "default": DEFAULT})},
        ),
        Row(
            "nothing for all other symbols",
            {THRESHOLDS: "{}"},
            {WORKER: 'found THRESHOLDS = "{}", wanted JSON of low and high, with default'},
        ),
        Row(
            "no JSON",
            {THRESHOLDS: "{"},
            {WORKER: 'found THRESHOLDS = "{", wanted JSON of low and high, with default'},
        ),
        Row(
            "thresholds that are decided elsewhere",
            {THRESHOLDS: "${var.thresholds}"},
            {
                WORKER: "undecided: THRESHOLDS is an unknown value (the expression"
                " ${var.thresholds} is more than strings and references)"
            },
        ),
        Row("a function without thresholds", {THRESHOLDS: REMOVED}),
        Row("another kind of resource", {"aws_sqs_queue.q": {"environment": {}}}),
    ),
)
