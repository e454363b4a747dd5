"""A PipelineFunction alone: it needs all its parts, and refuses a failure path that cannot fire."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stacks.environment import Environment

if TYPE_CHECKING:
    from stacks.constructs.base_stack import BaseStack
    from stacks.constructs.dead_letter_queue import DeadLetterQueue
    from stacks.constructs.encryption_key import EncryptionKey
    from stacks.constructs.failure_path import FailurePath
    from stacks.constructs.pipeline_function import PipelineFunction

SETTINGS = Environment("pr-7", exchange_endpoints={"coinbase": "https://coinbase.example"})
Build = Callable[["FailurePath"], "PipelineFunction"]


@pytest.fixture
def empty() -> "BaseStack":
    from cdktf import App  # noqa: PLC0415 (only those tests that need it pay for its start)

    from stacks.backend import Backend  # noqa: PLC0415 (as above)
    from stacks.constructs.base_stack import BaseStack  # noqa: PLC0415 (as above)

    return BaseStack(App(), "alone", {}, Backend(bucket="", key="", path="alone.tfstate"))


@pytest.fixture
def key(empty: "BaseStack") -> "EncryptionKey":
    from stacks.constructs.encryption_key import EncryptionKey  # noqa: PLC0415

    return EncryptionKey(empty, "key", SETTINGS, empty.account, log_groups=["g"], alarms=["a"])


@pytest.fixture
def dead_letters(empty: "BaseStack", key: "EncryptionKey") -> "DeadLetterQueue":
    from stacks.constructs.dead_letter_queue import DeadLetterQueue  # noqa: PLC0415

    return DeadLetterQueue(empty, "function-dlq", SETTINGS, key)


@pytest.fixture
def build(empty: "BaseStack", key: "EncryptionKey", tmp_path: Path) -> Build:
    from stacks.constructs.pipeline_function import (  # noqa: PLC0415
        FunctionContext,
        FunctionProps,
        PipelineFunction,
    )

    (tmp_path / "function.zip").write_bytes(b"PK")

    def built(path: "FailurePath") -> PipelineFunction:
        props = FunctionProps("function", 128, 10, 1, path, statements=[], key_services=["sqs"])
        context = FunctionContext(SETTINGS, empty.account, key, tmp_path)
        return PipelineFunction(empty, props, context)

    return built


def test_a_function_needs_a_size_a_concurrency_and_a_failure_path() -> None:
    from stacks.constructs.pipeline_function import FunctionProps  # noqa: PLC0415

    missing = "'memory_mb', 'timeout_seconds', 'concurrency', and 'failure_path'"
    with pytest.raises(TypeError, match=missing):
        FunctionProps(name="function", statements=[], key_services=[])  # type: ignore[call-arg]


def test_an_asynchronous_function_cannot_read_a_stream(
    empty: "BaseStack", key: "EncryptionKey", dead_letters: "DeadLetterQueue", build: Build
) -> None:
    from stacks.constructs.failure_path import AsynchronousFailurePath  # noqa: PLC0415
    from stacks.constructs.stream_mapping import StreamMapping  # noqa: PLC0415
    from stacks.constructs.table import Table  # noqa: PLC0415

    function = build(AsynchronousFailurePath(dead_letters, retries=2, max_age_seconds=60))
    table = Table(empty, "table", SETTINGS, key, timestamp="N", stream=True).table

    with pytest.raises(TypeError, match="is AsynchronousFailurePath; it must be Stream"):
        StreamMapping(empty, "stream", SETTINGS, table, function)


def test_a_function_behind_a_stream_cannot_be_invoked_asynchronously(
    empty: "BaseStack", dead_letters: "DeadLetterQueue", build: Build
) -> None:
    from stacks.constructs.failure_path import StreamFailurePath  # noqa: PLC0415
    from stacks.constructs.webhook_api import WebhookApi  # noqa: PLC0415

    function = build(StreamFailurePath(dead_letters))

    with pytest.raises(
        TypeError, match="function-pr-7: the failure path is StreamFailurePath; it must be Asyn"
    ):
        WebhookApi(empty, "api", SETTINGS, function)


def test_a_function_behind_a_queue_cannot_have_a_dead_letter_queue_of_its_own(
    empty: "BaseStack",
    key: "EncryptionKey",
    dead_letters: "DeadLetterQueue",
    build: Build,
) -> None:
    """A dead-letter queue of its own would never get a message."""
    from stacks.constructs.failure_path import AsynchronousFailurePath  # noqa: PLC0415
    from stacks.constructs.message_queue import MessageQueue  # noqa: PLC0415
    from stacks.constructs.queue_mapping import QueueMapping  # noqa: PLC0415

    function = build(AsynchronousFailurePath(dead_letters, retries=1, max_age_seconds=60))
    source = MessageQueue(
        empty, "q", SETTINGS, empty.account, key, dead_letter_queue="r", visibility_seconds=61
    )

    with pytest.raises(TypeError, match="is AsynchronousFailurePath; it must be Queue"):
        QueueMapping(empty, "mapping", SETTINGS, source.queue, function)


def test_a_function_cannot_subscribe_to_its_own_log_group(
    empty: "BaseStack", dead_letters: "DeadLetterQueue", build: Build
) -> None:
    from stacks.constructs.error_reporting import ErrorSubscription  # noqa: PLC0415
    from stacks.constructs.failure_path import AsynchronousFailurePath  # noqa: PLC0415

    function = build(AsynchronousFailurePath(dead_letters, retries=1, max_age_seconds=60))

    with pytest.raises(ValueError, match="cannot be subscribed to its own log group"):
        ErrorSubscription(empty, SETTINGS, empty.account, function, function)
