"""What proves lambda_function_behind_api_publishes_success."""

from tests.policies.documents import REMOVED, Row, Rows

FUNCTION, CONFIG = "aws_lambda_function.api", "aws_lambda_function_event_invoke_config.api"
SUCCESS = f"{CONFIG}.destination_config.on_success"
INTEGRATION = "aws_api_gateway_integration.api"
WANTED = "wanted the arn of a topic of this stack"

ROWS = Rows(
    resources={
        "aws_api_gateway_integration": {"api": {"uri": "${aws_lambda_function.api.invoke_arn}"}},
        "aws_lambda_function": {"api": {"function_name": "api-dev"}},
        "aws_sns_topic": {"updates": {}},
        "aws_lambda_function_event_invoke_config": {
            "api": {
                "function_name": "${aws_lambda_function.api.function_name}",
                "destination_config": {
                    "on_success": {"destination": "${aws_sns_topic.updates.arn}"}
                },
            }
        },
    },
    compliant=(FUNCTION,),
    table=(
        Row(
            "no event invoke config",
            {CONFIG: REMOVED},
            {FUNCTION: f"found no event invoke config (no subscriber gets the result), {WANTED}"},
        ),
        Row(
            "no destination",
            {SUCCESS: REMOVED},
            {FUNCTION: f"found {SUCCESS}.destination = nothing, {WANTED}"},
        ),
        Row(
            "a queue, which only one reads",
            {
                "aws_sqs_queue.updates": {},
                f"{SUCCESS}.destination": "${aws_sqs_queue.updates.arn}",
            },
            {FUNCTION: f"found {SUCCESS}.destination = aws_sqs_queue.updates.arn, {WANTED}"},
        ),
        Row(
            "a topic of another stack",
            {f"{SUCCESS}.destination": "${aws_sns_topic.elsewhere.arn}"},
            {
                FUNCTION: "undecided: destination_config.on_success.destination:"
                " aws_sns_topic.elsewhere.arn refers outside the stack"
            },
        ),
        Row("a function that no API calls", {INTEGRATION: REMOVED}, {FUNCTION: None}),
    ),
)
