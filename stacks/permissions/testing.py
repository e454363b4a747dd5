"""The permissions that the integration tests need in an environment of their own."""

from collections.abc import Mapping, Sequence
from typing import Any

from stacks.constructs.policy_document import statement
from stacks.permissions import actions
from stacks.permissions.scope import Scope


def exercise(scope: Scope) -> Sequence[Mapping[str, Any]]:
    """Send events, read results, create and delete secrets; by name."""
    tables = scope.arns("dynamodb", "table/*-{}")
    secrets = scope.arns("ssm", "parameter/market-pipelines/webhook-secret/*-{}")
    return [
        statement("Items", actions.TESTED_TABLES, tables),
        statement("Messages", actions.TESTED_QUEUES, scope.arns("sqs", "*-{}")),
        statement("Lines", actions.TESTED_LOGS, scope.arns("logs", "log-group:*-{}:*")),
        statement("Invocations", actions.TESTED_FUNCTIONS, scope.arns("lambda", "function:*-{}")),
        statement("Secrets", [*actions.SECRETS, *actions.SECRET_VALUES], secrets),
    ]
