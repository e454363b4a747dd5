"""What proves lambda_function_alarms_on_bad_data."""

from tests.policies.alarms import ALARMS, alarm, missing, share
from tests.policies.documents import REMOVED, Row, Rows

TAKES, ENRICHES = "aws_lambda_function.takes", "aws_lambda_function.enriches"
ENDPOINTS = f"{TAKES}.environment.variables.EXCHANGE_ENDPOINTS"
REJECTED, OVER, SUSPECT = (f"{ALARMS}.{name}" for name in ("rejected", "over", "suspect"))
OWN, BY_SUFFIX = "MarketPipelines", {"Environment": "dev"}
BY_EXCHANGE = {**BY_SUFFIX, "Exchange": "kraken"}
UNHEARD = {
    TAKES: f"found no alarm on {OWN} TicksRejected of dev, kraken (Sum), wanted an alarm above a"
    " threshold of 1 to 50 % of TicksReceived"
}

ROWS = Rows(
    resources={
        "aws_lambda_function": {
            "takes": {"environment": {"variables": {"EXCHANGE_ENDPOINTS": '{"kraken": "x"}'}}},
            "enriches": {"environment": {"variables": {"MAX_DEVIATION_PERCENT": "50"}}},
            "other": {},
        },
        ALARMS: {
            "rejected": share(OWN, "TicksRejected", "TicksReceived", BY_EXCHANGE, threshold=5),
            "over": alarm(OWN, "TicksOverLimit", BY_SUFFIX),
            "suspect": alarm(OWN, "SuspectPrices", BY_SUFFIX),
        },
    },
    compliant=(TAKES, ENRICHES),
    table=(
        Row("no alarm on rejected ticks", {REJECTED: REMOVED}, UNHEARD),
        Row("a share that hides most of them", {f"{REJECTED}.threshold": 51}, UNHEARD),
        Row(
            "the ticks of another exchange",
            {ENDPOINTS: '{"kraken": "x", "binance": "y"}'},
            {TAKES: UNHEARD[TAKES].replace("kraken", "binance")},
        ),
        Row(
            "no alarm on bodies with too many ticks",
            {OVER: REMOVED},
            {TAKES: missing(f"{OWN} TicksOverLimit", "dev")},
        ),
        Row(
            "no alarm on suspect prices",
            {SUSPECT: REMOVED},
            {ENRICHES: missing(f"{OWN} SuspectPrices", "dev")},
        ),
        Row(
            "a function that enriches no prices",
            {f"{ENRICHES}.environment": REMOVED, SUSPECT: REMOVED},
            {ENRICHES: None},
        ),
        Row(
            "exchanges that are decided elsewhere",
            {ENDPOINTS: "${var.endpoints}"},
            {TAKES: "undecided: EXCHANGE_ENDPOINTS: no readable exchange"},
        ),
        Row(
            "an environment that is decided elsewhere",
            {"provider.aws": [{"default_tags": [{"tags": {"Environment": "${var.suffix}"}}]}]},
            dict.fromkeys((TAKES, ENRICHES)),
        ),
    ),
)
