"""IAM's decision on what the stacks declare, by the evaluator of the embedded cloud."""

from collections.abc import Iterable, Mapping
from typing import Any

from localcloud.authorization.evaluation import Policies, decide
from localcloud.authorization.statements import Request


def allows(
    statements: Iterable[Mapping[str, Any]],
    action: str,
    resource: str,
    context: Mapping[str, str],
) -> bool:
    """Whether identity policies with these statements allow the request."""
    request = Request(action, resource, context=context)
    return decide(request, Policies(identity=list(statements))).allowed
