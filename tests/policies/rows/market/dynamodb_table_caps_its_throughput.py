"""What proves dynamodb_table_caps_its_throughput."""

from tests.policies.documents import REMOVED, Row, Rows

TABLE = "aws_dynamodb_table.prices"
THROUGHPUT = f"{TABLE}.on_demand_throughput"
WRITE, READ = f"{THROUGHPUT}.max_write_request_units", f"{THROUGHPUT}.max_read_request_units"
API = "aws_api_gateway_method_settings.throttle"
RATE = f"{API}.settings.throttling_rate_limit"
TICKS = "aws_lambda_function.processor.environment.variables.MAX_TICKS_PER_BODY"
UNCAPPED = "(nothing limits the cost of a loop or a flood), wanted 2000 or more"


def _low(kind: str, found: int, wanted: int = 2000) -> str:
    return f"found on_demand_throughput.max_{kind}_request_units = {found}, wanted {wanted} or more"


ROWS = Rows(
    resources={
        "aws_api_gateway_method_settings": {
            "throttle": {"settings": {"throttling_rate_limit": 50}}
        },
        "aws_lambda_function": {
            "processor": {"environment": {"variables": {"MAX_TICKS_PER_BODY": "20"}}},
            "enricher": {},
        },
        "aws_dynamodb_table": {
            "prices": {
                "on_demand_throughput": {
                    "max_write_request_units": 2000,
                    "max_read_request_units": 6000,
                }
            }
        },
    },
    compliant=(TABLE,),
    table=(
        Row(
            "no caps",
            {THROUGHPUT: REMOVED},
            {TABLE: f"found no on_demand_throughput.max_write_request_units {UNCAPPED}"},
        ),
        Row(
            "reads without a cap",
            {READ: REMOVED},
            {TABLE: f"found no on_demand_throughput.max_read_request_units {UNCAPPED}"},
        ),
        Row(
            "writes capped below the api's rate",
            {WRITE: 1999},
            {TABLE: _low("write", 1999)},
        ),
        Row(
            "reads capped below the api's rate",
            {READ: 1999},
            {TABLE: _low("read", 1999)},
        ),
        Row(
            "-1, with which AWS takes a cap away",
            {WRITE: -1},
            {TABLE: _low("write", -1)},
        ),
        Row(
            "a faster api",
            {RATE: 51},
            {TABLE: _low("write", 2000, 2040)},
        ),
        Row("more ticks per webhook", {TICKS: "21"}, {TABLE: _low("write", 2000, 2100)}),
        Row("one tick per webhook", {TICKS: REMOVED, WRITE: 100}),
        Row(
            "a number of ticks that is decided elsewhere",
            {TICKS: "${var.ticks}"},
            {
                TABLE: "undecided: the rate or the limit of aws_lambda_function.processor is not"
                " known"
            },
        ),
        Row("a number as text, which Terraform converts", {WRITE: "2000"}),
        Row(
            "a second api, whose webhooks come on top",
            {"aws_api_gateway_method_settings.other.settings.throttling_rate_limit": 10},
            {TABLE: _low("write", 2000, 2400)},
        ),
        Row(
            "a api without a rate",
            {RATE: REMOVED},
            {TABLE: f"undecided: the rate or the limit of {API} is not known"},
        ),
        Row(
            "a api whose rate is decided elsewhere",
            {RATE: "${var.rate}"},
            {TABLE: f"undecided: the rate or the limit of {API} is not known"},
        ),
        Row(
            "a cap that is decided elsewhere",
            {WRITE: "${var.cap}"},
            {
                TABLE: "undecided: on_demand_throughput.max_write_request_units:"
                " the expression ${var.cap} is more than strings and references"
            },
        ),
        Row("no api", {API: REMOVED}, {TABLE: None}),
    ),
)
