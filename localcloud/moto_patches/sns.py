"""SNS: asynchronous delivery to Lambda functions, deleted subscribers, partly failed batches.

moto would invoke the function inside Publish, with a made-up topic ARN; and it fails a Publish for
a subscribed queue that was deleted.
Sources: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html (event shape; asynchronous),
https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html (client-side errors).

moto fails each Publish to a subscription whose filter policy has "$or" over the message body.
Source, read 2026-11-26: https://docs.aws.amazon.com/sns/latest/dg/and-or-logic.html.

PublishBatch reports the entries that fault injection fails.
Source: https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html.
"""

import base64
import json
import logging
from typing import Any

from moto.sns.models import SNSBackend, Subscription
from moto.sns.utils import FilterPolicyMatcher
from moto.sqs.exceptions import QueueDoesNotExist

from localcloud import hooks
from localcloud.identity.services import SNS, may_invoke, may_send
from localcloud.lambda_.interface import FunctionNotFound
from localcloud.lambda_.runtime.platform_events import timestamp
from localcloud.moto_patches.sns_filter_policies import conjunctions, with_plain_names
from localcloud.moto_patches.wrapping import Method, wrap

_LOG = logging.getLogger(__name__)


def apply() -> None:
    """Apply the patches of SNS."""
    wrap(Subscription, "publish")(_publish)
    wrap(SNSBackend, "publish_batch")(_publish_batch)
    wrap(SNSBackend, "_validate_filter_policy")(_validate_filter_policy)
    wrap(FilterPolicyMatcher, "matches")(_matches)


def _publish(  # noqa: PLR0917 (moto's own signature)
    original: Method,
    subscription: Any,
    message: str,
    message_id: str,
    subject: str | None = None,
    message_attributes: dict[str, Any] | None = None,
    **rest: Any,
) -> None:
    topic = subscription.topic.arn
    if not _accepted(subscription, topic):
        _LOG.warning("notification dropped: %s does not let SNS in", subscription.endpoint)
    elif subscription.protocol != "lambda":
        try:
            original(subscription, message, message_id, subject, message_attributes, **rest)
        except QueueDoesNotExist:
            # A failed delivery to one subscriber is no error of the publisher.
            _LOG.warning("notification dropped: %s does not exist", subscription.endpoint)
    elif _passes_filter(subscription, message, message_attributes):
        text = _text_for_lambda(subscription, message, rest.get("message_structure"))
        event = _event(subscription, text, message_id, subject, message_attributes or {})
        _enqueue(subscription.endpoint, event)


def _accepted(subscription: Any, topic: str) -> bool:
    """Whether the policy of the subscriber lets SNS deliver the messages of the topic."""
    if subscription.protocol == "lambda":
        return may_invoke(SNS, topic, subscription.endpoint)
    return subscription.protocol != "sqs" or may_send(topic, subscription.endpoint)


def _passes_filter(subscription: Any, message: str, attributes: dict[str, Any] | None) -> bool:
    matcher = subscription._filter_policy_matcher  # noqa: SLF001 (moto has no public name for it)
    return matcher is None or bool(matcher.matches(attributes, message))


def _text_for_lambda(subscription: Any, message: str, structure: str | None) -> str:
    if structure != "json":
        return message
    text: str = subscription._parse_message_structure(message, "lambda")  # noqa: SLF001 (as above)
    return text


def _event(
    subscription: Any, text: str, message_id: str, subject: str | None, attributes: dict[str, Any]
) -> dict[str, Any]:
    signing = "https://sns.us-east-1.amazonaws.com"
    notification = {
        "Type": "Notification",
        "MessageId": message_id,
        "TopicArn": subscription.topic.arn,
        "Subject": subject,
        "Message": text,
        "Timestamp": timestamp(),
        "SignatureVersion": "1",
        "Signature": "",
        "SigningCertUrl": f"{signing}/SimpleNotificationService.pem",
        "UnsubscribeUrl": f"{signing}/?Action=Unsubscribe&SubscriptionArn={subscription.arn}",
        "MessageAttributes": {name: _attribute(value) for name, value in attributes.items()},
    }
    record = {
        "EventSource": "aws:sns",
        "EventVersion": "1.0",
        "EventSubscriptionArn": subscription.arn,
        "Sns": notification,
    }
    return {"Records": [record]}


def _attribute(attribute: dict[str, Any]) -> dict[str, str]:
    value = attribute["Value"]
    text = base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)
    return {"Type": attribute["Type"], "Value": text}


def _enqueue(arn: str, event: dict[str, Any]) -> None:
    try:
        hooks.active.enqueue(arn, json.dumps(event).encode())
    except FunctionNotFound:
        _LOG.warning("notification dropped: %s does not exist", arn)


def _publish_batch(
    original: Method,
    backend: Any,
    topic_arn: str,
    publish_batch_request_entries: list[dict[str, Any]],
) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    rejected: list[dict[str, Any]] = []
    accepted: list[dict[str, Any]] = []
    for entry in publish_batch_request_entries:
        (rejected if hooks.active.fails_entry("sns.PublishBatch") else accepted).append(entry)
    successful, failed = original(backend, topic_arn, accepted)
    return successful, [*failed, *map(_failed_entry, rejected)]


def _failed_entry(entry: dict[str, Any]) -> dict[str, Any]:
    error = {"Code": "InternalError", "Message": "injected fault: partial", "SenderFault": False}
    return {"Id": entry["Id"], **error}


def _validate_filter_policy(original: Method, backend: Any, value: Any, scope: str | None) -> Any:
    return original(backend, with_plain_names(value), scope=scope)


def _matches(
    original: Method, matcher: Any, attributes: dict[str, Any] | None, message: str
) -> bool:
    """Whether all parts of one of the alternatives match."""
    scope = matcher.filter_policy_scope
    return any(
        all(original(FilterPolicyMatcher(part, scope), attributes, message) for part in parts)
        for parts in conjunctions(matcher.filter_policy or {})
    )
