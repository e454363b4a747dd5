"""Who asks, with the policies that limit them and the condition keys that speak of them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html, read
2026-11-26.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from localcloud.account import ACCOUNT, REGION
from localcloud.authorization.patterns import Context
from localcloud.authorization.statements import Caller, Statement
from localcloud.identity import roles
from localcloud.identity.sessions import Session, UnknownKey

_EVERYTHING: Sequence[Statement] = (
    {"Effect": "Allow", "Action": "*", "Resource": "*"},
)  # the policy AdministratorAccess
ANONYMOUS = "anonymous"
_OF_A_PRINCIPAL = ("aws:PrincipalAccount", "aws:PrincipalIsAWSService")
ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:user/administrator"


@dataclass(frozen=True)
class Principal:
    """`name` is what a refusal calls the caller: an ARN, or the host name of a service."""

    name: str
    caller: Caller
    identity: Sequence[Statement] = ()
    boundary: Sequence[Statement] | None = None
    session: Sequence[Statement] | None = None
    context: Context = field(default_factory=dict)
    role_id: str = ""


def administrator() -> Principal:
    """The user of the documentation's credentials: everything that no policy denies."""
    context = {**_always(), "aws:PrincipalArn": ADMINISTRATOR, "aws:PrincipalType": "User"}
    # A policy that names the user is one that names a role: its own ARN.
    caller = Caller(account=ACCOUNT, role=ADMINISTRATOR)
    return Principal(ADMINISTRATOR, caller, _EVERYTHING, context=context)


def of_session(session: Session) -> Principal:
    """The session of a role, with the role's policies of this moment.

    Raises:
        UnknownKey: the role was deleted, even if another one of its name exists.
    """
    role = roles.find(session.role)
    if role is None or role.id != session.role_id:
        raise UnknownKey(session.access_key_id)
    context = {
        **_always(),
        "aws:PrincipalArn": role.arn,
        "aws:PrincipalType": "AssumedRole",
        "aws:userid": session.user_id,
        **_tags({**role.tags, **session.tags}),
        **({"aws:FederatedProvider": session.provider} if session.provider else {}),
    }
    return Principal(
        session.arn, session.caller, role.identity, role.boundary, session.policy, context, role.id
    )


def anonymous() -> Principal:
    """Whoever sends an unsigned request; only a resource's own policy can let it in."""
    context = {name: value for name, value in _always().items() if name not in _OF_A_PRINCIPAL}
    context |= {"aws:PrincipalType": "Anonymous", "aws:userid": ANONYMOUS}
    return Principal(ANONYMOUS, Caller(), context=context)


def execution_role(role_arn: str, function: str) -> Principal | None:
    """Lambda with a function's role, for what it does around the function; None: no such role."""
    role = roles.find(role_arn)
    if role is None:
        return None
    return of_session(Session("", "", "", role.arn, role.id, function, expires_at=0))


def service(host: str, source_arn: str) -> Principal:
    """A service that calls by itself, for the resource `source_arn`."""
    context = {
        "aws:PrincipalIsAWSService": "true",
        "aws:PrincipalServiceName": host,
        "aws:SecureTransport": "true",
        "aws:RequestedRegion": REGION,
        "aws:SourceArn": source_arn,
        "aws:SourceAccount": ACCOUNT,
    }
    return Principal(host, Caller(service=host), context=context)


def _always() -> dict[str, str]:
    now = datetime.now(UTC)
    return {
        "aws:CurrentTime": now.isoformat(),
        "aws:EpochTime": str(int(now.timestamp())),
        "aws:PrincipalAccount": ACCOUNT,
        "aws:PrincipalIsAWSService": "false",
        "aws:RequestedRegion": REGION,
        # The embedded cloud has no certificate; its clients speak as they would to AWS.
        "aws:SecureTransport": "true",
        "aws:SourceIp": "127.0.0.1",
        "aws:ViaAWSService": "false",
    }


def _tags(tags: Mapping[str, str]) -> dict[str, str]:
    return {f"aws:PrincipalTag/{name}": value for name, value in tags.items()}
