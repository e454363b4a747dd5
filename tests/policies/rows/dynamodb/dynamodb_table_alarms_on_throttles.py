"""What proves dynamodb_table_alarms_on_throttles."""

from tests.policies.alarms import ALARMS, alarm, missing
from tests.policies.documents import REMOVED, Row, Rows

TABLE = "aws_dynamodb_table.prices"
READS, WRITES = f"{ALARMS}.reads", f"{ALARMS}.writes"
DYNAMODB, BY_NAME = "AWS/DynamoDB", {"TableName": "prices-dev"}
NO_READS = {TABLE: missing(f"{DYNAMODB} ReadThrottleEvents", "prices-dev")}
NO_WRITES = {TABLE: missing(f"{DYNAMODB} WriteThrottleEvents", "prices-dev")}

ROWS = Rows(
    resources={
        "aws_dynamodb_table": {"prices": {"name": "prices-dev"}},
        ALARMS: {
            "reads": alarm(DYNAMODB, "ReadThrottleEvents", BY_NAME),
            "writes": alarm(DYNAMODB, "WriteThrottleEvents", BY_NAME),
        },
    },
    compliant=(TABLE,),
    table=(
        Row("no alarm on reads", {READS: REMOVED}, NO_READS),
        Row("no alarm on writes", {WRITES: REMOVED}, NO_WRITES),
        Row("a write that may be refused", {f"{WRITES}.threshold": 1}, NO_WRITES),
        Row("the alarm of another table", {f"{READS}.dimensions": {"TableName": "x"}}, NO_READS),
        Row(
            "an alarm by reference",
            {f"{READS}.dimensions": {"TableName": "${aws_dynamodb_table.prices.name}"}},
        ),
        Row(
            "a table without a name",
            {f"{TABLE}.name": REMOVED},
            {TABLE: "undecided: name is nothing"},
        ),
        Row("no table", {TABLE: REMOVED}, {TABLE: None}),
    ),
)
