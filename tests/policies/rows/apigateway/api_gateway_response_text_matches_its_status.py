"""What proves api_gateway_response_text_matches_its_status."""

from tests.policies.documents import REMOVED, Row, Rows

TAKEN, REFUSED = (f"aws_api_gateway_integration_response.{name}" for name in ("taken", "refused"))
THROTTLED = "aws_api_gateway_gateway_response.throttled"
IN_ERROR = "in response_templates, wanted no success in an error"


def _templates(text: str) -> dict[str, str]:
    return {"application/json": f'{{"message": "{text}"}}'}


ROWS = Rows(
    resources={
        "aws_api_gateway_integration_response": {
            "taken": {"response_templates": _templates("accepted"), "status_code": "202"},
            "refused": {
                "response_templates": _templates("not accepted"),
                "status_code": "${aws_api_gateway_method_response.m.status_code}",
            },
        },
        "aws_api_gateway_method_response": {"m": {"status_code": "502"}},
    },
    compliant=(TAKEN, REFUSED),
    table=(
        Row(
            "an error that says accepted",
            {f"{REFUSED}.response_templates": _templates("accepted")},
            {REFUSED: f"found accepted {IN_ERROR}"},
        ),
        Row(
            "an error that says OK",
            {f"{REFUSED}.response_templates": _templates("OK, we have it")},
            {REFUSED: f"found OK {IN_ERROR}"},
        ),
        Row(
            "an error that was sent as a success",
            {f"{REFUSED}.status_code": "202"},
            {REFUSED: "found not in response_templates, wanted no error in a success"},
        ),
        Row(
            "a success that speaks of an error",
            {f"{TAKEN}.response_templates": _templates("an error occurred")},
            {TAKEN: "found error in response_templates, wanted no error in a success"},
        ),
        Row(
            "a throttled webhook that seems received",
            {THROTTLED: {"response_templates": _templates("received")}},
            {THROTTLED: f"found received {IN_ERROR}"},
        ),
        Row(
            "a throttled webhook",
            {THROTTLED: {"response_templates": _templates("slow down"), "status_code": "429"}},
            {THROTTLED: "compliant"},
        ),
        Row(
            "a template from elsewhere",
            {f"{TAKEN}.response_templates": "${var.templates}"},
            {
                TAKEN: "undecided: response_templates is an unknown value (the expression"
                " ${var.templates} is more than strings and references)"
            },
        ),
        Row("no template", {f"{TAKEN}.response_templates": REMOVED}, {TAKEN: None}),
    ),
)
