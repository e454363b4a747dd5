"""Topics and subscriptions: what SNS refuses and moto takes, or refuses in other words.

Sources, read 2026-11-26: tests/recordings/aws/errors.jsonl;
https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html (protocols).
SNS adds to the sentence about a filter policy the place in its text; the place is left out.
"""

import json
import re
from typing import Any

from moto.core.exceptions import ServiceException

from localcloud.authorization import grammar
from localcloud.refusals.requests import Rule, ServiceRequest
from localcloud.service_errors import ServiceError

_MOST_BYTES = 256 * 1024
_ARN_PARTS = 6
_PROTOCOLS = (
    "application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs",
)  # fmt: skip
_SCOPES = ("MessageBody", "MessageAttributes")
_OF_SUBSCRIPTION = (
    "DeliveryPolicy", "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy",
    "ReplayPolicy", "SubscriptionRoleArn",
)  # fmt: skip
_NAME = re.compile(r"[A-Za-z0-9_-]{1,256}|[A-Za-z0-9_-]{1,251}\.fifo")
_OF_TOPIC = re.compile(
    "ArchivePolicy|ContentBasedDeduplication|DeliveryPolicy|DisplayName|FifoThroughputScope"
    "|FifoTopic|KmsMasterKeyId|Policy|SignatureVersion|TracingConfig"
    "|(Application|Firehose|HTTP|Lambda|SQS)"
    "(FailureFeedbackRoleArn|SuccessFeedbackRoleArn|SuccessFeedbackSampleRate)"
)


def _invalid(reason: str) -> ServiceError:
    return ServiceError("InvalidParameter", f"Invalid parameter: {reason}", 400)


def _topic_arn(request: ServiceRequest) -> None:
    parts = request.params.get("TopicArn", ":" * _ARN_PARTS).split(":")
    if len(parts) < _ARN_PARTS:
        raise _invalid(
            f"TopicArn Reason: An ARN must have at least {_ARN_PARTS} elements, not {len(parts)}"
        )


def _message(request: ServiceRequest) -> None:
    message = request.params["Message"]
    if not message:
        raise _invalid("Empty message")
    if len(message.encode()) > _MOST_BYTES:
        raise _invalid("Message too long")
    if request.params.get("Subject") == "":
        raise _invalid("Subject")


def _messages(request: ServiceRequest) -> None:
    entries = request.params["PublishBatchRequestEntries"]
    if sum(len(entry["Message"].encode()) for entry in entries) > _MOST_BYTES:
        raise ServiceError(
            "BatchRequestTooLong",
            "The length of all the messages put together is more than the limit.",
            400,
        )


def _subscription(request: ServiceRequest) -> None:
    protocol = request.params["Protocol"]
    if protocol not in _PROTOCOLS:
        raise _invalid(f"Amazon SNS does not support this protocol string: {protocol}")
    if protocol == "sqs" and not request.params.get("Endpoint", "").startswith("arn:"):
        raise _invalid("SQS endpoint ARN")
    attributes = request.params.get("Attributes") or {}
    for name, value in attributes.items():
        scope = attributes.get("FilterPolicyScope", "MessageAttributes")
        _reject_attribute(request, name, value, scope, "Attributes Reason: ")


def _changed_subscription(request: ServiceRequest) -> None:
    params = request.params
    subscription = request.backend("sns").subscriptions.get(params["SubscriptionArn"])
    stored = subscription.attributes if subscription else {}
    scope = stored.get("FilterPolicyScope", "MessageAttributes")
    _reject_attribute(request, params["AttributeName"], params.get("AttributeValue", ""), scope)


def _reject_attribute(
    request: ServiceRequest, name: str, value: str, scope: str, beginning: str = ""
) -> None:
    if name not in _OF_SUBSCRIPTION:
        raise _invalid("AttributeName")
    if name == "RawMessageDelivery" and value.lower() not in ("true", "false"):
        raise _invalid(f"{beginning}{name}: Invalid value [{value}]. Must be true or false.")
    if name == "FilterPolicyScope" and value not in _SCOPES:
        raise _invalid(
            f"{beginning}{name}: Invalid value [{value}]. Please use either {' or '.join(_SCOPES)}"
        )
    if name == "RedrivePolicy" and value:
        target = _parsed(name, value, beginning).get("deadLetterTargetArn", "")
        if len(str(target).split(":")) < _ARN_PARTS:
            raise _invalid(f"{beginning}{name}: deadLetterTargetArn is an invalid arn")
    if name == "FilterPolicy" and value:
        _reject_filter(request.backend("sns"), _parsed(name, value, beginning), scope, beginning)


def _parsed(name: str, text: str, beginning: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise _invalid(f"{beginning}{name}: failed to parse JSON.") from error


def _reject_filter(backend: Any, policy: Any, scope: str, beginning: str) -> None:
    try:
        backend._validate_filter_policy(policy, scope=scope)  # noqa: SLF001 (moto has no public name for it)
    except ServiceException as invalid:
        reason = str(invalid.message).partition("FilterPolicy: ")[2]
        if not reason:
            raise ServiceError(invalid.code, str(invalid.message), 400) from invalid
        raise _invalid(f"{beginning}FilterPolicy: {reason}") from invalid


def _topic_attribute(request: ServiceRequest) -> None:
    name, value = request.params["AttributeName"], request.params.get("AttributeValue")
    if not _OF_TOPIC.fullmatch(name):
        raise _invalid("AttributeName")
    if name == "Policy":
        _reject_policy(value or "")


def _reject_policy(text: str) -> None:
    # https://github.com/serverless/serverless/issues/5519, read 2026-11-27
    try:
        grammar.check(text, "Principal")
    except grammar.MalformedPolicy as error:
        raise _invalid("Policy Error: null") from error


def _new_topic(request: ServiceRequest) -> None:
    if not _NAME.fullmatch(request.params["Name"]):
        raise _invalid("Topic Name")
    policy = (request.params.get("Attributes") or {}).get("Policy")
    if policy:
        _reject_policy(policy)


def _tags(request: ServiceRequest) -> None:
    arn = f"arn:aws:sns:{request.region}:{request.account}:{request.params['Name']}"
    topic = request.backend("sns").topics.get(arn)
    wanted = {each["Key"]: each["Value"] for each in request.params.get("Tags") or ()}
    if topic is not None and wanted and not wanted.items() <= topic._tags.items():  # noqa: SLF001 (moto has no public name for it)
        raise _invalid("Tags Reason: Topic already exists with different tags")


RULES: dict[str, tuple[Rule, ...]] = {
    "sns.CreateTopic": (_new_topic, _tags),
    "sns.DeleteTopic": (_topic_arn,),
    "sns.GetTopicAttributes": (_topic_arn,),
    "sns.Publish": (_topic_arn, _message),
    "sns.PublishBatch": (_topic_arn, _messages),
    "sns.SetSubscriptionAttributes": (_changed_subscription,),
    "sns.SetTopicAttributes": (_topic_arn, _topic_attribute),
    "sns.Subscribe": (_topic_arn, _subscription),
}
