"""A worker function alone: nothing can be left out, and nothing can be wired that never fires."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stacks.environment import Environment

if TYPE_CHECKING:
    from stacks.constructs.dead_letter_queue import DeadLetterQueue
    from stacks.constructs.encryption_key import EncryptionKey
    from stacks.constructs.environment_stack import EnvironmentStack
    from stacks.constructs.failure_path import FailurePath
    from stacks.constructs.worker_function import WorkerFunction

SETTINGS = Environment("pr-7", exchange_endpoints={"coinbase": "https://coinbase.example"})
Build = Callable[["FailurePath"], "WorkerFunction"]


@pytest.fixture
def empty() -> "EnvironmentStack":
    from cdktf import App  # noqa: PLC0415 (only those tests that need it pay for its start)

    from stacks.constructs.environment_stack import EnvironmentStack  # noqa: PLC0415

    return EnvironmentStack(App(), "alone", SETTINGS)


@pytest.fixture
def key(empty: "EnvironmentStack") -> "EncryptionKey":
    from stacks.constructs.encryption_key import EncryptionKey  # noqa: PLC0415

    return EncryptionKey(empty, "key", SETTINGS, empty.account, log_groups=["g"], alarms=["a"])


@pytest.fixture
def dead_letters(empty: "EnvironmentStack", key: "EncryptionKey") -> "DeadLetterQueue":
    from stacks.constructs.dead_letter_queue import DeadLetterQueue  # noqa: PLC0415

    return DeadLetterQueue(empty, "worker-dlq", SETTINGS, key)


@pytest.fixture
def build(empty: "EnvironmentStack", key: "EncryptionKey", tmp_path: Path) -> Build:
    from stacks.constructs.worker_function import (  # noqa: PLC0415
        Surroundings,
        Worker,
        WorkerFunction,
    )

    (tmp_path / "worker.zip").write_bytes(b"PK")

    def built(path: "FailurePath") -> WorkerFunction:
        worker = Worker("worker", 128, 10, 1, path, statements=[], key_services=["sqs"])
        surroundings = Surroundings(SETTINGS, empty.account, key, tmp_path)
        return WorkerFunction(empty, worker, surroundings)

    return built


def test_a_worker_needs_a_size_a_concurrency_and_a_failure_path() -> None:
    from stacks.constructs.worker_function import Worker  # noqa: PLC0415

    missing = "'memory_mb', 'timeout_seconds', 'concurrency', and 'failure_path'"
    with pytest.raises(TypeError, match=missing):
        Worker(name="worker", statements=[], key_services=[])  # type: ignore[call-arg]


def test_an_asynchronous_function_cannot_be_fed_by_a_stream(
    empty: "EnvironmentStack", key: "EncryptionKey", dead_letters: "DeadLetterQueue", build: Build
) -> None:
    from stacks.constructs.failure_path import AsynchronousFailurePath  # noqa: PLC0415
    from stacks.constructs.stream_mapping import StreamMapping  # noqa: PLC0415
    from stacks.constructs.table import Table  # noqa: PLC0415

    worker = build(AsynchronousFailurePath(dead_letters, retries=2, max_age_seconds=60))
    table = Table(empty, "table", SETTINGS, key, timestamp="N", stream=True).table

    with pytest.raises(TypeError, match="fails by AsynchronousFailurePath, not by Stream"):
        StreamMapping(empty, "stream", table, worker)


def test_a_function_that_is_fed_by_a_stream_cannot_be_invoked_asynchronously(
    empty: "EnvironmentStack", dead_letters: "DeadLetterQueue", build: Build
) -> None:
    from stacks.constructs.failure_path import StreamFailurePath  # noqa: PLC0415
    from stacks.constructs.webhook_api import WebhookApi  # noqa: PLC0415

    worker = build(StreamFailurePath(dead_letters))

    with pytest.raises(TypeError, match="worker-pr-7 fails by StreamFailurePath, not by Asyn"):
        WebhookApi(empty, "door", SETTINGS, worker)


def test_a_function_that_is_fed_by_a_queue_fails_back_into_it(
    empty: "EnvironmentStack",
    key: "EncryptionKey",
    dead_letters: "DeadLetterQueue",
    build: Build,
) -> None:
    """A dead letter queue of its own would never see a message."""
    from stacks.constructs.failure_path import AsynchronousFailurePath  # noqa: PLC0415
    from stacks.constructs.message_queue import MessageQueue  # noqa: PLC0415
    from stacks.constructs.queue_mapping import QueueMapping  # noqa: PLC0415

    worker = build(AsynchronousFailurePath(dead_letters, retries=1, max_age_seconds=60))
    source = MessageQueue(
        empty, "q", SETTINGS, empty.account, key, redrive="r", visibility_seconds=61
    )

    with pytest.raises(TypeError, match="fails by AsynchronousFailurePath, not by Queue"):
        QueueMapping(empty, "mapping", source.queue, worker)


def test_a_function_never_hears_its_own_log_lines(
    empty: "EnvironmentStack", dead_letters: "DeadLetterQueue", build: Build
) -> None:
    from stacks.constructs.error_reporting import ErrorSubscription  # noqa: PLC0415
    from stacks.constructs.failure_path import AsynchronousFailurePath  # noqa: PLC0415

    worker = build(AsynchronousFailurePath(dead_letters, retries=1, max_age_seconds=60))

    with pytest.raises(ValueError, match="cannot be subscribed to its own log group"):
        ErrorSubscription(empty, SETTINGS, empty.account, worker, worker)
