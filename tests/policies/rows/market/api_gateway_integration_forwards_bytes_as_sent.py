"""What proves api_gateway_integration_forwards_bytes_as_sent."""

from tests.policies.documents import REMOVED, Row, Rows

INTEGRATION, API = "aws_api_gateway_integration.api", "aws_api_gateway_rest_api.api"
PASSTHROUGH, HANDLING = f"{INTEGRATION}.passthrough_behavior", f"{INTEGRATION}.content_handling"
TYPES = f"{API}.binary_media_types"

ROWS = Rows(
    resources={
        "aws_api_gateway_rest_api": {"api": {"binary_media_types": ["*/*"]}},
        "aws_api_gateway_integration": {
            "api": {
                "rest_api_id": "${aws_api_gateway_rest_api.api.id}",
                "passthrough_behavior": "NEVER",
                "content_handling": "CONVERT_TO_TEXT",
            }
        },
    },
    compliant=(INTEGRATION,),
    table=(
        Row(
            "any other content type passes",
            {PASSTHROUGH: REMOVED},
            {
                INTEGRATION: "found no passthrough_behavior (API Gateway forwards a body of another"
                ' content type without a template), wanted "NEVER"'
            },
        ),
        Row(
            "what has no template passes",
            {PASSTHROUGH: "WHEN_NO_TEMPLATES"},
            {INTEGRATION: 'found passthrough_behavior = "WHEN_NO_TEMPLATES", wanted "NEVER"'},
        ),
        Row(
            "bytes",
            {HANDLING: "CONVERT_TO_BINARY"},
            {INTEGRATION: 'found content_handling = "CONVERT_TO_BINARY", wanted "CONVERT_TO_TEXT"'},
        ),
        Row(
            "no handling",
            {HANDLING: REMOVED},
            {
                INTEGRATION: "found no content_handling (API Gateway keeps binary bodies, which"
                ' no template can read), wanted "CONVERT_TO_TEXT"'
            },
        ),
        Row(
            "an API that takes text only",
            {TYPES: REMOVED},
            {
                INTEGRATION: f"found no {TYPES} (API Gateway treats every body as text and"
                ' replaces bytes that are not UTF-8), wanted ["*/*"]'
            },
        ),
        Row(
            "an API that takes bytes of one type",
            {TYPES: ["application/octet-stream"]},
            {INTEGRATION: f'found {TYPES} = ["application/octet-stream"], wanted ["*/*"]'},
        ),
        Row(
            "an API of another stack",
            {f"{INTEGRATION}.rest_api_id": "${aws_api_gateway_rest_api.elsewhere.id}"},
            {
                INTEGRATION: "undecided: rest_api_id is an unknown value"
                " (aws_api_gateway_rest_api.elsewhere.id refers outside the stack),"
                " no API of this stack"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {}}),
    ),
)
