"""What proves lambda_queue_consumer_alarms_on_failed_messages."""

from tests.policies.alarms import ALARMS, missing, share
from tests.policies.documents import REMOVED, Row, Rows

FUNCTION, ALARM = "aws_lambda_function.reader", f"{ALARMS}.messages"
MAPPING = "aws_lambda_event_source_mapping.queue"
OWN, BY_SUFFIX = "MarketPipelines", {"Environment": "dev"}
UNHEARD = {FUNCTION: missing(f"{OWN} MessagesFailed", "dev", "1 % of MessagesReceived")}

ROWS = Rows(
    resources={
        "aws_lambda_function": {"reader": {}},
        "aws_sqs_queue": {"messages": {}},
        "aws_lambda_event_source_mapping": {
            "queue": {
                "event_source_arn": "${aws_sqs_queue.messages.arn}",
                "function_name": "${aws_lambda_function.reader.arn}",
            }
        },
        ALARMS: {"messages": share(OWN, "MessagesFailed", "MessagesReceived", BY_SUFFIX)},
    },
    compliant=(FUNCTION,),
    table=(
        Row("no alarm", {ALARM: REMOVED}, UNHEARD),
        Row("two percent", {f"{ALARM}.threshold": 2}, UNHEARD),
        Row(
            "the messages of another environment",
            {ALARM: share(OWN, "MessagesFailed", "MessagesReceived", {"Environment": "prod"})},
            UNHEARD,
        ),
        Row(
            "a percentage of what was read well",
            {ALARM: share(OWN, "MessagesFailed", "AlertsRaised", BY_SUFFIX)},
            UNHEARD,
        ),
        Row(
            "an environment that is decided elsewhere",
            {"provider.aws": [{"default_tags": [{"tags": {"Environment": "${var.suffix}"}}]}]},
            {FUNCTION: None},
        ),
        Row("a function that reads no queue", {MAPPING: REMOVED}, {FUNCTION: None}),
    ),
)
