"""Promise: one page shows the health of a pipeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cdktf_cdktf_provider_aws.cloudwatch_dashboard import CloudwatchDashboard
from constructs import Construct

from stacks.constructs.account import REGION
from stacks.constructs.alarm_definitions import OWN_METRICS
from stacks.constructs.pipeline_function import log_group_name
from stacks.constructs.policy_document import compact
from stacks.environment import Environment

# A dashboard is 24 units wide.
WIDTH, HEIGHT = 12, 6


@dataclass(frozen=True)
class Graph:
    """One graph: a title and its metrics as [namespace, metric, dimension, value, ...].

    Instead of a metric a row may hold an expression: `[{"expression": text}]`.
    """

    title: str
    metrics: Sequence[Sequence[Any]]
    statistic: str = "Sum"


class Dashboard(Construct):
    """Two graphs a row, in the order given; above them the state of all alarms."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        environment: Environment,
        alarms: Sequence[str],
        graphs: Sequence[Graph],
    ) -> None:
        super().__init__(scope, id_)
        widgets = [_alarm_widget(alarms), *(_widget(at, each) for at, each in enumerate(graphs))]
        CloudwatchDashboard(
            self,
            "dashboard",
            dashboard_name=environment.name(id_),
            dashboard_body=compact({"widgets": widgets}),
        )


def _alarm_widget(alarms: Sequence[str]) -> dict[str, Any]:
    properties = {"title": "Alarms", "alarms": list(alarms)}
    size = {"x": 0, "y": 0, "width": 2 * WIDTH, "height": HEIGHT}
    return {"type": "alarm", **size, "properties": properties}


def _widget(position: int, graph: Graph) -> dict[str, Any]:
    row, column = divmod(position, 2)
    return {
        "type": "metric",
        "x": column * WIDTH,
        "y": (row + 1) * HEIGHT,
        "width": WIDTH,
        "height": HEIGHT,
        "properties": {
            "title": graph.title,
            "region": REGION,
            "metrics": [list(metric) for metric in graph.metrics],
            "stat": graph.statistic,
            "period": 60,
            "view": "timeSeries",
        },
    }


def function_graphs(environment: Environment, functions: Sequence[str]) -> list[Graph]:
    """How often functions run and fail, and how long they take."""
    names = [["FunctionName", environment.name(function)] for function in functions]
    return [
        Graph("Invocations", [["AWS/Lambda", "Invocations", *each] for each in names]),
        Graph("Errors", [["AWS/Lambda", "Errors", *each] for each in names]),
        Graph("Duration", [["AWS/Lambda", "Duration", *each] for each in names], "p99"),
    ]


def split_graph(environment: Environment, title: str, metric: str, *by: str) -> Graph:
    """A metric of the functions, a line for each value of the dimensions `by` that was seen.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
    """
    schema = ",".join((OWN_METRICS, "Environment", *by))
    wanted = f'MetricName="{metric}" Environment="{environment.suffix}"'
    search = f"SEARCH('{{{schema}}} {wanted}', 'Sum', 60)"
    return Graph(title, [[{"expression": search}]])


def cost_graphs(environment: Environment, functions: Sequence[str], table: str) -> list[Graph]:
    """What the bill follows, besides requests and invocations."""
    groups = [["LogGroupName", log_group_name(environment, each)] for each in functions]
    units = [f"Consumed{kind}CapacityUnits" for kind in ("Write", "Read")]
    named = ["TableName", environment.name(table)]
    return [
        Graph("Bytes of logs", [["AWS/Logs", "IncomingBytes", *each] for each in groups]),
        Graph("Capacity units", [["AWS/DynamoDB", unit, *named] for unit in units]),
    ]


def queue_graph(environment: Environment, title: str, metric: str, queues: Sequence[str]) -> Graph:
    """The largest value of a metric of queues."""
    names = [["QueueName", environment.name(queue)] for queue in queues]
    return Graph(title, [["AWS/SQS", metric, *each] for each in names], "Maximum")
