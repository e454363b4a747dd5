"""Receiving from a long queue does not describe the whole queue for each message."""

from typing import Any

import pytest
from moto.sqs.models import SQSBackend, sqs_backends

from localcloud.account import ACCOUNT, REGION
from tests.localcloud.conftest import Client
from tests.localcloud.queues import Pair, create_pair

KEPT_SECONDS = 60


@pytest.fixture
def pair(client: Client) -> Pair:
    return create_pair(client, MessageRetentionPeriod=str(KEPT_SECONDS))


def _received(pair: Pair) -> list[str]:
    answer = pair.client("sqs").receive_message(QueueUrl=pair.url, MaxNumberOfMessages=10)
    return [message["Body"] for message in answer.get("Messages", [])]


def test_receiving_a_message_does_not_describe_the_queue(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair.send("a", "b")
    described: list[Any] = []
    monkeypatch.setattr(SQSBackend, "get_queue_attributes", lambda *args: described.append(args))

    assert _received(pair) == ["a", "b"]
    assert described == []


@pytest.mark.parametrize(("age_seconds", "bodies"), [(59, ["a"]), (61, [])])
def test_a_message_is_received_until_its_retention_ends(
    pair: Pair, age_seconds: int, bodies: list[str]
) -> None:
    pair.send("a")
    (message,) = sqs_backends[ACCOUNT][REGION].get_queue("q").messages
    message.sent_timestamp -= age_seconds * 1000

    assert _received(pair) == bodies


def test_a_delayed_message_is_not_received_yet(pair: Pair) -> None:
    pair.send("late", DelaySeconds=900)
    pair.send("now")

    assert _received(pair) == ["now"]
