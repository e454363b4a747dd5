"""What proves api_gateway_stage_alarms_on_errors_and_traffic."""

from tests.policies.alarms import ALARMS, alarm, missing, share
from tests.policies.documents import REMOVED, Row, Rows

STAGE = "aws_api_gateway_stage.v1"
BROKEN, REFUSED, ALL = (f"{ALARMS}.{name}" for name in ("broken", "refused", "all"))
API, BY_STAGE = "AWS/ApiGateway", {"ApiName": "api-dev", "Stage": "v1"}
NO_BROKEN = {STAGE: missing(f"{API} 5XXError", "api-dev, v1")}
NO_REFUSED = {STAGE: missing(f"{API} 4XXError", "api-dev, v1", "a threshold of 1 to 99 % of Count")}
NO_COUNT = {STAGE: missing(f"{API} Count", "api-dev, v1", "a threshold of 1 or more")}

ROWS = Rows(
    resources={
        "aws_api_gateway_rest_api": {"api": {"name": "api-dev"}},
        "aws_api_gateway_stage": {
            "v1": {"rest_api_id": "${aws_api_gateway_rest_api.api.id}", "stage_name": "v1"}
        },
        ALARMS: {
            "broken": alarm(API, "5XXError", BY_STAGE),
            "refused": share(API, "4XXError", "Count", BY_STAGE, 20),
            "all": alarm(API, "Count", BY_STAGE, threshold=10_000),
        },
    },
    compliant=(STAGE,),
    table=(
        Row("what the api breaks goes unnoticed", {BROKEN: REMOVED}, NO_BROKEN),
        Row("what the api refuses goes unnoticed", {REFUSED: REMOVED}, NO_REFUSED),
        Row("all webhooks may be refused", {f"{REFUSED}.threshold": 100}, NO_REFUSED),
        Row(
            "a number of refusals, which grows with the load",
            {REFUSED: alarm(API, "4XXError", BY_STAGE, threshold=20)},
            NO_REFUSED,
        ),
        Row("a flood goes unnoticed", {ALL: REMOVED}, NO_COUNT),
        Row(
            "another stage of the API",
            {f"{ALL}.dimensions": {"ApiName": "api-dev", "Stage": "v2"}},
            NO_COUNT,
        ),
        Row(
            "a stage of an API of another stack",
            {f"{STAGE}.rest_api_id": "${aws_api_gateway_rest_api.elsewhere.id}"},
            {
                STAGE: "undecided: the name of the API is an unknown value"
                " (aws_api_gateway_rest_api.elsewhere.id refers outside the stack),"
                ' stage_name is "v1"'
            },
        ),
        Row("no stage", {STAGE: REMOVED}, {STAGE: None}),
    ),
)
