"""What proves api_gateway_integration_is_asynchronous."""

from tests.policies.documents import REMOVED, Row, Rows

INTEGRATION = "aws_api_gateway_integration.api"
URI = f"{INTEGRATION}.uri"
HEADER = "integration.request.header.X-Amz-Invocation-Type"
WAITS = "(API Gateway invokes synchronously: no retries, no destinations, no dead-letter queue)"
FUNCTION = "wanted the invoke_arn of a function of this stack"

ROWS = Rows(
    resources={
        "aws_lambda_function": {"worker": {}},
        "aws_api_gateway_integration": {
            "api": {
                "type": "AWS",
                "integration_http_method": "POST",
                "request_parameters": {HEADER: "'Event'"},
                "uri": "${aws_lambda_function.worker.invoke_arn}",
            }
        },
    },
    compliant=(INTEGRATION,),
    table=(
        Row(
            "no header",
            {f"{INTEGRATION}.request_parameters": REMOVED},
            {INTEGRATION: f"found no {HEADER} {WAITS}, wanted \"'Event'\""},
        ),
        Row(
            "a header without its quotes, which names a parameter of the request",
            {f"{INTEGRATION}.request_parameters": {HEADER: "Event"}},
            {INTEGRATION: f'found {HEADER} = "Event", wanted "\'Event\'"'},
        ),
        Row(
            "a proxy, which always waits",
            {f"{INTEGRATION}.type": "AWS_PROXY"},
            {INTEGRATION: 'found type = "AWS_PROXY", wanted "AWS"'},
        ),
        Row(
            "the sender's method, which Lambda does not take",
            {f"{INTEGRATION}.integration_http_method": "GET"},
            {INTEGRATION: 'found integration_http_method = "GET", wanted "POST"'},
        ),
        Row(
            "the arn in place of the invoke_arn",
            {URI: "${aws_lambda_function.worker.arn}"},
            {INTEGRATION: f"found uri aws_lambda_function.worker.arn, {FUNCTION}"},
        ),
        Row("no uri", {URI: REMOVED}, {INTEGRATION: f"found no uri {WAITS}, {FUNCTION}"}),
        Row(
            "a function of another stack",
            {URI: "${aws_lambda_function.elsewhere.invoke_arn}"},
            {
                INTEGRATION: "undecided: uri:"
                " aws_lambda_function.elsewhere.invoke_arn refers outside the stack"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {}}),
    ),
)
