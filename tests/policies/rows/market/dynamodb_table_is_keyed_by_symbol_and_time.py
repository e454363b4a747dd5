"""What proves dynamodb_table_is_keyed_by_symbol_and_time."""

from tests.policies.documents import REMOVED, Row, Rows

TABLE = "aws_dynamodb_table.prices"
HASH, RANGE, ATTRIBUTES = (f"{TABLE}.{name}" for name in ("hash_key", "range_key", "attribute"))
SYMBOL, TIMESTAMP = {"name": "symbol", "type": "S"}, {"name": "timestamp", "type": "N"}
EXCHANGE = {"name": "exchange", "type": "S"}
REFUSED = "(AWS rejects a table without its keys)"
WANTED = "wanted symbol of type S, timestamp of type N or S and keys of indexes"

ROWS = Rows(
    resources={
        "aws_dynamodb_table": {
            "prices": {
                "hash_key": "symbol",
                "range_key": "timestamp",
                "attribute": [SYMBOL, TIMESTAMP],
            }
        }
    },
    compliant=(TABLE,),
    table=(
        Row(
            "another partition",
            {HASH: "exchange"},
            {TABLE: 'found hash_key = "exchange", wanted "symbol"'},
        ),
        Row(
            "one item per symbol",
            {RANGE: REMOVED},
            {TABLE: f'found no range_key {REFUSED}, wanted "timestamp"'},
        ),
        Row("in the order of the living table", {ATTRIBUTES: [TIMESTAMP, SYMBOL]}),
        Row("timestamps as text", {ATTRIBUTES: [SYMBOL, {**TIMESTAMP, "type": "S"}]}),
        Row(
            "timestamps as bytes",
            {ATTRIBUTES: [SYMBOL, {**TIMESTAMP, "type": "B"}]},
            {
                TABLE: 'found attribute = [{"name": "symbol", "type": "S"},'
                f' {{"name": "timestamp", "type": "B"}}], {WANTED}'
            },
        ),
        Row(
            "prices whose timestamps are texts",
            {
                f"{TABLE}.name": "crypto-prices-dev",
                ATTRIBUTES: [SYMBOL, {**TIMESTAMP, "type": "S"}],
            },
            {
                TABLE: 'found attribute = [{"name": "symbol", "type": "S"},'
                ' {"name": "timestamp", "type": "S"}],'
                f" {WANTED.replace('N or S', 'N')}"
            },
        ),
        Row(
            "an attribute that is no key",
            {ATTRIBUTES: [SYMBOL, TIMESTAMP, EXCHANGE]},
            {
                TABLE: 'found attribute = [{"name": "symbol", "type": "S"},'
                ' {"name": "timestamp", "type": "N"}, {"name": "exchange", "type": "S"}],'
                f" {WANTED}"
            },
        ),
        Row(
            "an index with a key of its own",
            {
                ATTRIBUTES: [SYMBOL, TIMESTAMP, EXCHANGE],
                f"{TABLE}.global_secondary_index": [
                    {"hash_key": "exchange", "name": "by-exchange", "range_key": "timestamp"}
                ],
            },
        ),
        Row(
            "indexes that are decided elsewhere",
            {f"{TABLE}.global_secondary_index": "${var.indexes}"},
            {
                TABLE: "undecided: global_secondary_index: the expression ${var.indexes}"
                " is more than strings and references"
            },
        ),
        Row(
            "no attributes",
            {ATTRIBUTES: REMOVED},
            {TABLE: f"found no attribute {REFUSED}, {WANTED}"},
        ),
        Row(
            "a key that is decided elsewhere",
            {HASH: "${var.key}"},
            {
                TABLE: "undecided: hash_key:"
                " the expression ${var.key} is more than strings and references"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {}}),
    ),
)
