"""What proves api_gateway_method_has_post_integration."""

from tests.policies.documents import REMOVED, Row, Rows

METHOD, INTEGRATION = "aws_api_gateway_method.api", "aws_api_gateway_integration.api"
PATH, VERB = f"{METHOD}.resource_id", f"{METHOD}.http_method"
API = {
    "rest_api_id": "${aws_api_gateway_rest_api.api.id}",
    "resource_id": "${aws_api_gateway_resource.webhooks.id}",
    "http_method": "POST",
}
NONE = "found 0 integrations of the method, wanted one"

ROWS = Rows(
    resources={
        "aws_api_gateway_rest_api": {"api": {}},
        "aws_api_gateway_resource": {"webhooks": {}},
        "aws_api_gateway_method": {"api": {**API}},
        "aws_api_gateway_integration": {"api": {**API}},
    },
    compliant=(METHOD,),
    table=(
        Row("no integration", {INTEGRATION: REMOVED}, {METHOD: NONE}),
        Row(
            "an integration of another verb", {f"{INTEGRATION}.http_method": "GET"}, {METHOD: NONE}
        ),
        Row(
            "an integration by reference",
            {f"{INTEGRATION}.http_method": "${aws_api_gateway_method.api.http_method}"},
        ),
        Row(
            "two integrations",
            {"aws_api_gateway_integration.other": {**API}},
            {METHOD: "found 2 integrations of the method, wanted one"},
        ),
        Row("another verb", {VERB: "GET"}, {METHOD: 'found http_method = "GET", wanted "POST"'}),
        Row(
            "no verb",
            {VERB: REMOVED},
            {METHOD: 'found no http_method (AWS rejects the method), wanted "POST"'},
        ),
        Row(
            "the path of a resource instead of its id",
            {PATH: "${aws_api_gateway_resource.webhooks.path}"},
            {
                METHOD: "found resource_id aws_api_gateway_resource.webhooks.path,"
                " wanted the id of an aws_api_gateway_resource of this stack"
            },
        ),
        Row(
            "a path of another stack",
            {PATH: "${aws_api_gateway_resource.elsewhere.id}"},
            {
                METHOD: "undecided: resource_id:"
                " aws_api_gateway_resource.elsewhere.id refers outside the stack"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {}}),
    ),
)
