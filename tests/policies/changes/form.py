"""Changes to what a stack consists of: its blocks, names, references and alarms."""

from tests.pipelines import CRYPTO, MARKET
from tests.policies.changes.change import Change, put, right, wrong

SETTINGS = "resource/aws_api_gateway_method_settings/price-webhooks-throttle/settings"

LEGITIMATE: list[Change] = [
    right(
        "a function gets more memory",
        put(MARKET, "resource/aws_lambda_function/data-processor-function/memory_size", 1024),
    ),
]
BAD: list[Change] = [
    wrong(
        "raw request data is logged",
        "api_gateway_stage_logs_no_request_data",
        put(
            CRYPTO,
            f"{SETTINGS}/data_trace_enabled",
            True,
        ),
    ),
]
