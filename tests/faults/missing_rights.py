"""Takes rights away from a deployed environment, all of one kind, and gives them back."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import boto3

Undo = Callable[[], Any]


@contextmanager
def role_policies_deleted(suffix: str) -> Iterator[None]:
    """The environment, while the roles of its functions have no inline policies."""
    roles = {each["Role"].rpartition("/")[2] for each in _functions(suffix)}
    with _undone([undo for role in sorted(roles) for undo in _delete_policies(role)]):
        yield


@contextmanager
def keys_disabled(suffix: str) -> Iterator[None]:
    """The environment, while its KMS keys are disabled."""
    with _undone([_disable(key) for key in _keys(suffix)]):
        yield


@contextmanager
def permissions_removed(suffix: str) -> Iterator[None]:
    """The environment, while no function lets a service invoke it."""
    names = [each["FunctionName"] for each in _functions(suffix)]
    with _undone([undo for name in names for undo in _remove_permissions(name)]):
        yield


@contextmanager
def _undone(steps: list[Undo]) -> Iterator[None]:
    assert steps, "nothing was taken away"
    try:
        yield
    finally:
        for undo in steps:
            undo()


def _functions(suffix: str) -> list[dict[str, Any]]:
    listed: Any = boto3.client("lambda").list_functions()["Functions"]
    return [each for each in listed if each["FunctionName"].endswith(f"-{suffix}")]


def _delete_policies(role: str) -> Iterator[Undo]:
    iam = boto3.client("iam")
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        policy = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        iam.delete_role_policy(RoleName=role, PolicyName=name)
        yield partial(
            iam.put_role_policy,
            RoleName=role,
            PolicyName=name,
            PolicyDocument=json.dumps(policy),
        )


def _keys(suffix: str) -> list[str]:
    answer = boto3.client("resourcegroupstaggingapi").get_resources(
        ResourceTypeFilters=["kms:key"], TagFilters=[{"Key": "Environment", "Values": [suffix]}]
    )
    return [each["ResourceARN"] for each in answer["ResourceTagMappingList"]]


def _disable(key: str) -> Undo:
    kms = boto3.client("kms")
    kms.disable_key(KeyId=key)
    return partial(kms.enable_key, KeyId=key)


def _remove_permissions(function: str) -> Iterator[Undo]:
    functions = boto3.client("lambda")
    try:
        policy = functions.get_policy(FunctionName=function)["Policy"]
    except functions.exceptions.ResourceNotFoundException:
        return
    for statement in json.loads(policy)["Statement"]:
        functions.remove_permission(FunctionName=function, StatementId=statement["Sid"])
        yield partial(functions.add_permission, FunctionName=function, **_permission(statement))


def _permission(statement: dict[str, Any]) -> dict[str, Any]:
    """What AddPermission made the statement of."""
    condition = statement.get("Condition", {})
    account = condition.get("StringEquals", {}).get("AWS:SourceAccount")
    return {
        "StatementId": statement["Sid"],
        "Action": statement["Action"],
        "Principal": statement["Principal"]["Service"],
        "SourceArn": condition["ArnLike"]["AWS:SourceArn"],
        **({"SourceAccount": account} if account else {}),
    }
