"""The decision on one request in one account, in IAM's order.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html, read
2026-11-26. Organizations' policies do not exist here. What no boundary limits:
docs/claims.md#anybody-with-conditions
"""

from collections.abc import Sequence
from dataclasses import dataclass

from localcloud.authorization.statements import (
    Named,
    Request,
    Statement,
    excepted,
    matches,
    named,
)

Statements = Sequence[Statement]


@dataclass(frozen=True)
class Policies:
    """What has a say in a request.

    `boundary` and `session` are None where there is none: an empty one allows nothing. In the
    policy of a KMS key (`is_key`) the account must be named, or the identity policies do not count.
    """

    identity: Statements = ()
    resource: Statements = ()
    boundary: Statements | None = None
    session: Statements | None = None
    is_key: bool = False


@dataclass(frozen=True)
class Decision:
    """Whether the request is allowed; if not, why, in the words with which AWS ends its message."""

    allowed: bool
    because: str = ""


ALLOWED = Decision(allowed=True)


def decide(request: Request, policies: Policies) -> Decision:
    """The decision of all policies together.

    Raises:
        UnknownOperator: a condition cannot be evaluated; nothing is guessed.
    """
    return _denied(request, policies) or _granted(request, policies)


def _denied(request: Request, policies: Policies) -> Decision | None:
    kinds = {
        "an identity-based policy": policies.identity,
        "a resource-based policy": [
            each for each in policies.resource if _concerns(each, request, policies)
        ],
        "a permissions boundary": policies.boundary or (),
        "a session policy": policies.session or (),
    }
    for kind, statements in kinds.items():
        if any(each["Effect"] == "Deny" and matches(each, request) for each in statements):
            return Decision(False, f"with an explicit deny in {kind}")
    return None


def _concerns(statement: Statement, request: Request, policies: Policies) -> bool:
    """Whether it names the caller; NotPrincipal never excepts one with a boundary.

    docs/claims.md#not-principal
    """
    if "NotPrincipal" in statement:
        return policies.boundary is not None or not excepted(statement, request.caller)
    return named(statement, request.caller) is not Named.NOT


def _granted(request: Request, policies: Policies) -> Decision:
    grant = _resource_grant(request, policies.resource)
    if request.caller.service or request.caller.federated:
        return ALLOWED if grant else _no("resource-based policy", request)
    if grant is Named.SESSION:
        return ALLOWED
    if policies.is_key and grant is Named.NOT:
        return _no("resource-based policy", request)
    if grant not in (Named.ROLE, Named.ANYBODY) and not _allows(policies.identity, request):
        return _no("identity-based policy", request)
    return _limited(request, policies, grant)


def _limited(request: Request, policies: Policies, grant: Named) -> Decision:
    """What boundary and session policy leave; neither limits what anybody is granted."""
    if grant is Named.ANYBODY:
        return ALLOWED
    if policies.boundary is not None and not _allows(policies.boundary, request):
        return _no("permissions boundary", request)
    if policies.session is not None and not _allows(policies.session, request):
        return _no("session policy", request)
    return ALLOWED


def _resource_grant(request: Request, statements: Statements) -> Named:
    """The closest that an Allow of the resource's own policy names the caller."""
    return max(
        (
            named(each, request.caller)
            for each in statements
            if each["Effect"] == "Allow" and matches(each, request)
        ),
        default=Named.NOT,
    )


def _allows(statements: Statements, request: Request) -> bool:
    return any(each["Effect"] == "Allow" and matches(each, request) for each in statements)


def _no(kind: str, request: Request) -> Decision:
    return Decision(False, f"because no {kind} allows the {request.action} action")
