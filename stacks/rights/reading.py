"""What it takes to compare what is declared with what is there, without a secret."""

from collections.abc import Mapping, Sequence
from typing import Any

from stacks.constructs.policy_document import deny, statement
from stacks.rights import actions
from stacks.rights.reach import Reach

Statements = Sequence[Mapping[str, Any]]


def everything(reach: Reach) -> Statements:
    """How things are configured; variables of functions under their own encryption context."""
    account = reach.account
    doors = f"arn:{account.partition}:apigateway:{account.region}::"
    functions = account.arn("lambda", "function:*")
    own = {"StringLike": {"kms:EncryptionContext:aws:lambda:FunctionArn": functions}}
    return [
        statement("Read", actions.READ, ["*"]),
        statement("Doors", ["apigateway:GET"], [f"{doors}/restapis*", f"{doors}/tags/*"]),
        statement("Variables", ["kms:Decrypt"], [account.arn("kms", "key/*")], own),
    ]


def states(reach: Reach) -> Statements:
    """The states of all stacks and the records of all environments, without writing one."""
    objects = [f"{reach.bucket}/*"]
    under = {"StringLike": {"kms:EncryptionContext:aws:s3:arn": objects}}
    return [
        statement("ListStates", ["s3:ListBucket"], [reach.bucket]),
        statement("ReadStates", ["s3:GetObject"], objects),
        statement("StateKey", ["kms:Decrypt"], [reach.key], under),
    ]


def records(reach: Reach) -> Statements:
    """Which environments there are: a sweep looks at all, whatever it may remove."""
    objects = [f"{reach.bucket}/environments/*"]
    under = {"StringLike": {"kms:EncryptionContext:aws:s3:arn": objects}}
    return [
        statement("ReadRecords", ["s3:GetObject"], objects),
        statement("RecordKey", ["kms:Decrypt"], [reach.key], under),
    ]


def no_secrets() -> Statements:
    """Secrets are for functions and for people, not for runs."""
    return [deny("NoSecrets", actions.EVERY_SECRET_VALUE, ["*"])]
