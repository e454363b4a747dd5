"""What proves api_gateway_rest_api_is_regional."""

from tests.policies.documents import REMOVED, Row, Rows

API = "aws_api_gateway_rest_api.api"
TYPES = f"{API}.endpoint_configuration.types"

ROWS = Rows(
    resources={
        "aws_api_gateway_rest_api": {"api": {"endpoint_configuration": {"types": ["REGIONAL"]}}}
    },
    compliant=(API,),
    table=(
        Row(
            "absent",
            {f"{API}.endpoint_configuration": REMOVED},
            {
                API: "found no endpoint_configuration.types"
                ' (AWS puts a CloudFront distribution in front of the API), wanted ["REGIONAL"]'
            },
        ),
        Row(
            "at the edge",
            {TYPES: ["EDGE"]},
            {API: 'found endpoint_configuration.types = ["EDGE"], wanted ["REGIONAL"]'},
        ),
        Row(
            "a type decided elsewhere",
            {TYPES: ["${var.type}"]},
            {
                API: "undecided: endpoint_configuration.types:"
                " the expression ${var.type} is more than strings and references"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {}}),
    ),
)
