"""Lambda: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html."""

from collections.abc import Iterator, Mapping
from typing import Any

from moto.awslambda.models import lambda_backends

from localcloud.account import ACCOUNT, REGION
from localcloud.identity import roles
from localcloud.identity.needs import Need, arn, pairs, request_tags, tag_keys

_OF_THE_ACCOUNT = {
    "ListFunctions", "ListEventSourceMappings", "GetAccountSettings", "ListLayers"
}  # fmt: skip
_ACTIONS = {"Invoke": "InvokeFunction", "InvokeAsync": "InvokeFunction"}
_FUNCTION_ARN = 7  # parts of the ARN of a function without a qualifier


def needs(name: str, params: Mapping[str, Any]) -> Iterator[Need]:
    """The rights for one operation."""
    if name in _OF_THE_ACCOUNT:
        yield Need(f"lambda:{name}")
    elif "EventSourceMapping" in name:
        yield from _mapping(f"lambda:{name}", params)
    elif "Resource" in params:
        yield Need(f"lambda:{name}", params["Resource"], _tags(params))
    else:
        yield from _function(name, params)


def passes(role_arn: str, service: str) -> Need:
    """The right to hand a role to a service."""
    role = roles.find(role_arn)
    resource = role.arn if role else role_arn
    return Need("iam:PassRole", resource, {"iam:PassedToService": service})


def function_arn(name: str) -> str:
    """The ARN of a function named by name, partial ARN or ARN, without its qualifier."""
    if name.startswith("arn:"):
        return ":".join(name.split(":")[:_FUNCTION_ARN])
    bare = name.rpartition(":function:")[2].split(":")[0]
    return arn("lambda", f"function:{bare}")


def _function(name: str, params: Mapping[str, Any]) -> Iterator[Need]:
    function = function_arn(params["FunctionName"])
    if params.get("Qualifier"):
        function = f"{function}:{params['Qualifier']}"
    context = request_tags(pairs(params.get("Tags")))
    if "Principal" in params:
        context["lambda:Principal"] = params["Principal"]
    if "FunctionUrlAuthType" in params:
        context["lambda:FunctionUrlAuthType"] = params["FunctionUrlAuthType"]
    key = str(params.get("KMSKeyArn") or "")
    yield Need(f"lambda:{_ACTIONS.get(name, name)}", function, context, key)
    if name == "CreateFunction" and params.get("Tags"):
        yield Need("lambda:TagResource", function, context)
    if params.get("Role"):
        yield passes(params["Role"], "lambda.amazonaws.com")


def _mapping(action: str, params: Mapping[str, Any]) -> Iterator[Need]:
    context = request_tags(pairs(params.get("Tags")))
    if "UUID" not in params:
        function = {"lambda:FunctionArn": function_arn(params["FunctionName"])}
        yield Need(action, context={**function, **context})
        if context:
            yield Need("lambda:TagResource", arn("lambda", "event-source-mapping:*"), context)
        return
    stored = lambda_backends[ACCOUNT][REGION]._event_source_mappings.get(params["UUID"])  # noqa: SLF001 (moto has no public name for it)
    if stored:
        context["lambda:FunctionArn"] = function_arn(stored.function_arn)
    yield Need(action, arn("lambda", f"event-source-mapping:{params['UUID']}"), context)
    if stored and params.get("FunctionName"):
        yield Need(action, arn("lambda", f"event-source-mapping:{params['UUID']}"), {
            **context, "lambda:FunctionArn": function_arn(params["FunctionName"])
        })  # fmt: skip


def _tags(params: Mapping[str, Any]) -> dict[str, Any]:
    if "TagKeys" in params:
        return tag_keys(params["TagKeys"])
    return request_tags(pairs(params.get("Tags")))
