"""CloudWatch Logs.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from localcloud.identity.needs import Need, arn, pairs, request_tags, tag_keys

_OF_THE_ACCOUNT = {"DescribeLogGroups", "DescribeQueries", "DescribeResourcePolicies"}
_ON_STREAMS = {"CreateLogStream", "DeleteLogStream", "GetLogEvents", "PutLogEvents"}


def needs(name: str, params: Mapping[str, Any]) -> Iterator[Need]:
    """The rights for one operation."""
    action = f"logs:{name}"
    if name in _OF_THE_ACCOUNT:
        yield Need(action)
    elif "resourceArn" in params:
        yield Need(action, str(params["resourceArn"]).removesuffix(":*"), _context(params))
    else:
        yield from _on_group(name, params)


def _on_group(name: str, params: Mapping[str, Any]) -> Iterator[Need]:
    resource = _group(name, params)
    context = _context(params)
    yield Need(f"logs:{name}", resource, context, str(params.get("kmsKeyId") or ""))
    if name == "CreateLogGroup" and context:
        yield Need("logs:TagResource", resource.removesuffix(":log-stream:"), context)


def _group(name: str, params: Mapping[str, Any]) -> str:
    """The ARN in refusals: a group is named with the stream of which it is not asked."""
    found = params.get("logGroupName") or params.get("logGroupIdentifier") or "*"
    group = found.rpartition(":log-group:")[2].removesuffix(":*")
    stream = params.get("logStreamName", "") if name in _ON_STREAMS else ""
    return arn("logs", f"log-group:{group}:log-stream:{stream}")


def _context(params: Mapping[str, Any]) -> dict[str, Any]:
    if "tagKeys" in params:
        return tag_keys(params["tagKeys"])
    return request_tags(pairs(params.get("tags")))
