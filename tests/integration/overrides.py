"""Changes a setting of a deployed environment, and restores it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.integration.deployed import client


@contextmanager
def variable(function: str, name: str, value: str) -> Iterator[None]:
    """Override one environment variable of the function."""
    configuration = client("lambda").get_function_configuration(FunctionName=function)
    variables = configuration["Environment"]["Variables"]
    _configure(function, {**variables, name: value})
    try:
        yield
    finally:
        _configure(function, variables)


def _configure(function: str, variables: dict[str, Any]) -> None:
    lambdas = client("lambda")
    lambdas.update_function_configuration(
        FunctionName=function, Environment={"Variables": variables}
    )
    lambdas.get_waiter("function_updated_v2").wait(
        FunctionName=function, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )


@contextmanager
def visibility(queue_url: str, seconds: int) -> Iterator[None]:
    """Override the visibility timeout of the queue."""
    name = "VisibilityTimeout"
    answer = client("sqs").get_queue_attributes(QueueUrl=queue_url, AttributeNames=[name])
    _set(queue_url, {name: str(seconds)})
    try:
        yield
    finally:
        _set(queue_url, {name: answer["Attributes"][name]})


def _set(queue_url: str, attributes: dict[str, str]) -> None:
    client("sqs").set_queue_attributes(QueueUrl=queue_url, Attributes=attributes)
