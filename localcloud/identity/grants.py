"""The grants of KMS keys.

https://docs.aws.amazon.com/kms/latest/developerguide/grants.html, read 2026-11-26.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from localcloud.authorization.statements import Statement
from localcloud.identity import resources, roles

_WITH_CONTEXT = ("Decrypt", "Encrypt", "GenerateDataKey", "ReEncrypt")


def statements(key_arn: str, role_id: str) -> Iterator[Statement]:
    """The grants of a key as statements of its policy.

    A grant is for the role of its moment: `role_id` tells it from one of the same name that was
    made anew. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
    """
    key = resources.key(key_arn)
    for grant in list(key.grants.values()) if key else ():
        bound = getattr(grant, "role_id", None)
        if bound is None or bound == role_id:
            yield from _statements(grant)


def create(
    key_arn: str, name: str, grantee: str, operations: list[str], context: Mapping[str, str]
) -> None:
    """Grant a role the operations on a key, for one encryption context."""
    key, role = resources.key(key_arn), roles.find(grantee)
    if key is None or role is None:
        return
    for found in [each for each in list(key.grants.values()) if each.name == name]:
        key.retire_grant(found.id)
    grant = key.add_grant(name, grantee, operations, {"EncryptionContextEquals": context}, "")
    grant.role_id = role.id


def _statements(grant: Any) -> Iterator[Statement]:
    """The constraints count for operations with an encryption context only.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html
    """
    constrained = [each for each in grant.operations if each.startswith(_WITH_CONTEXT)]
    free = [each for each in grant.operations if each not in constrained]
    for operations, condition in ((constrained, _condition(grant.constraints or {})), (free, {})):
        if operations:
            yield {
                "Effect": "Allow",
                "Principal": {"AWS": grant.grantee_principal},
                "Action": [f"kms:{each}" for each in operations],
                "Resource": "*",
                "Condition": condition,
            }


def _condition(constraints: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    exact = constraints.get("EncryptionContextEquals") or {}
    wanted = {**(constraints.get("EncryptionContextSubset") or {}), **exact}
    values = {
        # No variables: what is in a grant is compared as it stands.
        f"kms:EncryptionContext:{key}": value.replace("${", "${$}{")
        for key, value in wanted.items()
    }
    keys = {"ForAllValues:StringEquals": {"kms:EncryptionContextKeys": list(exact)}}
    return {"StringEquals": values, **(keys if exact else {})}
