"""What proves lambda_function_alarms_on_logged_errors."""

from tests.policies.alarms import ALARMS, alarm, missing
from tests.policies.documents import REMOVED, Row, Rows

FUNCTION = "aws_lambda_function.worker"
FILTER, ALARM = "aws_cloudwatch_log_metric_filter.lines", f"{ALARMS}.lines"
COUNT = f"{FILTER}.metric_transformation"
UNCOUNTED = {
    FUNCTION: "found no metric filter that counts its error lines,"
    " wanted an aws_cloudwatch_log_metric_filter on its group"
}
UNHEARD = {FUNCTION: missing("MarketPipelines worker-error-lines-dev", "")}

ROWS = Rows(
    resources={
        "aws_lambda_function": {"worker": {"function_name": "worker-dev"}},
        "aws_cloudwatch_log_metric_filter": {
            "lines": {
                "log_group_name": "/aws/lambda/worker-dev",
                "pattern": '{ ($.level = "ERROR") || ($.level = "CRITICAL") }',
                "metric_transformation": {
                    "namespace": "MarketPipelines",
                    "name": "worker-error-lines-dev",
                    "value": "1",
                },
            }
        },
        ALARMS: {"lines": alarm("MarketPipelines", "worker-error-lines-dev", {})},
    },
    compliant=(FUNCTION,),
    table=(
        Row("no metric filter", {FILTER: REMOVED}, UNCOUNTED),
        Row("a filter on the group of another", {f"{FILTER}.log_group_name": "x"}, UNCOUNTED),
        Row(
            "a pattern that leaves errors out",
            {f"{FILTER}.pattern": '{ $.level = "ERROR" }'},
            UNCOUNTED,
        ),
        Row("lines that count nothing", {f"{COUNT}.value": "0"}, UNCOUNTED),
        Row("another namespace", {f"{COUNT}.namespace": "Others"}, UNCOUNTED),
        Row(
            "a metric by request, which the alarm cannot see",
            {f"{COUNT}.dimensions": {"request": "$.requestId"}},
            UNCOUNTED,
        ),
        Row("no alarm", {ALARM: REMOVED}, UNHEARD),
        Row("an alarm on the metric of another", {f"{ALARM}.metric_name": "other"}, UNHEARD),
        Row("a line that may be", {f"{ALARM}.threshold": 1}, UNHEARD),
        Row(
            "a function whose name is decided elsewhere",
            {f"{FUNCTION}.function_name": "${var.name}"},
            {
                FUNCTION: "undecided: function_name is an unknown value (the expression ${var.name}"
                " is more than strings and references)"
            },
        ),
        Row("no function", {FUNCTION: REMOVED}, {FUNCTION: None}),
    ),
)
