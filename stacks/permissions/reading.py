"""The permissions to compare declared and deployed resources, without secrets."""

from collections.abc import Mapping, Sequence
from typing import Any

from stacks.constructs.policy_document import deny, statement
from stacks.permissions import actions
from stacks.permissions.scope import Scope

Statements = Sequence[Mapping[str, Any]]


def everything(scope: Scope) -> Statements:
    """The configuration of all resources; variables of functions in these environments only."""
    account = scope.account
    apis = f"arn:{account.partition}:apigateway:{account.region}::"
    return [
        statement("Read", actions.READ, ["*"]),
        statement("ReadFunctions", actions.READ_FUNCTIONS, scope.arns("lambda", "function:*-{}")),
        statement("ReadRestApis", ["apigateway:GET"], [f"{apis}/restapis*"]),
    ]


def existing() -> Statements:
    """Which resources exist, for whoever makes and removes some."""
    return [statement("Find", actions.FIND, ["*"])]


def keys(scope: Scope) -> Statements:
    """The configuration of keys, and the variables that Lambda decrypts with them.

    For a role that no key policy names. docs/claims.md#variables-by-creator
    """
    account = scope.account
    every = [account.arn("kms", "key/*")]
    functions = scope.arns("lambda", "function:*-{}")
    own: Mapping[str, Mapping[str, Any]] = {
        "StringEquals": {"kms:ViaService": f"lambda.{account.region}.amazonaws.com"},
        "StringLike": {"kms:EncryptionContext:aws:lambda:FunctionArn": functions},
    }
    return [
        statement("ReadKeys", actions.READ_KEYS, every),
        statement("Variables", ["kms:Decrypt"], every, own),
    ]


def states(scope: Scope) -> Statements:
    """The states of all stacks and the records of all environments, without writing one."""
    objects = [f"{scope.bucket}/*"]
    under = {"StringLike": {"kms:EncryptionContext:aws:s3:arn": objects}}
    return [
        statement("ListStates", ["s3:ListBucket"], [scope.bucket]),
        statement("ReadStates", ["s3:GetObject"], objects),
        statement("StateKey", ["kms:Decrypt"], [scope.key], under),
    ]


def records(scope: Scope, form: str) -> Statements:
    """The records of environments; `{}` in `form` is the suffix of one of these."""
    objects = list(dict.fromkeys(scope.objects(f"environments/{form}")))
    under = {"StringLike": {"kms:EncryptionContext:aws:s3:arn": objects}}
    return [
        statement("ReadRecords", ["s3:GetObject"], objects),
        statement("RecordKey", ["kms:Decrypt"], [scope.key], under),
    ]


def versions(scope: Scope) -> Statements:
    """Since when each record is there, whatever its last version says: for sweeps."""
    below = {"StringEquals": {"s3:prefix": "environments/"}}
    return [statement("RecordVersions", ["s3:ListBucketVersions"], [scope.bucket], below)]


def no_secrets() -> Statements:
    """Secrets are for functions and operators, not for workflow runs."""
    return [deny("NoSecrets", actions.EVERY_SECRET_VALUE, ["*"])]
