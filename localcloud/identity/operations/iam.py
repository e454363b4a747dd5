"""IAM: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html."""

from collections.abc import Iterator, Mapping
from typing import Any

from localcloud.account import ACCOUNT
from localcloud.authorization import reference
from localcloud.identity import roles
from localcloud.identity.needs import EVERY, Need, pairs, request_tags, tag_keys


def needs(name: str, params: Mapping[str, Any]) -> Iterator[Need]:
    """The rights for one operation."""
    resource, context = _resource(params), _context(params)
    types = reference.find(f"iam:{name}").types
    yield Need(f"iam:{name}", resource if types else EVERY, context)
    if name == "CreateRole" and params.get("Tags"):
        yield Need("iam:TagRole", resource, context)


def _resource(params: Mapping[str, Any]) -> str:
    if "RoleName" in params:
        role = roles.find(params["RoleName"])
        path = params.get("Path") or "/"
        return role.arn if role else _arn(f"role{path}{params['RoleName']}")
    for name in ("PolicyArn", "OpenIDConnectProviderArn"):
        if name in params:
            return str(params[name])
    if "PolicyName" in params:
        return _arn(f"policy{params.get('Path') or '/'}{params['PolicyName']}")
    if "Url" in params:
        return _arn(f"oidc-provider/{str(params['Url']).removeprefix('https://')}")
    return EVERY


def _arn(resource: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:{resource}"


def _context(params: Mapping[str, Any]) -> dict[str, Any]:
    context = request_tags(pairs(params.get("Tags")))
    if "TagKeys" in params:
        context = tag_keys(params["TagKeys"])
    role = roles.find(params["RoleName"]) if "RoleName" in params else None
    boundary = params.get("PermissionsBoundary") or (role.boundary_arn if role else "")
    if boundary:
        context["iam:PermissionsBoundary"] = boundary
    if "RoleName" in params and "PolicyArn" in params:
        context["iam:PolicyARN"] = params["PolicyArn"]
    return context
