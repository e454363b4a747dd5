"""What a refresh cannot see, since no state holds it: rights on functions, stray resources."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure
from gitops.adapters.project import project
from gitops.environment.existence import NOT_FOUND, Thing
from policies.engine.secrets import mask_text

FUNCTION, PERMISSION, ALIAS = "aws_lambda_function", "aws_lambda_permission", "aws_lambda_alias"
PARAMETER, KEY = ":parameter", "aws_kms_key"
# Attributes with the ARN of the resource itself.
ARNS = ("arn", "dashboard_arn")
LATEST = ""
Shown = Mapping[str, Mapping[str, Any]]
Target = tuple[str, str]


def permissions(shown: Shown, cloud: Cloud) -> dict[str, list[str]]:
    """By stack, the statements in policies of its functions that no stack declares.

    `shown` is stack -> refresh-only plan as JSON. docs/claims.md#function-policy

    Raises:
        Failure: the cloud refused to answer.
    """
    declared = {
        (*_target(one, "qualifier"), one["values"].get("statement_id"))
        for plan in shown.values()
        for one in _managed(plan, PERMISSION)
    }
    aliases = [_target(one, "name") for plan in shown.values() for one in _managed(plan, ALIAS)]
    return {
        stack: [
            _added(one["address"], statement)
            for one in _managed(plan, FUNCTION)
            for target in _targets(one, aliases)
            for statement in _statements(*target, cloud)
            if (*target, statement.get("Sid")) not in declared
        ]
        for stack, plan in shown.items()
    }


def resources(suffix: str, shown: Shown, cloud: Cloud) -> list[str]:
    """The resources with the environment's tag that are in no state of `shown`, a line each.

    Raises:
        Failure: the cloud refused to answer.
    """
    known = {arn for plan in shown.values() for one in _managed(plan) for arn in _arns(one)}
    return sorted(
        f"{mask_text(arn)}: has the tag Environment = {suffix} and is in no state"
        for arn in _tagged(suffix, cloud)
        if arn not in known and not _is_operators(arn) and _exists(arn, cloud)
    )


def prefixes() -> tuple[str, ...]:
    """What the names of parameters that operators keep outside of Terraform begin with."""
    return project().operator_parameters


def _managed(plan: Mapping[str, Any], kind: str = "") -> Iterator[Mapping[str, Any]]:
    root = plan.get("prior_state", {}).get("values", {}).get("root_module", {})
    for one in root.get("resources", ()):
        if one["mode"] == "managed" and kind in ("", one["type"]):
            yield one


def _target(one: Mapping[str, Any], attribute: str) -> Target:
    """The name of a function, also from its ARN, and what the attribute says of its version."""
    values = one["values"]
    name = str(values["function_name"]).rpartition(":function:")[2].partition(":")[0]
    return name, values.get(attribute) or LATEST


def _targets(function: Mapping[str, Any], aliases: Iterable[Target]) -> Iterator[Target]:
    """What may have a policy of its own: the function and each of its aliases."""
    own = _target(function, "")
    yield own
    yield from (alias for alias in aliases if alias[0] == own[0])


def _statements(name: str, qualifier: str, cloud: Cloud) -> list[Mapping[str, Any]]:
    arguments = {"FunctionName": name, **({"Qualifier": qualifier} if qualifier else {})}
    try:
        answer = client(cloud, "lambda").get_policy(**arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] in NOT_FOUND:
            # A function without a policy, or none: the refresh reports that one.
            return []
        raise Failure(f"The policy of {name} cannot be read: {error}") from error
    found: list[Mapping[str, Any]] = json.loads(answer["Policy"])["Statement"]
    return found


def _added(address: str, statement: Mapping[str, Any]) -> str:
    who = json.dumps(statement.get("Principal"), sort_keys=True)
    when = statement.get("Condition")
    condition = f" if {json.dumps(when, sort_keys=True)}" if when else ""
    return mask_text(
        f"{address}: permission {statement.get('Sid')} was added outside of Terraform:"
        f" {who} may {statement.get('Action')}{condition}"
    )


def _arns(one: Mapping[str, Any]) -> Iterator[str]:
    for name in ARNS:
        if isinstance(arn := one["values"].get(name), str):
            yield arn.removesuffix(":*")


def _tagged(suffix: str, cloud: Cloud) -> set[str]:
    pages = (
        client(cloud, "resourcegroupstaggingapi")
        .get_paginator("get_resources")
        .paginate(TagFilters=[{"Key": "Environment", "Values": [suffix]}])
    )
    found = pages.search("ResourceTagMappingList[].ResourceARN")
    try:
        return {str(arn).removesuffix(":*") for arn in found}
    except ClientError as error:
        raise Failure(f"The resources of {suffix} cannot be listed: {error}") from error


def _is_operators(arn: str) -> bool:
    """Whether operators keep it outside of Terraform, and so it belongs to no state."""
    name = arn.partition(PARAMETER)[2]
    return bool(name) and name.startswith(prefixes())


def _exists(arn: str, cloud: Cloud) -> bool:
    """Whether the tagging API is right; what may not be described counts as if it were."""
    thing = Thing.of_arn(arn)
    try:
        if thing.kind == KEY:
            key = client(cloud, "kms").describe_key(KeyId=arn)["KeyMetadata"]
            return bool(key["KeyState"] != "PendingDeletion")
        return thing.exists(cloud)
    except ClientError as error:
        return error.response["Error"]["Code"] not in NOT_FOUND
