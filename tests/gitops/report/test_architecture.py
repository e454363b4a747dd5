"""The drawing shows how data flows in the stacks, read from their references."""

from xml.etree import ElementTree as ET

import pytest

from gitops.report import drawing
from gitops.report.data_flow import DataFlow, FlowEdge, FlowNode, data_flow
from policies.engine.resource import Resource

SVG = "{http://www.w3.org/2000/svg}"


def _resource(type_: str, label: str, **values: object) -> Resource:
    return Resource("orders", type_, label, values)


STACK = [
    _resource("aws_api_gateway_rest_api", "api", name="api-dev"),
    _resource(
        "aws_api_gateway_integration",
        "call",
        rest_api_id="${aws_api_gateway_rest_api.api.id}",
        uri="${aws_lambda_function.take.invoke_arn}",
    ),
    _resource(
        "aws_lambda_function",
        "take",
        function_name="take-dev",
        environment={"variables": {"TABLE": "${aws_dynamodb_table.orders.name}"}},
        dead_letter_config={"target_arn": "${aws_sqs_queue.lost.arn}"},
    ),
    _resource("aws_dynamodb_table", "orders", name="orders-dev"),
    _resource("aws_sqs_queue", "lost", name="lost-dev"),
    _resource(
        "aws_lambda_event_source_mapping",
        "stream",
        event_source_arn="${aws_dynamodb_table.orders.stream_arn}",
        function_name="${aws_lambda_function.count.arn}",
        destination_config={"on_failure": {"destination_arn": "${aws_sqs_queue.lost.arn}"}},
    ),
    _resource(
        "aws_lambda_function",
        "count",
        function_name="count-dev",
        environment={
            "variables": {
                "TABLE": "${aws_dynamodb_table.orders.name}",
                "DLQ": "${aws_sqs_queue.lost.url}",
            }
        },
    ),
    _resource("aws_iam_role", "take", name="take-role-dev"),
]


def test_data_flows_along_the_references() -> None:
    found = data_flow("orders", STACK, "dev")
    names = {node.address: node.name for node in found.nodes}

    assert sorted(names.values()) == ["api", "count", "lost", "orders", "take"]
    assert {(names[e.source], names[e.target], e.is_failure) for e in found.edges} == {
        ("api", "take", False),
        ("take", "orders", False),
        ("take", "lost", True),
        ("orders", "count", False),
        ("count", "orders", False),
        ("count", "lost", True),
    }


def test_the_drawing_has_each_node_and_edge_once_and_a_circle_ends() -> None:
    root = ET.fromstring(drawing.svg([data_flow("orders", STACK, "dev")]))  # noqa: S314 (our own)

    assert len(root.findall(f"{SVG}g")) == 5
    assert len(root.findall(f"{SVG}path")) == 6
    assert (
        len([path for path in root.iter(f"{SVG}path") if "failure" in path.get("class", "")]) == 2
    )


def test_data_that_only_goes_round_is_drawn() -> None:
    nodes = [FlowNode("a", "a", "function"), FlowNode("b", "b", "queue")]
    circle = DataFlow("orders", nodes, [FlowEdge("a", "b", False), FlowEdge("b", "a", False)])
    root = ET.fromstring(drawing.svg([circle]))  # noqa: S314 (our own)

    assert len(root.findall(f"{SVG}g")) == 2


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><image href="https://x"/>', "\u202e"]
)
def test_a_hostile_name_is_text(name: str) -> None:
    text = drawing.svg([DataFlow(name, [FlowNode("a", name, "queue")], [])])
    root = ET.fromstring(text)  # noqa: S314 (our own)

    assert name not in text
    assert {one.tag for one in root.iter()} <= {
        f"{SVG}{tag}" for tag in ("svg", "style", "defs", "marker", "path", "rect", "text", "g")
    }


def test_without_stacks_the_drawing_is_empty() -> None:
    assert drawing.svg([]).startswith("<svg")
