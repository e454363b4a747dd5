"""What proves api_gateway_integration_has_invoke_permission."""

from tests.policies.documents import Row, Rows

INTEGRATION = "aws_api_gateway_integration.post"
PERMISSION = "aws_lambda_permission.api"
PART = "aws_api_gateway_resource.exchange"
API = "aws_api_gateway_rest_api.api"
CALL = f"{API}.execution_arn/any/POST/webhooks/{{exchange}}"
NOTHING = f"found no permission of aws_lambda_function.worker for {CALL}, wanted one that covers it"

ROWS = Rows(
    resources={
        "aws_api_gateway_rest_api": {"api": {}},
        "aws_api_gateway_resource": {
            "webhooks": {
                "parent_id": f"${{{API}.root_resource_id}}",
                "path_part": "webhooks",
            },
            "exchange": {
                "parent_id": "${aws_api_gateway_resource.webhooks.id}",
                "path_part": "{exchange}",
            },
        },
        "aws_api_gateway_integration": {
            "post": {
                "http_method": "POST",
                "resource_id": "${aws_api_gateway_resource.exchange.id}",
                "uri": "${aws_lambda_function.worker.invoke_arn}",
            }
        },
        "aws_lambda_function": {"worker": {"function_name": "worker-dev"}, "other": {}},
        "aws_lambda_permission": {
            "api": {
                "function_name": "${aws_lambda_function.worker.function_name}",
                "principal": "apigateway.amazonaws.com",
                "source_arn": f"${{{API}.execution_arn}}/*/POST/webhooks/*",
            }
        },
    },
    compliant=(INTEGRATION,),
    table=(
        Row(
            "a permission for another verb",
            {f"{PERMISSION}.source_arn": f"${{{API}.execution_arn}}/*/GET/webhooks/*"},
            {INTEGRATION: NOTHING},
        ),
        Row(
            "a permission for another path",
            {f"{PERMISSION}.source_arn": f"${{{API}.execution_arn}}/*/POST/hooks/*"},
            {INTEGRATION: NOTHING},
        ),
        Row(
            "a permission for another API",
            {
                f"{PERMISSION}.source_arn": "${aws_api_gateway_rest_api.other.execution_arn}"
                "/*/POST/webhooks/*"
            },
            {INTEGRATION: NOTHING},
        ),
        Row(
            "a permission for another service",
            {f"{PERMISSION}.principal": "logs.amazonaws.com"},
            {INTEGRATION: NOTHING},
        ),
        Row(
            "a permission of another function",
            {f"{PERMISSION}.function_name": "${aws_lambda_function.other.function_name}"},
            {INTEGRATION: NOTHING},
        ),
        Row(
            "a permission decided elsewhere",
            {f"{PERMISSION}.source_arn": "${var.source}"},
            {INTEGRATION: NOTHING},
        ),
        Row(
            "a path decided elsewhere",
            {f"{PART}.path_part": "${var.part}"},
            {INTEGRATION: "undecided: the path or the verb of the method is unknown"},
        ),
        Row(
            "a resource of another API",
            {f"{PART}.parent_id": "abc123"},
            {INTEGRATION: "undecided: the path or the verb of the method is unknown"},
        ),
        Row(
            "what is no function",
            {f"{INTEGRATION}.uri": "https://example.org"},
            {INTEGRATION: None},
        ),
    ),
)
