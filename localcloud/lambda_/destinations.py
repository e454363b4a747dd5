"""Sends a document to a destination: an SQS queue, an SNS topic or a Lambda function."""

from collections.abc import Mapping

from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from localcloud import hooks
from localcloud.identity.customer_keys import with_keys
from localcloud.identity.needs import Need
from localcloud.lambda_.execution_role import may

Attributes = Mapping[str, tuple[str, str]]
"""Message attributes: name -> (data type, value)."""


class NotDeliverable(Exception):
    """The destination does not accept the document."""


def deliver(function: str, arn: str, body: str, attributes: Attributes | None = None) -> None:
    """Send `body` to an SQS queue, an SNS topic or a Lambda function, as the function's role.

    Raises:
        NotDeliverable: the destination is of another kind, does not exist or rejects it; or the
            role of `function` (an ARN) may not send there.
    """
    service = arn.split(":")[2]
    if service not in _SENDERS:
        raise NotDeliverable(f"Lambda cannot send records to {arn} here")
    send, action = _SENDERS[service]
    if not may(function, with_keys([Need(action, arn)])):
        raise NotDeliverable(f"the role of {function} lacks {action} on {arn}, or its key")
    try:
        send(arn, body, attributes or {})
    except Exception as error:  # moto's services share no base class for their errors
        raise NotDeliverable(f"{arn} rejected a record: {error}") from error


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
    hooks.active.enqueue(arn, body.encode())


_SENDERS = {
    "sqs": (_send, "sqs:SendMessage"),
    "sns": (_publish, "sns:Publish"),
    "lambda": (_invoke, "lambda:InvokeFunction"),
}
