"""Topics and subscriptions: what SNS refuses and moto takes, or refuses in other words.

Sources, read 2026-11-26: tests/recordings/aws/errors.jsonl;
https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html (protocols).
SNS adds to the sentence about a filter policy the place in its text; the place is left out.
"""

import json
from typing import Any

from moto.core.exceptions import ServiceException

from localcloud.refusals.requests import Rule, ServiceRequest
from localcloud.service_errors import ServiceError

_MOST_BYTES = 256 * 1024
_PROTOCOLS = (
    "application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs",
)  # fmt: skip


def _invalid(reason: str) -> ServiceError:
    return ServiceError("InvalidParameter", f"Invalid parameter: {reason}", 400)


def _message(request: ServiceRequest) -> None:
    message = request.params["Message"]
    if not message:
        raise _invalid("Empty message")
    if len(message.encode()) > _MOST_BYTES:
        raise _invalid("Message too long")
    if request.params.get("Subject") == "":
        raise _invalid("Subject")


def _subscription(request: ServiceRequest) -> None:
    protocol = request.params["Protocol"]
    if protocol not in _PROTOCOLS:
        raise _invalid(f"Amazon SNS does not support this protocol string: {protocol}")
    attributes = request.params.get("Attributes") or {}
    if attributes.get("FilterPolicy"):
        _filter_policy(request.backend("sns"), attributes)


def _filter_policy(backend: Any, attributes: dict[str, str]) -> None:
    beginning = "Attributes Reason: FilterPolicy: "
    try:
        policy = json.loads(attributes["FilterPolicy"])
    except ValueError as error:
        raise _invalid(f"{beginning}failed to parse JSON.") from error
    scope = attributes.get("FilterPolicyScope", "MessageAttributes")
    try:
        backend._validate_filter_policy(policy, scope=scope)  # noqa: SLF001 (moto has no public name for it)
    except ServiceException as invalid:
        reason = str(invalid.message).partition("FilterPolicy: ")[2]
        if not reason:
            raise ServiceError(invalid.code, str(invalid.message), 400) from invalid
        raise _invalid(beginning + reason) from invalid


def _tags(request: ServiceRequest) -> None:
    arn = f"arn:aws:sns:{request.region}:{request.account}:{request.params['Name']}"
    topic = request.backend("sns").topics.get(arn)
    wanted = {each["Key"]: each["Value"] for each in request.params.get("Tags") or ()}
    if topic is not None and wanted and not wanted.items() <= topic._tags.items():  # noqa: SLF001 (moto has no public name for it)
        raise _invalid("Tags Reason: Topic already exists with different tags")


RULES: dict[str, tuple[Rule, ...]] = {
    "sns.CreateTopic": (_tags,),
    "sns.Publish": (_message,),
    "sns.Subscribe": (_subscription,),
}
