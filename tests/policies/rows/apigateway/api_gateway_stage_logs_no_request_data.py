"""What proves api_gateway_stage_logs_no_request_data."""

from tests.policies.documents import Row, Rows

STAGE, SETTINGS = "aws_api_gateway_stage.live", "aws_api_gateway_method_settings.all"

ROWS = Rows(
    resources={
        "aws_api_gateway_stage": {"live": {"stage_name": "v1"}},
        "aws_api_gateway_method_settings": {"all": {"settings": {"throttling_rate_limit": 50}}},
    },
    compliant=(STAGE, SETTINGS),
    table=(
        Row(
            "an access log",
            {f"{STAGE}.access_log_settings": {"destination_arn": "x", "format": "$context.path"}},
            {STAGE: "found access_log_settings, wanted no access_log_settings"},
        ),
        Row(
            "an access log that is decided elsewhere",
            {f"{STAGE}.access_log_settings": "${var.log}"},
            {
                STAGE: "undecided: access_log_settings:"
                " the expression ${var.log} is more than strings and references"
            },
        ),
        Row(
            "bodies in the log",
            {f"{SETTINGS}.settings.data_trace_enabled": True},
            {SETTINGS: "found settings.data_trace_enabled = true, wanted off"},
        ),
        Row(
            "paths in the log",
            {f"{SETTINGS}.settings.logging_level": "INFO"},
            {SETTINGS: 'found settings.logging_level = "INFO", wanted off'},
        ),
        Row(
            "everything off by name",
            {f"{SETTINGS}.settings": [{"data_trace_enabled": "false", "logging_level": "OFF"}]},
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {"access_log_settings": {}}}),
    ),
)
