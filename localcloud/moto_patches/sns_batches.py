"""Batches of which a service takes only a part."""

from typing import Any

from moto.sns.models import SNSBackend

from localcloud import hooks as seams
from localcloud.moto_patches.wrapping import Method, wrap


def apply() -> None:
    """Let PublishBatch name entries as failed."""
    wrap(SNSBackend, "publish_batch")(_publish_batch)


def _publish_batch(
    original: Method,
    backend: Any,
    topic_arn: str,
    publish_batch_request_entries: list[dict[str, Any]],
) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    """Publish what no fault strikes.

    https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
    """
    refused: list[dict[str, Any]] = []
    taken: list[dict[str, Any]] = []
    for entry in publish_batch_request_entries:
        (refused if seams.plugged.refuses_entry("sns.PublishBatch") else taken).append(entry)
    successful, failed = original(backend, topic_arn, taken)
    return successful, [*failed, *map(_failed, refused)]


def _failed(entry: dict[str, Any]) -> dict[str, Any]:
    said = {"Code": "InternalError", "Message": "injected fault: partial", "SenderFault": False}
    return {"Id": entry["Id"], **said}
