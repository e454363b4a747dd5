"""Queues and messages: what SQS refuses and moto takes.

Sources, read 2026-11-26: tests/recordings/aws/errors.jsonl;
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html,
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html.
"""

import json
import re
from typing import Any

from localcloud.authorization import grammar
from localcloud.refusals.requests import Params, Rule, ServiceRequest
from localcloud.service_errors import ServiceError

_RANGES = {
    "DelaySeconds": (0, 900),
    "KmsDataKeyReusePeriodSeconds": (60, 86_400),
    "MaximumMessageSize": (1_024, 1_048_576),
    "MessageRetentionPeriod": (60, 1_209_600),
    "ReceiveMessageWaitTimeSeconds": (0, 20),
    "VisibilityTimeout": (0, 43_200),
}
_RECEIVED = range(1, 11)
_SETTABLE = frozenset({
    *_RANGES, "KmsMasterKeyId", "Policy", "RedriveAllowPolicy", "RedrivePolicy",
    "SqsManagedSseEnabled",
})  # fmt: skip
_OF_FIFO = frozenset({"ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"})
_ONLY_WITH_FIFO = ("DeduplicationScope", "FifoThroughputLimit")
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _values(request: ServiceRequest) -> None:
    attributes = request.params.get("Attributes") or {}
    for name, value in attributes.items():
        if name in _RANGES and not _in_range(value, *_RANGES[name]):
            raise _invalid_value(name)
    try:
        if attributes.get("Policy"):
            grammar.check(attributes["Policy"], "Principal")
    except grammar.MalformedPolicy as error:
        raise _invalid_value("Policy") from error


def _names_at_creation(request: ServiceRequest) -> None:
    attributes = request.params.get("Attributes") or {}
    is_fifo = attributes.get("FifoQueue") == "true"
    _reject_names(attributes, _SETTABLE | {"FifoQueue"} if is_fifo else _SETTABLE, is_fifo=is_fifo)


def _names_of_change(request: ServiceRequest) -> None:
    attributes = request.params.get("Attributes") or {}
    name = request.params["QueueUrl"].rpartition("/")[2]
    is_fifo = name.endswith(".fifo")
    queue = request.backend("sqs").queues.get(name)
    if is_fifo and "FifoQueue" in attributes:
        if queue is not None and attributes["FifoQueue"] == "true":
            return
        raise _invalid_value("FifoQueue", " Reason: Modifying queue type is not supported.")
    if queue is not None:
        _reject_names(attributes, _SETTABLE, is_fifo=is_fifo)


def _reject_names(attributes: Params, allowed: frozenset[str], *, is_fifo: bool) -> None:
    for name in attributes:
        if name in allowed or (is_fifo and name in _OF_FIFO):
            continue
        message = f"Unknown Attribute {name}."
        if name in _ONLY_WITH_FIFO:
            message = f"You can specify the {name} only when FifoQueue is set to true."
        raise ServiceError("InvalidAttributeName", message, 400)


def _invalid_value(name: str, reason: str = "") -> ServiceError:
    message = f"Invalid value for the parameter {name}.{reason}"
    return ServiceError("InvalidAttributeValue", message, 400)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _in_range(text: str, least: int, most: int) -> bool:
    try:
        return least <= int(text) <= most
    except ValueError:
        return False


def _other_attributes(request: ServiceRequest) -> None:
    queue = request.backend("sqs").queues.get(request.params["QueueName"])
    for name, value in (request.params.get("Attributes") or {}).items():
        if queue is not None and not _same(value, queue.attributes.get(name)):
            raise ServiceError(
                "QueueAlreadyExists",
                "A queue already exists with the same name and a different value for attribute"
                f" {name}",
                400,
            )


def _same(given: str, present: Any) -> bool:
    if given == str("" if present is None else present):
        return True
    return _parsed(given) is not None and _parsed(given) == _parsed(str(present))


def _characters(request: ServiceRequest) -> None:
    if _FORBIDDEN.search(request.params["MessageBody"]):
        raise ServiceError(
            "InvalidMessageContents",
            "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to"
            " #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.",
            400,
        )


def _most_messages(request: ServiceRequest) -> None:
    count = request.params.get("MaxNumberOfMessages", 1)
    if count not in _RECEIVED:
        raise ServiceError(
            "InvalidParameterValue",
            f"Value {count} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1"
            " and 10, if provided.",
            400,
        )


RULES: dict[str, tuple[Rule, ...]] = {
    "sqs.CreateQueue": (_names_at_creation, _values, _other_attributes),
    "sqs.SetQueueAttributes": (_names_of_change, _values),
    "sqs.ReceiveMessage": (_most_messages,),
    "sqs.SendMessage": (_characters,),
}
