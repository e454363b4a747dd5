"""AssumeRole, AssumeRoleWithWebIdentity and GetCallerIdentity.

Sources: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html,
API_AssumeRole.html and API_GetCallerIdentity.html; recordings of real AWS for the sentences. The
order of the checks: docs/claims.md#web-identity-order
"""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from moto.core.responses import ActionResult

from localcloud import hooks
from localcloud.account import ACCOUNT
from localcloud.authorization.conditions import UnknownOperator
from localcloud.authorization.evaluation import Policies, decide
from localcloud.authorization.statements import Caller, Request
from localcloud.identity import role_policies, web_identity
from localcloud.identity.sessions import Expired, Session, UnknownKey
from localcloud.moto_patches.sts import parameters
from localcloud.moto_patches.sts.refusals import (
    Refused,
    denied,
    expired_key,
    unknown_key,
    unsupported,
)
from localcloud.moto_patches.wrapping import Method

Asked = Mapping[str, Any]
_PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/"
_ADMINISTRATOR = f"arn:aws:sts::{ACCOUNT}:user/moto"
_EVERYTHING = [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
_ACCESS_KEY = re.compile(r"Credential=([^/,\s]+)/")
_SESSION_KEY = "ASIA"
_HOUR = 3_600


def assume_role_with_web_identity(_original: Method, handler: Any) -> ActionResult:
    """Exchange the token of an OIDC provider for a session; nobody signs this request."""
    asked = parameters.checked(handler)
    identity = _identity(asked)
    provider = _PROVIDER + identity.issuer
    context = {**identity.context, "sts:RoleSessionName": asked["RoleSessionName"]}
    role = role_policies.find_role(asked["RoleArn"])
    action = "sts:AssumeRoleWithWebIdentity"
    request = Request(action, asked["RoleArn"], Caller(federated=provider), context)
    if role is None or not _allowed(request, Policies(resource=_trust(role))):
        raise denied(f"Not authorized to perform {action}")
    about = {
        "SubjectFromWebIdentityToken": identity.subject,
        "Audience": identity.audience,
        "Provider": provider,
    }
    return ActionResult(_answer(_open(role, asked, provider=provider)) | about)


def assume_role(_original: Method, handler: Any) -> ActionResult:
    """Give the caller a session of another role."""
    asked = parameters.checked(handler)
    tags = _tags(asked)
    caller = caller_of(handler)
    if caller and asked.get("DurationSeconds", 0) > _HOUR:
        raise Refused(
            "ValidationError",
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by"
            " role chaining",
        )
    role = role_policies.find_role(asked["RoleArn"])
    for action in ("sts:AssumeRole", *(["sts:TagSession"] if tags else [])):
        if role is None or not _may_take(caller, role, action, asked, tags):
            user = caller.arn if caller else _ADMINISTRATOR
            raise denied(
                f"User: {user} is not authorized to perform: {action} on resource:"
                f" {asked['RoleArn']}"
            )
    return ActionResult(_answer(_open(role, asked, tags=tags)))


def get_caller_identity(original: Method, handler: Any) -> Any:
    """Say whose the credentials are; nobody needs a right for it."""
    session = caller_of(handler)
    if session is None:
        return original(handler)
    return ActionResult({"UserId": session.user_id, "Account": ACCOUNT, "Arn": session.arn})


def caller_of(handler: Any) -> Session | None:
    """The session of the caller; None for the administrator.

    Raises:
        Refused: the session has ended, or nobody was given these credentials.
    """
    found = _ACCESS_KEY.search(handler.headers.get("Authorization", ""))
    if found is None or not found[1].startswith(_SESSION_KEY):
        return None
    try:
        session = hooks.active.sessions.find(found[1])
    except UnknownKey:
        raise unknown_key() from None
    except Expired:
        raise expired_key() from None
    if handler.headers.get("X-Amz-Security-Token") != session.token:
        raise unknown_key()
    return session


def _identity(asked: Asked) -> web_identity.WebIdentity:
    clients = _clients(asked["RoleArn"])
    try:
        return web_identity.verify(asked["WebIdentityToken"], clients, hooks.active.issuers)
    except web_identity.InvalidToken as error:
        raise Refused(error.code, str(error)) from None


def _may_take(
    caller: Session | None, role: Any, action: str, asked: Asked, tags: Mapping[str, str]
) -> bool:
    """Whether the role trusts the caller, and the caller's own policies let it ask."""
    principal = caller.role if caller else _ADMINISTRATOR
    context: dict[str, str | list[str]] = {
        "aws:PrincipalAccount": ACCOUNT,
        "aws:PrincipalArn": principal,
        "sts:RoleSessionName": asked["RoleSessionName"],
        **{f"aws:RequestTag/{key}": value for key, value in tags.items()},
    }
    if tags:
        context["aws:TagKeys"] = list(tags)
    if "ExternalId" in asked:
        context["sts:ExternalId"] = asked["ExternalId"]
    who = caller.caller if caller else Caller(account=ACCOUNT, role=_ADMINISTRATOR)
    return _allowed(Request(action, role.arn, who, context), _policies(caller, _trust(role)))


def _policies(caller: Session | None, trust: role_policies.Statements) -> Policies:
    """As with a key: unless the role's own policy names the caller, no other policy counts."""
    if caller is None:
        return Policies(identity=_EVERYTHING, resource=trust, is_key=True)
    role = role_policies.find_role(caller.role)
    if role is None or role.id != caller.role_id:
        return Policies(resource=trust, is_key=True)
    return Policies(
        identity=role_policies.identity_policies(role),
        resource=trust,
        boundary=role_policies.boundary(role),
        session=caller.policy,
        is_key=True,
    )


def _allowed(request: Request, policies: Policies) -> bool:
    try:
        return decide(request, policies).allowed
    except UnknownOperator as error:
        raise unsupported(f"a condition: {error}") from None


def _trust(role: Any) -> role_policies.Statements:
    """Whom the role trusts: nobody if moto has kept what AWS would have refused."""
    try:
        return role_policies.statements(role.assume_role_policy_document)
    except ValueError:
        return []


def _clients(role_arn: str) -> dict[str, Collection[str]]:
    """The client ids of each OIDC provider in the role's account, by issuer."""
    if role_arn.split(":")[4] != ACCOUNT:
        return {}
    return {
        each.url: each.client_id_list for each in role_policies.iam().open_id_providers.values()
    }


def _tags(asked: Asked) -> dict[str, str]:
    tags = {tag["Key"]: tag["Value"] for tag in asked.get("Tags", [])}
    if len({key.lower() for key in tags}) < len(asked.get("Tags", [])):
        raise Refused(
            "InvalidParameterValue",
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
        )
    if not set(asked.get("TransitiveTagKeys", [])) <= set(tags):
        raise Refused(
            "InvalidParameterValue",
            "The specified transitive tag key must be included in the requested tags.",
        )
    return tags


def _open(role: Any, asked: Asked, **more: Any) -> Session:
    seconds = asked.get("DurationSeconds", _HOUR)
    if seconds > int(role.max_session_duration or _HOUR):
        raise Refused(
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        )
    name = asked["RoleSessionName"]
    policy = _session_policy(asked)
    return hooks.active.sessions.open(role.arn, role.id, name, seconds, policy=policy, **more)


def _session_policy(asked: Asked) -> role_policies.Statements | None:
    if "Policy" not in asked:
        return None
    try:
        return role_policies.statements(asked["Policy"])
    except ValueError:
        message = "This policy contains invalid Json"
        raise Refused("MalformedPolicyDocument", message) from None


def _answer(session: Session) -> dict[str, Any]:
    return {
        "AssumedRoleUser": {"AssumedRoleId": session.user_id, "Arn": session.arn},
        "Credentials": {
            "AccessKeyId": session.access_key_id,
            "SecretAccessKey": session.secret_access_key,
            "SessionToken": session.token,
            "Expiration": datetime.fromtimestamp(session.expires_at, UTC),
        },
    }
