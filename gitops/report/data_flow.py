"""What data flows through: the resources that hold or handle it, and how they are connected.

Read from the references of the synthesized JSON, so that the picture is of what is deployed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from policies.engine import terraform
from policies.engine.resource import Resource

# Type -> what people call it.
NODES = {
    "aws_api_gateway_rest_api": "REST API",
    "aws_lambda_function": "function",
    "aws_dynamodb_table": "table",
    "aws_kinesis_stream": "stream",
    "aws_s3_bucket": "bucket",
    "aws_sns_topic": "topic",
    "aws_sqs_queue": "queue",
}
# Type -> the attribute that refers to where data comes from, that to where it goes; for failures?
CONNECTIONS: dict[str, Sequence[tuple[str, str, bool]]] = {
    "aws_api_gateway_integration": (("rest_api_id", "uri", False),),
    "aws_lambda_event_source_mapping": (
        ("event_source_arn", "function_name", False),
        ("function_name", "destination_config", True),
    ),
    "aws_lambda_function_event_invoke_config": (("function_name", "destination_config", False),),
    "aws_sns_topic_subscription": (("topic_arn", "endpoint", False),),
}
OWN: dict[str, Sequence[tuple[str, bool]]] = {
    "aws_lambda_function": (("environment", False), ("dead_letter_config", True)),
    "aws_sqs_queue": (("redrive_policy", True),),
}


@dataclass(frozen=True)
class FlowNode:
    """A resource by its address, with its name without the suffix and what it is."""

    address: str
    name: str
    kind: str


@dataclass(frozen=True)
class FlowEdge:
    """Data goes from one address to the other; `is_failure` for what could not be processed."""

    source: str
    target: str
    is_failure: bool


@dataclass(frozen=True)
class DataFlow:
    """The nodes and edges of one stack."""

    stack: str
    nodes: Sequence[FlowNode]
    edges: Sequence[FlowEdge]


def data_flow(stack: str, resources: Iterable[Resource], suffix: str) -> DataFlow:
    """The graph of one stack's resources."""
    held = list(resources)
    nodes = [
        FlowNode(one.address, _name(one, suffix), NODES[one.type])
        for one in held
        if one.type in NODES
    ]
    known = {node.address for node in nodes}
    edges = dict.fromkeys(
        edge
        for one in held
        for edge in _edges(one)
        if edge.source in known and edge.target in known and edge.source != edge.target
    )
    return DataFlow(stack, nodes, _strongest(edges))


def _strongest(edges: Iterable[FlowEdge]) -> list[FlowEdge]:
    """Each pair once: a variable that names a queue for failures adds nothing to its own edge."""
    pairs: dict[tuple[str, str], FlowEdge] = {}
    for edge in edges:
        pair = (edge.source, edge.target)
        if pair not in pairs or edge.is_failure:
            pairs[pair] = edge
    return list(pairs.values())


def _name(resource: Resource, suffix: str) -> str:
    names = (resource.values.get(key) for key in ("function_name", "name", "bucket"))
    found = next((str(name) for name in names if name), resource.name)
    return found.removesuffix(f"-{suffix}")


def _edges(resource: Resource) -> Iterator[FlowEdge]:
    for attribute, is_failure in OWN.get(resource.type, ()):
        for target in _referred(resource, attribute):
            yield FlowEdge(resource.address, target, is_failure)
    for source, target, is_failure in CONNECTIONS.get(resource.type, ()):
        for one in _referred(resource, source):
            for other in _referred(resource, target):
                yield FlowEdge(one, other, is_failure)


def _referred(resource: Resource, attribute: str) -> list[str]:
    value: Any = resource.values.get(attribute)
    return [reference.address for reference in terraform.references(value)]
