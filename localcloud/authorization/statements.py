"""Whether a statement of a policy speaks of a request.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from localcloud.authorization import conditions
from localcloud.authorization.patterns import Context, Unresolved, glob, substitute

Statement = Mapping[str, Any]


@dataclass(frozen=True)
class Caller:
    """Who asks: a role's session, or an AWS service (`service`), or a token's issuer.

    `role` and `session` are ARNs; both are empty for a service.
    """

    account: str = ""
    role: str = ""
    session: str = ""
    service: str = ""
    federated: str = ""


@dataclass(frozen=True)
class Request:
    """One action on one resource, with the condition keys that AWS would supply for it.

    `unsupplied` are keys that AWS would supply and that nobody computes here, in lower case.
    """

    action: str
    resource: str
    caller: Caller = Caller()
    context: Context = field(default_factory=dict)
    unsupplied: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        lowered = {name.lower(): value for name, value in self.context.items()}
        object.__setattr__(self, "context", lowered)


class Named(IntEnum):
    """How a resource's policy names the caller; the closer, the more it grants."""

    NOT = 0
    ACCOUNT = 1  # delegates: the caller's own policies decide
    ROLE = 2
    ANYBODY = 3
    SESSION = 4
    SERVICE = 5


def matches(statement: Statement, request: Request) -> bool:
    """Whether action, resource and condition of the statement cover the request.

    Raises:
        UnknownOperator, UnknownConditionKey: its condition cannot be evaluated.
    """
    try:
        return (
            _acts(statement, request.action)
            and _covers(statement, request)
            and conditions.hold(statement.get("Condition", {}), request.context, request.unsupplied)
        )
    except Unresolved:
        return False


def named(statement: Statement, caller: Caller) -> Named:
    """How the Principal of the statement names the caller."""
    principal = statement.get("Principal", {})
    if principal == "*":
        return Named.ANYBODY
    if not isinstance(principal, Mapping):
        return Named.NOT
    found = [_by_arn(str(each), caller) for each in _list(principal.get("AWS", []))]
    if caller.service and caller.service in _list(principal.get("Service", [])):
        found.append(Named.SERVICE)
    if caller.federated and caller.federated in _list(principal.get("Federated", [])):
        found.append(Named.SERVICE)
    return max(found, default=Named.NOT)


def excepted(statement: Statement, caller: Caller) -> bool:
    """Whether NotPrincipal leaves the caller out: it names the account and the role in it, both.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
    """
    principals = statement["NotPrincipal"]
    if principals == "*":
        return True
    if caller.service or caller.federated:
        return named({"Principal": principals}, caller) is not Named.NOT
    found = {_by_arn(str(each), caller) for each in _list(principals.get("AWS", []))}
    return Named.ANYBODY in found or (
        Named.ACCOUNT in found and bool(found & {Named.ROLE, Named.SESSION})
    )


def _by_arn(principal: str, caller: Caller) -> Named:
    if principal == "*":
        return Named.ANYBODY
    if caller.service or caller.federated:
        return Named.NOT
    if caller.session and principal == caller.session:
        return Named.SESSION
    if caller.role and principal == caller.role:
        return Named.ROLE
    is_account = principal == caller.account or principal.endswith(f"::{caller.account}:root")
    return Named.ACCOUNT if caller.account and is_account else Named.NOT


def _acts(statement: Statement, action: str) -> bool:
    """Actions ignore case."""
    if "NotAction" in statement:
        return not _any_action(statement["NotAction"], action)
    return _any_action(statement["Action"], action)


def _any_action(patterns: Any, action: str) -> bool:
    return any(glob(str(each).lower(), action.lower()) for each in _list(patterns))


def _covers(statement: Statement, request: Request) -> bool:
    if "NotResource" in statement:
        return not _any_resource(statement["NotResource"], request)
    # A trust policy names no resource: it is about the role that it belongs to.
    return "Resource" not in statement or _any_resource(statement["Resource"], request)


def _any_resource(patterns: Any, request: Request) -> bool:
    return any(
        glob(substitute(str(each), request.context), request.resource) for each in _list(patterns)
    )


def _list(raw: Any) -> Sequence[Any]:
    return raw if isinstance(raw, list) else [raw]
