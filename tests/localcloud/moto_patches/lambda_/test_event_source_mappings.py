"""Event source mappings of queues: validation and responses."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.localcloud.conftest import Client
from tests.localcloud.queues import Pair, create_pair


@pytest.fixture
def pair(client: Client) -> Pair:
    return create_pair(client)


MAPPING: Any = {"FunctionName": "worker", "BatchSize": 10}


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"BatchSize": 11}, "Maximum batch window in seconds must be greater than 0"),
        ({"BatchSize": 10_001}, "'batchSize' .* less than or equal to 10000"),
        ({"MaximumBatchingWindowInSeconds": 301}, "less than or equal to 300"),
        ({"ScalingConfig": {"MaximumConcurrency": 1001}}, "'scalingConfig.maximumConcurrency'"),
        ({"EventSourceArn": "arn:aws:sqs:us-east-1:123456789012:x"}, "queue does not exist"),
        ({"FilterCriteria": {"Filters": [{"Pattern": "text"}]}}, "Invalid filter pattern"),
    ],
)
def test_a_mapping_that_aws_rejects_is_rejected(
    client: Client, pair: Pair, create_function: Any, settings: dict[str, Any], sentence: str
) -> None:
    create_function("worker", "def handler(event, context): pass")
    arguments = {**MAPPING, "EventSourceArn": pair.arn, **settings}

    with pytest.raises(ClientError, match=sentence):
        client("lambda").create_event_source_mapping(**arguments)


def test_a_queue_must_hide_messages_as_long_as_the_function_may_run(
    client: Client, create_function: Any
) -> None:
    pair = create_pair(client, VisibilityTimeout="60")
    create_function("worker", "def handler(event, context): pass", Timeout=61)

    with pytest.raises(ClientError, match="Queue visibility timeout: 60 seconds is less than"):
        client("lambda").create_event_source_mapping(**MAPPING, EventSourceArn=pair.arn)


def test_a_second_mapping_of_the_same_function_is_rejected(
    client: Client, pair: Pair, create_function: Any
) -> None:
    create_function("worker", "def handler(event, context): pass")
    client("lambda").create_event_source_mapping(**MAPPING, EventSourceArn=pair.arn)

    with pytest.raises(ClientError, match="already exists") as error:
        client("lambda").create_event_source_mapping(**MAPPING, EventSourceArn=pair.arn)

    response: Any = error.value.response
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 409


def test_a_small_batch_may_not_grow_without_a_window(
    client: Client, pair: Pair, create_function: Any
) -> None:
    create_function("worker", "def handler(event, context): pass")
    uuid = client("lambda").create_event_source_mapping(**MAPPING, EventSourceArn=pair.arn)["UUID"]

    with pytest.raises(ClientError, match="Maximum batch window"):
        client("lambda").update_event_source_mapping(UUID=uuid, BatchSize=25)


def test_a_mapping_may_not_turn_to_a_function_that_outlives_the_timeout(
    client: Client, create_function: Any
) -> None:
    pair = create_pair(client, VisibilityTimeout="60")
    create_function("worker", "def handler(event, context): pass")
    create_function("slow", "def handler(event, context): pass", Timeout=61)
    uuid = client("lambda").create_event_source_mapping(**MAPPING, EventSourceArn=pair.arn)["UUID"]

    with pytest.raises(ClientError, match="Queue visibility timeout"):
        client("lambda").update_event_source_mapping(UUID=uuid, FunctionName="slow")


def test_a_new_mapping_is_answered_as_it_was_recorded(
    client: Client, pair: Pair, create_function: Any, recorded: Callable[[str, str], Any]
) -> None:
    create_function("worker", "def handler(event, context): pass")
    recording = recorded("sqs_mapping", "test_duplicate_event_source_mappings")
    theirs = recording["create"]

    ours = client("lambda").create_event_source_mapping(
        FunctionName="worker", EventSourceArn=pair.arn
    )

    alike = ("BatchSize", "FunctionResponseTypes", "MaximumBatchingWindowInSeconds",
             "StateTransitionReason")  # fmt: skip
    assert {name: ours[name] for name in alike} == {name: theirs[name] for name in alike}
    statuses = [each["ResponseMetadata"]["HTTPStatusCode"] for each in (ours, theirs)]
    assert statuses == [202, 202]


@pytest.mark.parametrize(
    "created", ["worker", "arn:aws:lambda:us-east-1:123456789012:function:worker"]
)
@pytest.mark.parametrize(
    "asked",
    [
        "worker",
        "123456789012:function:worker",
        "arn:aws:lambda:us-east-1:123456789012:function:worker",
    ],
)
def test_the_mappings_of_a_function_are_found_by_each_form_of_its_name(
    client: Client, pair: Pair, create_function: Any, created: str, asked: str
) -> None:
    create_function("worker", "def handler(event, context): pass")
    create_function("other", "def handler(event, context): pass")
    made = client("lambda").create_event_source_mapping(
        FunctionName=created, EventSourceArn=pair.arn
    )

    def listed(name: str) -> list[str]:
        answer = client("lambda").list_event_source_mappings(FunctionName=name)
        return [each["UUID"] for each in answer["EventSourceMappings"]]

    assert (listed(asked), listed("other")) == ([made["UUID"]], [])
