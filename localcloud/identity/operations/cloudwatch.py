"""CloudWatch: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html."""

from collections.abc import Iterator, Mapping
from typing import Any

from localcloud.account import ACCOUNT
from localcloud.identity.needs import EVERY, Need, arn, pairs, request_tags, tag_keys


def needs(name: str, params: Mapping[str, Any]) -> Iterator[Need]:
    """The rights for one operation."""
    context = _context(params)
    yield from (Need(f"cloudwatch:{name}", each, context) for each in _resources(name, params))
    if name == "PutMetricAlarm" and params.get("Tags"):
        yield Need("cloudwatch:TagResource", _alarm(params["AlarmName"]), context)


def _resources(name: str, params: Mapping[str, Any]) -> list[str]:
    if "ResourceARN" in params:
        return [params["ResourceARN"]]
    if "AlarmName" in params:
        return [_alarm(params["AlarmName"])]
    if "Alarm" in name:
        return [_alarm(each) for each in params.get("AlarmNames") or [EVERY]]
    boards = (
        [params["DashboardName"]] if "DashboardName" in params else params.get("DashboardNames")
    )
    return [f"arn:aws:cloudwatch::{ACCOUNT}:dashboard/{each}" for each in boards or []] or [EVERY]


def _alarm(name: str) -> str:
    return arn("cloudwatch", f"alarm:{name}")


def _context(params: Mapping[str, Any]) -> dict[str, Any]:
    if "TagKeys" in params:
        return tag_keys(params["TagKeys"])
    context = request_tags(pairs(params.get("Tags")))
    if params.get("AlarmActions"):
        context["cloudwatch:AlarmActions"] = params["AlarmActions"]
    if params.get("Namespace"):
        context["cloudwatch:namespace"] = params["Namespace"]
    return context
