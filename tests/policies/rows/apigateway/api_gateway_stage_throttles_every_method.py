"""What proves api_gateway_stage_throttles_every_method."""

from tests.policies.documents import REMOVED, Row, Rows

STAGE, API = "aws_api_gateway_stage.v1", "${aws_api_gateway_rest_api.api.id}"
SETTINGS = "aws_api_gateway_method_settings.throttle"
RATE, BURST = (f"{SETTINGS}.settings.throttling_{kind}_limit" for kind in ("rate", "burst"))
ACCOUNT = "(only the account limit applies: 10,000 requests per second for all APIs together)"
UNLIMITED = (
    f"found no aws_api_gateway_method_settings of the stage for */* {ACCOUNT},"
    " wanted a limit for all methods"
)

ROWS = Rows(
    resources={
        "aws_api_gateway_rest_api": {"api": {}},
        "aws_api_gateway_stage": {"v1": {"rest_api_id": API, "stage_name": "v1"}},
        "aws_api_gateway_method_settings": {
            "throttle": {
                "rest_api_id": API,
                "stage_name": "${aws_api_gateway_stage.v1.stage_name}",
                "method_path": "*/*",
                "settings": {"throttling_rate_limit": 50, "throttling_burst_limit": 100},
            }
        },
    },
    compliant=(STAGE, SETTINGS),
    table=(
        Row("no settings", {SETTINGS: REMOVED}, {STAGE: UNLIMITED, SETTINGS: None}),
        Row(
            "settings of one method",
            {f"{SETTINGS}.method_path": "webhooks/POST"},
            {STAGE: UNLIMITED},
        ),
        Row("settings of another stage", {f"{SETTINGS}.stage_name": "v2"}, {STAGE: UNLIMITED}),
        Row(
            "settings of another API",
            {
                "aws_api_gateway_rest_api.other": {},
                f"{SETTINGS}.rest_api_id": "${aws_api_gateway_rest_api.other.id}",
            },
            {STAGE: UNLIMITED},
        ),
        Row(
            "no rate",
            {RATE: REMOVED},
            {
                SETTINGS: f"found no settings.throttling_rate_limit {ACCOUNT},"
                " wanted a number above 0"
            },
        ),
        Row(
            "-1, which means no limit",
            {RATE: -1},
            {SETTINGS: "found settings.throttling_rate_limit = -1, wanted a number above 0"},
        ),
        Row(
            "no burst: every webhook is refused",
            {BURST: 0},
            {SETTINGS: "found settings.throttling_burst_limit = 0, wanted a number above 0"},
        ),
        Row(
            "one method that is let off",
            {
                "aws_api_gateway_method_settings.free": {
                    "rest_api_id": API,
                    "stage_name": "v1",
                    "method_path": "webhooks/POST",
                    "settings": {"throttling_rate_limit": -1, "throttling_burst_limit": -1},
                }
            },
            {
                "aws_api_gateway_method_settings.free": (
                    "found settings.throttling_rate_limit = -1, wanted a number above 0"
                )
            },
        ),
        Row(
            "a stage whose name is not known",
            {f"{STAGE}.stage_name": "${var.stage}"},
            {
                STAGE: "undecided: stage_name is an unknown value (the expression ${var.stage} is"
                " more than strings and references)"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {}}),
    ),
)
