"""The stack order-book, as Terraform gets it."""

from typing import Any

import pytest

from tests.stacks.conftest import Synthesize

Resources = dict[str, dict[str, Any]]


@pytest.fixture(scope="session")
def resources(synthesize: Synthesize) -> Resources:
    found: Resources = synthesize("order-book")["resource"]
    return found


def test_the_function_is_the_only_one_and_has_its_table(resources: Resources) -> None:
    (function,) = resources["aws_lambda_function"].values()

    assert function["function_name"] == "order-recorder-pr-7"
    assert set(function["environment"]["variables"]) == {"ENVIRONMENT_SUFFIX", "TABLE_NAME"}


def test_the_queue_has_a_dead_letter_queue(resources: Resources) -> None:
    assert {queue["name"] for queue in resources["aws_sqs_queue"].values()} == {
        "order-book-queue-pr-7",
        "order-book-dlq-pr-7",
    }
