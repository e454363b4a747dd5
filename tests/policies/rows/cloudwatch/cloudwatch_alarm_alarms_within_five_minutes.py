"""What proves cloudwatch_alarm_alarms_within_five_minutes."""

from tests.policies.alarms import ALARMS, alarm, share
from tests.policies.documents import REMOVED, Row, Rows

ERRORS, PERCENT = f"{ALARMS}.errors", f"{ALARMS}.percent"
BY_NAME = {"FunctionName": "worker-dev"}
AT_ONCE = {
    "comparison_operator": "GreaterThanThreshold",
    "treat_missing_data": "notBreaching",
    "evaluation_periods": 1,
}
QUERIES = share("AWS/Lambda", "Errors", "Invocations", BY_NAME)["metric_query"]
TIMED = [QUERIES[0], *({**one, "metric": {**one["metric"], "period": 300}} for one in QUERIES[1:])]
SILENT = "missing data leaves the alarm in INSUFFICIENT_DATA or its last state"
PERIODS = "60, 120, 180, 240 or 300"
FORM = "found an alarm on neither, wanted a number of one metric, or a percentage of two"
MINUTES = {f"{ERRORS}.period": 60, f"{ERRORS}.evaluation_periods": 5}

ROWS = Rows(
    resources={
        ALARMS: {
            "errors": {**alarm("AWS/Lambda", "Errors", BY_NAME), "period": 300, **AT_ONCE},
            "percent": {"threshold": 1, "metric_query": TIMED, **AT_ONCE},
        }
    },
    compliant=(ERRORS, PERCENT),
    table=(
        Row(
            "silence keeps the alarm",
            {f"{ERRORS}.treat_missing_data": REMOVED},
            {ERRORS: f"found no treat_missing_data ({SILENT}), wanted notBreaching"},
        ),
        Row(
            "missing data sets it off",
            {f"{ERRORS}.treat_missing_data": "breaching"},
            {ERRORS: 'found treat_missing_data = "breaching", wanted notBreaching'},
        ),
        Row(
            "fires when nothing happens",
            {f"{ERRORS}.comparison_operator": "LessThanThreshold"},
            {
                ERRORS: 'found comparison_operator = "LessThanThreshold",'
                " wanted GreaterThanThreshold"
            },
        ),
        Row(
            "three periods",
            {f"{ERRORS}.evaluation_periods": 3},
            {ERRORS: "found evaluation_periods = 3, wanted 1"},
        ),
        Row("a minute", {f"{ERRORS}.period": 60}),
        Row("one period of a deployed alarm", {f"{ERRORS}.datapoints_to_alarm": 0}),
        Row(
            "five minutes of a deployed alarm",
            {**MINUTES, f"{ERRORS}.datapoints_to_alarm": 0},
            {ERRORS: "found evaluation_periods = 5, wanted 1"},
        ),
        Row("one of five minutes", {**MINUTES, f"{ERRORS}.datapoints_to_alarm": 1}),
        Row(
            "five of five minutes",
            MINUTES,
            {ERRORS: "found evaluation_periods = 5, wanted 1"},
        ),
        Row(
            "two of five minutes",
            {**MINUTES, f"{ERRORS}.datapoints_to_alarm": 2},
            {ERRORS: "found datapoints_to_alarm = 2, wanted 1"},
        ),
        Row(
            "three of five minutes of throttling",
            {**MINUTES, f"{ERRORS}.datapoints_to_alarm": 3, f"{ERRORS}.metric_name": "Throttles"},
        ),
        Row(
            "four of five minutes of throttling",
            {**MINUTES, f"{ERRORS}.datapoints_to_alarm": 4, f"{ERRORS}.metric_name": "Throttles"},
            {ERRORS: "found datapoints_to_alarm = 4, wanted 1 to 3"},
        ),
        Row(
            "six periods of a minute",
            {f"{ERRORS}.period": "60", f"{ERRORS}.evaluation_periods": 6},
            {ERRORS: "found evaluation_periods = 6, wanted 1 to 5"},
        ),
        Row(
            "a period of which the metric has nothing",
            {f"{ERRORS}.period": 10},
            {ERRORS: f"found period = 10, wanted {PERIODS}"},
        ),
        Row(
            "no period at all",
            {f"{ERRORS}.evaluation_periods": 0},
            {ERRORS: "found evaluation_periods = 0, wanted 1"},
        ),
        Row(
            "an hour",
            {f"{ERRORS}.period": 3600},
            {ERRORS: f"found period = 3600, wanted {PERIODS}"},
        ),
        Row(
            "a part of an hour",
            {f"{PERCENT}.metric_query": [*TIMED[:2], QUERIES[2]]},
            {PERCENT: f"found no metric_query.2.metric.period ({SILENT}), wanted {PERIODS}"},
        ),
        Row(
            "a unit that AWS never sends",
            {f"{ERRORS}.unit": "Bytes"},
            {ERRORS: 'found only data with the unit "Bytes", wanted any'},
        ),
        Row("no threshold", {f"{ERRORS}.threshold": REMOVED}, {ERRORS: FORM}),
        Row(
            "an expression that nobody can evaluate",
            {f"{PERCENT}.metric_query": [{"id": "p", "expression": "part", "return_data": True}]},
            {PERCENT: FORM},
        ),
        Row(
            "a part and a whole that are the same",
            {f"{PERCENT}.metric_query": [TIMED[0], TIMED[1], {**TIMED[1], "id": "whole"}]},
            {PERCENT: FORM},
        ),
        Row(
            "a period that is decided elsewhere",
            {f"{ERRORS}.period": "${var.seconds}"},
            {
                ERRORS: "undecided: period:"
                " the expression ${var.seconds} is more than strings and references"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {}}),
    ),
)
