"""What the integration tests need in an environment that is theirs alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from stacks.constructs.policy_document import statement
from stacks.rights import actions
from stacks.rights.reach import Reach


def exercise(reach: Reach) -> Sequence[Mapping[str, Any]]:
    """Events in, results out, secrets made and removed; by name."""
    tables = reach.arns("dynamodb", "table/*-{}", "table/*-{}/stream/*")
    secrets = reach.arns("ssm", "parameter/market-pipelines/webhook-secret/*-{}")
    key, by_ssm = [reach.account.arn("kms", "key/*")], f"ssm.{reach.account.region}.amazonaws.com"
    for_secrets = {**reach.tagged, "StringEquals": {"kms:ViaService": by_ssm}}
    return [
        statement("Items", actions.TESTED_TABLES, tables),
        statement("Messages", actions.TESTED_QUEUES, reach.arns("sqs", "*-{}")),
        statement("Lines", actions.TESTED_LOGS, reach.arns("logs", "log-group:*-{}:*")),
        statement("Invocations", ["lambda:InvokeFunction"], reach.arns("lambda", "function:*-{}")),
        statement("Secrets", [*actions.SECRETS, *actions.SECRET_VALUES], secrets),
        statement("SecretKey", ["kms:Decrypt", "kms:Encrypt"], key, for_secrets),
    ]
