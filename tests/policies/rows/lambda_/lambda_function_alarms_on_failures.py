"""What proves lambda_function_alarms_on_failures."""

from tests.policies.alarms import ALARMS, alarm, missing, share
from tests.policies.documents import REMOVED, Row, Rows

FUNCTION, LAMBDA = "aws_lambda_function.worker", "AWS/Lambda"
ERRORS, THROTTLES, DURATION = (f"{ALARMS}.{name}" for name in ("errors", "throttles", "duration"))
BY_NAME = {"FunctionName": "worker-dev"}
NO_ERRORS = {FUNCTION: missing("AWS/Lambda Errors", "worker-dev")}
NO_THROTTLES = {FUNCTION: missing("AWS/Lambda Throttles", "worker-dev")}
RANGE = "a threshold of 30000 to 59999"
NO_DURATION = {FUNCTION: missing("AWS/Lambda Duration", "worker-dev", RANGE, "Maximum")}
PERCENTAGE = share(LAMBDA, "Errors", "Invocations", BY_NAME)
QUERIES = PERCENTAGE["metric_query"]

ROWS = Rows(
    resources={
        "aws_lambda_function": {"worker": {"function_name": "worker-dev", "timeout": 60}},
        ALARMS: {
            "errors": alarm(LAMBDA, "Errors", BY_NAME),
            "throttles": alarm(LAMBDA, "Throttles", BY_NAME),
            "duration": alarm(LAMBDA, "Duration", BY_NAME, "Maximum", 48_000),
        },
    },
    compliant=(FUNCTION,),
    table=(
        Row("no alarm on errors", {ERRORS: REMOVED}, NO_ERRORS),
        Row("no alarm on throttles", {THROTTLES: REMOVED}, NO_THROTTLES),
        Row("no alarm on the duration", {DURATION: REMOVED}, NO_DURATION),
        Row("an error that may happen", {f"{ERRORS}.threshold": 1}, NO_ERRORS),
        Row("errors on the average", {f"{ERRORS}.statistic": "Average"}, NO_ERRORS),
        Row("errors of all functions together", {f"{ERRORS}.dimensions": REMOVED}, NO_ERRORS),
        Row("a metric of another service", {f"{ERRORS}.namespace": "AWS/SQS"}, NO_ERRORS),
        Row("too late", {f"{DURATION}.threshold": 60_000}, NO_DURATION),
        Row("too early", {f"{DURATION}.threshold": 29_999}, NO_DURATION),
        Row("a percentage of errors", {ERRORS: PERCENTAGE}),
        Row("a threshold as text, which Terraform converts", {f"{ERRORS}.threshold": "0"}),
        Row("two percent", {ERRORS: {**PERCENTAGE, "threshold": 2}}, NO_ERRORS),
        Row(
            "a share, not a percentage",
            {ERRORS: {**PERCENTAGE, "metric_query": [{"expression": "part/whole"}, *QUERIES[1:]]}},
            NO_ERRORS,
        ),
        Row(
            "a share of what is not there",
            {ERRORS: {**PERCENTAGE, "metric_query": QUERIES[:2]}},
            NO_ERRORS,
        ),
        Row(
            "a percentage of another metric",
            {ERRORS: share(LAMBDA, "Errors", "Throttles", BY_NAME)},
            NO_ERRORS,
        ),
        Row(
            "the alarm of another function",
            {f"{ERRORS}.dimensions": {"FunctionName": "other-dev"}},
            NO_ERRORS,
        ),
        Row(
            "an alarm on what is decided elsewhere",
            {f"{ERRORS}.metric_name": "${var.metric}"},
            NO_ERRORS,
        ),
        Row(
            "a function without a name",
            {f"{FUNCTION}.function_name": REMOVED},
            {FUNCTION: "undecided: function_name is nothing, timeout is 60"},
        ),
        Row("no function", {FUNCTION: REMOVED}, {FUNCTION: None}),
    ),
)
