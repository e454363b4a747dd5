"""What proves api_gateway_deployment_follows_every_change."""

from tests.policies.documents import REMOVED, Row, Rows

DEPLOYMENT, STAGE = "aws_api_gateway_deployment.api", "aws_api_gateway_stage.v1"
METHOD, INTEGRATION = "aws_api_gateway_method.api", "aws_api_gateway_integration.api"
API, OTHER = "${aws_api_gateway_rest_api.api.id}", "${aws_api_gateway_rest_api.other.id}"
URI = "${aws_lambda_function.worker.invoke_arn}"
TRIGGERS = f"{DEPLOYMENT}.triggers"
FORGOTTEN = "found no deployment that depends on it, wanted depends_on in the deployment"

ROWS = Rows(
    resources={
        "aws_lambda_function": {"worker": {}},
        "aws_api_gateway_rest_api": {"api": {}},
        "aws_api_gateway_method": {"api": {"rest_api_id": API}},
        "aws_api_gateway_integration": {"api": {"rest_api_id": API, "uri": URI}},
        "aws_api_gateway_stage": {
            "v1": {
                "rest_api_id": API,
                "deployment_id": "${aws_api_gateway_deployment.api.id}",
            }
        },
        "aws_api_gateway_deployment": {
            "api": {
                "rest_api_id": API,
                "depends_on": [METHOD, INTEGRATION],
                "triggers": {"parts": "a1" * 32, "function": URI},
                "lifecycle": {"create_before_destroy": True},
            }
        },
    },
    compliant=(DEPLOYMENT, STAGE, METHOD, INTEGRATION),
    table=(
        Row(
            "a part that may be made later",
            {f"{DEPLOYMENT}.depends_on": [INTEGRATION]},
            {METHOD: FORGOTTEN},
        ),
        Row(
            "a response that was forgotten",
            {"aws_api_gateway_integration_response.taken": {"rest_api_id": API}},
            {"aws_api_gateway_integration_response.taken": FORGOTTEN},
        ),
        Row(
            "a policy of the API that was forgotten",
            {"aws_api_gateway_rest_api_policy.sources": {"rest_api_id": API}},
            {"aws_api_gateway_rest_api_policy.sources": FORGOTTEN},
        ),
        Row(
            "a part of an API that nobody deploys",
            {
                "aws_api_gateway_rest_api.other": {},
                "aws_api_gateway_method.other": {"rest_api_id": OTHER},
            },
            {"aws_api_gateway_method.other": FORGOTTEN},
        ),
        Row(
            "no triggers",
            {TRIGGERS: REMOVED},
            {DEPLOYMENT: "found no digest of the API in triggers, wanted a SHA-256 in triggers"},
        ),
        Row(
            "a trigger that somebody has to change by hand",
            {TRIGGERS: {"parts": "7", "function": URI}},
            {DEPLOYMENT: "found no digest of the API in triggers, wanted a SHA-256 in triggers"},
        ),
        Row(
            "a function that may be replaced unnoticed",
            {TRIGGERS: {"parts": "a1" * 32}},
            {
                DEPLOYMENT: "found triggers without aws_lambda_function.worker.invoke_arn,"
                " wanted the uri of every integration"
            },
        ),
        Row(
            "destroyed before the new one is there",
            {f"{DEPLOYMENT}.lifecycle": REMOVED},
            {DEPLOYMENT: "found create_before_destroy nothing, wanted true"},
        ),
        Row(
            "a stage that serves a deployment by its name",
            {f"{STAGE}.deployment_id": "abc123"},
            {STAGE: 'found deployment_id "abc123", wanted the id of a deployment of this stack'},
        ),
        Row(
            "a stage that serves another API",
            {"aws_api_gateway_rest_api.other": {}, f"{STAGE}.rest_api_id": OTHER},
            {STAGE: "found a deployment of another API, wanted one of its own API"},
        ),
        Row(
            "a part of an API of another stack",
            {f"{METHOD}.rest_api_id": OTHER},
            {
                METHOD: "undecided: rest_api_id is an unknown value"
                " (aws_api_gateway_rest_api.other.id refers outside the stack), no API of this"
                " stack"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {}}),
    ),
)
