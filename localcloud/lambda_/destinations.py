"""Sends a document to the ARN of a queue, a topic or a function, through moto's own stores."""

from collections.abc import Mapping

from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from localcloud import hooks as seams

Attributes = Mapping[str, tuple[str, str]]
"""Message attributes: name -> (data type, value)."""


class NotDeliverable(Exception):
    """The target cannot take a document from Lambda."""


def deliver(arn: str, body: str, attributes: Attributes | None = None) -> None:
    """Send ``body`` to an SQS queue, an SNS topic or a Lambda function.

    Raises:
        NotDeliverable: another kind of target, or one that does not exist or refuses.
    """
    send = _SENDERS.get(arn.split(":")[2])
    if send is None:
        raise NotDeliverable(f"Lambda cannot send records to {arn} here")
    try:
        send(arn, body, attributes or {})
    except Exception as refusal:  # moto's services share no base class for their refusals
        raise NotDeliverable(f"{arn} refused a record: {refusal}") from refusal


def _send(arn: str, body: str, attributes: Attributes) -> None:
    _, _, _, region, account, queue = arn.split(":")
    message_attributes = {
        name: {"DataType": kind, "StringValue": value} for name, (kind, value) in attributes.items()
    }
    sqs_backends[account][region].send_message(queue, body, message_attributes=message_attributes)


def _publish(arn: str, body: str, attributes: Attributes) -> None:
    _, _, _, region, account, _ = arn.split(":")
    message_attributes = {
        name: {"Type": kind, "Value": value} for name, (kind, value) in attributes.items()
    }
    sns_backends[account][region].publish(body, arn, message_attributes=message_attributes)


def _invoke(arn: str, body: str, _attributes: Attributes) -> None:
    seams.plugged.enqueue(arn, body.encode())


_SENDERS = {"sqs": _send, "sns": _publish, "lambda": _invoke}
