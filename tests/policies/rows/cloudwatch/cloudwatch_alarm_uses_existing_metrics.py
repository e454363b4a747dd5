"""What proves cloudwatch_alarm_uses_existing_metrics."""

from tests.policies.alarms import ALARMS, alarm, share
from tests.policies.documents import REMOVED, Row, Rows

NAMES = ("function", "queue", "table", "stage", "lines", "messages")
FUNCTION, QUEUE, TABLE, STAGE, LINES, MESSAGES = (f"{ALARMS}.{name}" for name in NAMES)
OWN = "MarketPipelines"
NOTHING = "which no resource of the stack publishes, wanted a metric of the stack"
API = {"ApiName": "api-dev", "Stage": "v1"}

ROWS = Rows(
    resources={
        "aws_lambda_function": {"worker": {"function_name": "worker-dev"}},
        "aws_sqs_queue": {"dead": {"name": "dead-dev"}},
        "aws_dynamodb_table": {"prices": {"name": "prices-dev"}},
        "aws_api_gateway_rest_api": {"api": {"name": "api-dev"}},
        "aws_api_gateway_stage": {
            "v1": {"rest_api_id": "${aws_api_gateway_rest_api.api.id}", "stage_name": "v1"}
        },
        "aws_cloudwatch_log_metric_filter": {
            "lines": {"metric_transformation": {"namespace": OWN, "name": "lines-dev"}}
        },
        ALARMS: {
            "function": alarm("AWS/Lambda", "Errors", {"FunctionName": "worker-dev"}),
            "queue": alarm("AWS/SQS", "NumberOfMessagesSent", {"QueueName": "dead-dev"}, "Maximum"),
            "table": alarm("AWS/DynamoDB", "ReadThrottleEvents", {"TableName": "prices-dev"}),
            "stage": share("AWS/ApiGateway", "4XXError", "Count", API),
            "lines": alarm(OWN, "lines-dev", {}),
            "messages": share(OWN, "MessagesFailed", "MessagesReceived", {"Environment": "dev"}),
        },
    },
    compliant=(FUNCTION, QUEUE, TABLE, STAGE, LINES, MESSAGES),
    table=(
        Row(
            "a function that is gone",
            {"aws_lambda_function.worker": REMOVED},
            {FUNCTION: f"found AWS/Lambda Errors of worker-dev (Sum), {NOTHING}"},
        ),
        Row(
            "a queue that is called otherwise",
            {"aws_sqs_queue.dead.name": "failed-dev"},
            {QUEUE: f"found AWS/SQS NumberOfMessagesSent of dead-dev (Maximum), {NOTHING}"},
        ),
        Row(
            "the tables of all environments together",
            {f"{TABLE}.dimensions": REMOVED},
            {TABLE: f"found AWS/DynamoDB ReadThrottleEvents (Sum), {NOTHING}"},
        ),
        Row(
            "a stage that is gone",
            {"aws_api_gateway_stage.v1": REMOVED},
            {STAGE: f"found AWS/ApiGateway 4XXError of api-dev, v1 (Sum), {NOTHING}"},
        ),
        Row(
            "lines that nobody counts",
            {f"{LINES}.metric_name": "other-dev"},
            {LINES: f"found {OWN} other-dev (Sum), {NOTHING}"},
        ),
        Row(
            "the messages of another environment",
            {MESSAGES: share(OWN, "MessagesFailed", "MessagesReceived", {"Environment": "prod"})},
            {MESSAGES: f"found {OWN} MessagesFailed of prod (Sum), {NOTHING}"},
        ),
        Row(
            "a metric that AWS does not make",
            {f"{FUNCTION}.metric_name": "Error"},
            {FUNCTION: f"found AWS/Lambda Error of worker-dev (Sum), {NOTHING}"},
        ),
        Row(
            "a namespace that nobody knows",
            {f"{FUNCTION}.namespace": "AWS/Lambdas"},
            {FUNCTION: f"found AWS/Lambdas Errors of worker-dev (Sum), {NOTHING}"},
        ),
        Row(
            "a metric that is decided elsewhere",
            {f"{FUNCTION}.metric_name": "${var.metric}"},
            {FUNCTION: "undecided: the metric or threshold of the alarm is unknown"},
        ),
        Row("no alarm", {FUNCTION: REMOVED}, {FUNCTION: None}),
    ),
)
