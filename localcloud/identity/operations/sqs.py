"""SQS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html."""

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any

from localcloud.identity.needs import EVERY, Need, arn, pairs, request_tags, tag_keys

# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
_MOVE_FROM = ("StartMessageMoveTask", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes")


def needs(name: str, params: Mapping[str, Any]) -> Iterator[Need]:
    """The rights for one operation."""
    if name == "ListQueues":
        yield Need("sqs:ListQueues")
    elif name == "StartMessageMoveTask":
        yield from (Need(f"sqs:{each}", params["SourceArn"]) for each in _MOVE_FROM)
        if params.get("DestinationArn"):
            yield Need("sqs:SendMessage", params["DestinationArn"])
    elif name == "CancelMessageMoveTask":
        yield Need("sqs:CancelMessageMoveTask", _task_source(params["TaskHandle"]))
    else:
        yield from _on_queue(name, params)


def _on_queue(name: str, params: Mapping[str, Any]) -> Iterator[Need]:
    queue = _queue(params)
    context = request_tags(pairs(params.get("tags") or params.get("Tags")))
    if name == "UntagQueue":
        context = tag_keys(params.get("TagKeys") or [])
    yield Need(f"sqs:{name.removesuffix('Batch')}", queue, context)
    if name == "CreateQueue" and context:
        yield Need("sqs:TagQueue", queue, context)


def _queue(params: Mapping[str, Any]) -> str:
    if "SourceArn" in params:
        return str(params["SourceArn"])
    name = params.get("QueueName") or str(params.get("QueueUrl", "")).rpartition("/")[2]
    return arn("sqs", name)


def _task_source(handle: str) -> str:
    """The queue whose messages a task moves: its handle is JSON in base64 and names it."""
    try:
        return str(json.loads(base64.b64decode(handle))["sourceArn"])
    except (ValueError, KeyError, TypeError):
        return arn("sqs", EVERY)
