"""Dead-letter queues accept allowed source queues only, and their messages name the source."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.localcloud.conftest import Client
from tests.localcloud.queues import (
    RECEIVES,
    Pair,
    create_pair,
    dead_letter,
    received,
    recreate,
    redrive_policy,
)


@pytest.fixture
def pair(client: Client) -> Pair:
    return create_pair(client)


@pytest.mark.parametrize(
    ("allow", "taken"),
    [
        ({"redrivePermission": "allowAll"}, True),
        ({"redrivePermission": "denyAll"}, False),
        ({"redrivePermission": "byQueue", "sourceQueueArns": ["arn:aws:sqs:r:1:other"]}, False),
    ],
)
def test_a_dead_letter_queue_accepts_only_the_source_queues_it_allows(
    client: Client, pair: Pair, allow: dict[str, Any], taken: bool
) -> None:
    sqs = client("sqs")
    assert pair.url
    sqs.create_queue(QueueName="choosy", Attributes={"RedriveAllowPolicy": json.dumps(allow)})
    attributes = {"RedrivePolicy": redrive_policy("choosy")}
    if taken:
        sqs.create_queue(QueueName="another", Attributes=attributes)
        return
    with pytest.raises(ClientError) as error:
        sqs.set_queue_attributes(QueueUrl=pair.url, Attributes=attributes)
    assert "does not allow" in str(error.value)


def test_a_rejected_redrive_policy_leaves_the_one_that_was(client: Client, pair: Pair) -> None:
    sqs = client("sqs")
    deny = json.dumps({"redrivePermission": "denyAll"})
    sqs.create_queue(QueueName="nobodys", Attributes={"RedriveAllowPolicy": deny})
    with pytest.raises(ClientError, match="does not allow"):
        sqs.set_queue_attributes(
            QueueUrl=pair.url, Attributes={"RedrivePolicy": redrive_policy("nobodys")}
        )

    (bad,) = dead_letter(pair, "bad")

    assert [message["MessageId"] for message in received(client, pair.dead_url)] == [bad]


@pytest.mark.parametrize(
    ("attributes", "sentence"),
    [
        pytest.param(
            {"RedrivePolicy": redrive_policy(receives=0)}, "from 1 to 1000", id="no receive"
        ),
        pytest.param(
            {"RedrivePolicy": redrive_policy(receives=1001)}, "from 1 to 1000", id="too many"
        ),
        pytest.param(
            {"RedrivePolicy": redrive_policy("f.fifo")}, "both be FIFO", id="FIFO for standard"
        ),
        pytest.param(
            {"RedrivePolicy": redrive_policy("no")}, "Could not find DLQ", id="no such queue"
        ),
        pytest.param({"RedriveAllowPolicy": "{"}, "redrivePermission must", id="no json"),
        pytest.param({"RedriveAllowPolicy": "[]"}, "redrivePermission must", id="a list"),
        pytest.param(
            {"RedriveAllowPolicy": '{"redrivePermission": "byQueue"}'},
            "redrivePermission must",
            id="by no queue",
        ),
        pytest.param(
            {"RedriveAllowPolicy": '{"redrivePermission": "denyAll", "sourceQueueArns": ["a"]}'},
            "redrivePermission must",
            id="denyAll with a source queue",
        ),
    ],
)
def test_a_policy_that_aws_rejects_is_rejected(
    client: Client, attributes: dict[str, str], sentence: str
) -> None:
    sqs = client("sqs")
    sqs.create_queue(QueueName="dead")
    sqs.create_queue(QueueName="f.fifo", Attributes={"FifoQueue": "true"})

    with pytest.raises(ClientError, match=sentence):
        sqs.create_queue(QueueName="x", Attributes=attributes)


def test_a_dead_letter_message_keeps_its_id_and_names_its_source_queue(
    client: Client, pair: Pair
) -> None:
    (bad,) = dead_letter(pair, "bad")

    (message,) = received(client, pair.dead_url)

    assert message["MessageId"] == bad
    assert message["Attributes"]["DeadLetterQueueSourceArn"] == pair.arn


def test_without_its_dead_letter_queue_a_queue_keeps_what_it_has(
    client: Client, pair: Pair
) -> None:
    sqs = client("sqs")
    sqs.delete_queue(QueueUrl=pair.dead_url)
    pair.send("bad")
    for _ in range(RECEIVES + 1):
        received(client, pair.url)
    assert pair.count(pair.url) == 1

    recreate(client, "dead")

    received(client, pair.url)
    assert (pair.count(pair.url), pair.count(pair.dead_url)) == (0, 1)
