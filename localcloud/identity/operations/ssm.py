"""Parameters: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html."""

from collections.abc import Iterator, Mapping
from typing import Any

from moto.ssm.models import ssm_backends

from localcloud.account import ACCOUNT, REGION
from localcloud.identity.needs import Need, arn, pairs, request_tags, tag_keys


def needs(name: str, params: Mapping[str, Any]) -> Iterator[Need]:
    """The rights for one operation."""
    action = f"ssm:{name}"
    if name == "DescribeParameters":
        yield Need(action)
        return
    context = _context(params)
    for parameter in _names(params):
        resource = arn("ssm", f"parameter/{parameter.lstrip('/')}")
        yield Need(action, resource, context, _key(name, params, parameter))
        if name == "PutParameter" and params.get("Tags"):
            yield Need("ssm:AddTagsToResource", resource, context)


def _key(name: str, params: Mapping[str, Any], parameter: str) -> str:
    """The key that encrypts or decrypts the value in this request, "" if none does."""
    if name == "PutParameter" and params.get("Type") == "SecureString":
        return str(params.get("KeyId") or "")
    parameters = ssm_backends[ACCOUNT][REGION]._parameters  # noqa: SLF001 (moto has no public name for it)
    stored = parameters.get(parameters.normalize_name(parameter))
    if not stored or not (params.get("WithDecryption") or name == "PutParameter"):
        return ""
    return str(stored[-1].keyid or "")


def _names(params: Mapping[str, Any]) -> list[str]:
    if "Names" in params:
        return list(params["Names"])
    found = params.get("Name") or params.get("ResourceId") or params.get("Path") or "*"
    return [str(found)]


def _context(params: Mapping[str, Any]) -> dict[str, Any]:
    if "TagKeys" in params:
        return tag_keys(params["TagKeys"])
    context = request_tags(pairs(params.get("Tags")))
    if "Overwrite" in params:
        context["ssm:Overwrite"] = str(params["Overwrite"]).lower()
    return context
