"""What proves cloudwatch_dashboard_shows_every_alarm."""

import json
from typing import Any

from tests.policies.alarms import ALARMS
from tests.policies.documents import REMOVED, Row, Rows

ALARM, DASHBOARD = f"{ALARMS}.errors", "aws_cloudwatch_dashboard.stack"
BODY = f"{DASHBOARD}.dashboard_body"
ARN = f"${{{ALARM}.arn}}"
METRIC = ["AWS/Lambda", "Errors", "FunctionName", "worker-dev"]
UNSEEN = "found the alarm is on no dashboard, wanted its arn in a widget of type alarm"
HEADLINE = {"type": "text", "properties": {"markdown": "# What waits"}}
OURS = "wanted a resource of this stack"


def _alarms(*arns: str, kind: str = "alarm") -> dict[str, Any]:
    return {"type": kind, "properties": {"alarms": arns}}


def _metrics(*rows: list[Any], region: str = "us-east-1") -> dict[str, Any]:
    return {"type": "metric", "properties": {"metrics": rows, "region": region}}


def _search(metric: str, suffix: str) -> list[Any]:
    schema = "{MarketPipelines,Environment,Exchange,Reason}"
    wanted = f'{schema} MetricName="{metric}" Environment="{suffix}"'
    return [{"expression": f"SEARCH('{wanted}', 'Sum', 60)"}]


def _body(*widgets: object) -> str:
    return json.dumps({"widgets": widgets})


ROWS = Rows(
    resources={
        ALARMS: {"errors": {}},
        "aws_lambda_function": {"worker": {"function_name": "worker-dev"}},
        "aws_cloudwatch_dashboard": {
            "stack": {"dashboard_body": _body(_alarms(ARN), _metrics(METRIC))}
        },
    },
    compliant=(ALARM, DASHBOARD),
    table=(
        Row("no dashboard", {DASHBOARD: REMOVED}, {ALARM: UNSEEN, DASHBOARD: None}),
        Row("a dashboard without the alarm", {BODY: _body(_metrics(METRIC))}, {ALARM: UNSEEN}),
        Row(
            "alarms in a widget of text",
            {BODY: _body(_alarms(ARN, kind="text"))},
            {
                ALARM: UNSEEN,
                DASHBOARD: "found a widget of text that shows nothing, wanted alarms or metrics",
            },
        ),
        Row("a headline", {BODY: _body(_alarms(ARN), HEADLINE)}),
        Row("a metric in red", {BODY: _body(_alarms(ARN), _metrics([*METRIC, {"color": "#f00"}]))}),
        Row(
            "an alarm that is not of the stack",
            {BODY: _body(_alarms(ARN, f"${{{ALARMS}.elsewhere.arn}}"))},
            {DASHBOARD: f"found a widget for {ALARMS}.elsewhere.arn, {OURS}"},
        ),
        Row(
            "a metric of another function",
            {BODY: _body(_alarms(ARN), _metrics([*METRIC[:3], "other-dev"]))},
            {
                DASHBOARD: 'found a widget for ["AWS/Lambda", "Errors", "FunctionName",'
                f' "other-dev"], {OURS}'
            },
        ),
        Row(
            "a dimension without a value",
            {BODY: _body(_alarms(ARN), _metrics(METRIC[:3]))},
            {DASHBOARD: f'found a widget for ["AWS/Lambda", "Errors", "FunctionName"], {OURS}'},
        ),
        Row(
            "a metric by reference",
            {
                BODY: _body(
                    _alarms(ARN),
                    _metrics([*METRIC[:3], "${aws_lambda_function.worker.function_name}"]),
                )
            },
        ),
        Row("a search", {BODY: _body(_alarms(ARN), _metrics(_search("TicksRejected", "dev")))}),
        *(
            Row(
                f"a search for {what}",
                {BODY: _body(_alarms(ARN), _metrics(search))},
                {DASHBOARD: f"found a widget for {json.dumps(search)}, {OURS}"},
            )
            for what, search in (
                ("another environment", _search("TicksRejected", "prod")),
                ("what nobody counts", _search("TicksRefused", "dev")),
                ("anything", [{"expression": "SEARCH('', 'Sum', 60)"}]),
            )
        ),
        Row(
            "another region",
            {BODY: _body(_alarms(ARN), _metrics(METRIC, region="eu-west-1"))},
            {DASHBOARD: "found a widget of the region eu-west-1, wanted us-east-1"},
        ),
        Row(
            "no widgets",
            {BODY: "{}"},
            {
                ALARM: UNSEEN,
                DASHBOARD: "found dashboard_body without widgets, wanted a list of widgets",
            },
        ),
        Row(
            "a body that is decided elsewhere",
            {BODY: "${var.body}"},
            {
                ALARM: UNSEEN,
                DASHBOARD: "undecided: dashboard_body:"
                " the expression ${var.body} is not a readable dashboard",
            },
        ),
        Row("another alarm", {f"{ALARMS}.other": {}}, {f"{ALARMS}.other": UNSEEN}),
    ),
)
