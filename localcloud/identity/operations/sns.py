"""SNS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html."""

from collections.abc import Iterator, Mapping
from typing import Any

from localcloud.identity.needs import Need, arn, pairs, request_tags, tag_keys

_TOPIC_ARN = 6  # parts; the ARN of a subscription has one more


def needs(name: str, params: Mapping[str, Any]) -> Iterator[Need]:
    """The rights for one operation."""
    action = f"sns:{name.removesuffix('Batch')}"
    if "SubscriptionArn" in params:
        yield Need(action, _topic_of(params["SubscriptionArn"]))
        return
    topic = _topic(params)
    if topic is None:
        yield Need(action)
        return
    yield Need(action, topic, _context(params))
    if name == "CreateTopic" and params.get("Tags"):
        yield Need("sns:TagResource", topic, _context(params))


def _topic(params: Mapping[str, Any]) -> str | None:
    for name in ("TopicArn", "ResourceArn", "TargetArn"):
        if params.get(name):
            return str(params[name])
    return arn("sns", params["Name"]) if "Name" in params else None


def _topic_of(subscription: str) -> str:
    return ":".join(subscription.split(":")[:_TOPIC_ARN])


def _context(params: Mapping[str, Any]) -> dict[str, Any]:
    if "TagKeys" in params:
        return tag_keys(params["TagKeys"])
    context = request_tags(pairs(params.get("Tags")))
    for name in ("Protocol", "Endpoint"):
        if name in params:
            context[f"sns:{name}"] = params[name]
    return context
