"""What proves api_gateway_returns_202_only_for_accepted_events."""

from tests.policies.documents import REMOVED, Row, Rows

INTEGRATION = "aws_api_gateway_integration.api"
TAKEN, REFUSED = (f"aws_api_gateway_integration_response.{name}" for name in ("taken", "refused"))
API = {
    "rest_api_id": "${aws_api_gateway_rest_api.api.id}",
    "resource_id": "${aws_api_gateway_resource.webhooks.id}",
    "http_method": "POST",
}

ROWS = Rows(
    resources={
        "aws_api_gateway_rest_api": {"api": {}},
        "aws_api_gateway_resource": {"webhooks": {}},
        "aws_api_gateway_integration": {"api": API},
        "aws_api_gateway_integration_response": {
            "taken": {**API, "status_code": "202"},
            "refused": {**API, "status_code": "502", "selection_pattern": r"(\n|.)+"},
        },
        "aws_api_gateway_method_response": {
            "taken": {**API, "status_code": "202"},
            "refused": {**API, "status_code": "502"},
        },
    },
    compliant=(INTEGRATION, TAKEN, REFUSED),
    table=(
        Row(
            "one response for everything",
            {REFUSED: REMOVED},
            {INTEGRATION: r"found 0 responses to (\n|.)+, wanted one", REFUSED: None},
        ),
        Row(
            "a pattern that stops at a line break",
            {f"{REFUSED}.selection_pattern": ".+"},
            {INTEGRATION: r"found 0 responses to (\n|.)+, wanted one"},
        ),
        Row(
            "responses of another method",
            {
                f"{kind}.{name}.http_method": "GET"
                for kind in (
                    "aws_api_gateway_integration_response",
                    "aws_api_gateway_method_response",
                )
                for name in ("taken", "refused")
            },
            {INTEGRATION: "found 0 responses without a pattern, wanted one"},
        ),
        Row(
            "a refusal answered as taken",
            {f"{REFUSED}.status_code": "202"},
            {REFUSED: r'found the answer to "(\\n|.)+" "202", wanted 500 to 599'},
        ),
        Row(
            "a refusal for which the sender is blamed",
            {f"{REFUSED}.status_code": "400"},
            {REFUSED: r'found the answer to "(\\n|.)+" "400", wanted 500 to 599'},
        ),
        Row(
            "200 for what has only been taken",
            {f"{TAKEN}.status_code": "200"},
            {TAKEN: 'found the default answer "200", wanted 202'},
        ),
        Row(
            "a status that the method does not declare",
            {"aws_api_gateway_method_response.taken": REMOVED},
            {
                TAKEN: 'found the default answer "202", which no aws_api_gateway_method_response of'
                " its method declares, wanted one"
            },
        ),
        Row("a number, which Terraform converts", {f"{TAKEN}.status_code": 202}),
        Row(
            "no status",
            {f"{TAKEN}.status_code": REMOVED},
            {TAKEN: "found the default answer nothing, wanted 202"},
        ),
        Row(
            "a status that is decided elsewhere",
            {f"{TAKEN}.status_code": "${var.status}"},
            {
                TAKEN: "undecided: status_code:"
                " the expression ${var.status} is more than strings and references"
            },
        ),
        Row(
            "who is throttled hears that all is well",
            {"aws_api_gateway_gateway_response.own": {"status_code": "200"}},
            {
                "aws_api_gateway_gateway_response.own": 'found status_code = "200",'
                " wanted 400 to 599"
            },
        ),
        Row(
            "who is throttled hears it in other words",
            {"aws_api_gateway_gateway_response.own": {"response_type": "THROTTLED"}},
            {"aws_api_gateway_gateway_response.own": "compliant"},
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {}}),
    ),
)
