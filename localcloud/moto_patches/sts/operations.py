"""AssumeRole, AssumeRoleWithWebIdentity and GetCallerIdentity.

Sources: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html,
API_AssumeRole.html and API_GetCallerIdentity.html; recordings of real AWS for the sentences. The
order of the checks: docs/claims.md#web-identity-order
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from moto.core.responses import ActionResult
from moto.iam.models import iam_backends

from localcloud import hooks
from localcloud.account import ACCOUNT
from localcloud.authorization.conditions import UnknownOperator
from localcloud.authorization.evaluation import Policies, decide
from localcloud.authorization.statements import Caller, Request
from localcloud.identity import callers, roles, web_identity
from localcloud.identity.documents import statements
from localcloud.identity.principals import ADMINISTRATOR, Principal
from localcloud.identity.roles import Role
from localcloud.identity.sessions import Session
from localcloud.moto_patches.sts.refusals import denied, refused, unsupported
from localcloud.moto_patches.wrapping import Method

Asked = Mapping[str, Any]
_PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/"
_HOUR = 3_600


def assume_role_with_web_identity(_original: Method, handler: Any) -> ActionResult:
    """Exchange the token of an OIDC provider for a session; nobody signs this request."""
    asked: Asked = handler.params
    identity = _identity(asked)
    provider = _PROVIDER + identity.issuer
    context = {**identity.context, "sts:RoleSessionName": asked["RoleSessionName"]}
    role = roles.find(asked["RoleArn"])
    action = "sts:AssumeRoleWithWebIdentity"
    request = Request(action, asked["RoleArn"], Caller(federated=provider), context)
    if role is None or not _allowed(request, Policies(resource=role.trust)):
        raise denied(f"Not authorized to perform {action}")
    about = {
        "SubjectFromWebIdentityToken": identity.subject,
        "Audience": identity.audience,
        "Provider": provider,
    }
    return ActionResult(_answer(_open(role, asked, provider=provider)) | about)


def assume_role(_original: Method, handler: Any) -> ActionResult:
    """Give the caller a session of another role."""
    asked: Asked = handler.params
    tags = _tags(asked)
    caller = _caller(handler)
    if caller.caller.session and asked.get("DurationSeconds", 0) > _HOUR:
        raise refused(
            "ValidationError",
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by"
            " role chaining",
        )
    role = roles.find(asked["RoleArn"])
    actions = ["sts:AssumeRole", *(["sts:TagSession"] if tags else [])]
    missing = [
        each for each in actions if not (role and _may_take(caller, role, each, asked, tags))
    ]
    if role is None or missing:
        raise denied(
            f"User: {caller.name} is not authorized to perform: {missing[0]} on resource:"
            f" {asked['RoleArn']}"
        )
    return ActionResult(_answer(_open(role, asked, tags=tags)))


def get_caller_identity(_original: Method, handler: Any) -> Any:
    """Say whose the credentials are; nobody needs a right for it."""
    caller = _caller(handler)
    user_id = caller.context.get("aws:userid", ADMINISTRATOR.rpartition("/")[2])
    return ActionResult({"UserId": user_id, "Account": ACCOUNT, "Arn": caller.name})


def _caller(handler: Any) -> Principal:
    """Who asks; an unknown caller was refused before."""
    request = handler.normalized_request
    return callers.principal_of(request.headers, request.args, hooks.active.sessions)


def _identity(asked: Asked) -> web_identity.WebIdentity:
    clients = _clients(asked["RoleArn"])
    try:
        return web_identity.verify(asked["WebIdentityToken"], clients, hooks.active.issuers)
    except web_identity.InvalidToken as error:
        raise refused(error.code, str(error)) from None


def _may_take(
    caller: Principal, role: Role, action: str, asked: Asked, tags: Mapping[str, str]
) -> bool:
    """Whether the role trusts the caller, and the caller's own policies let it ask.

    As with a key: unless the role's own policy names the caller, no other policy counts.
    """
    context: dict[str, Any] = {
        **caller.context,
        "sts:RoleSessionName": asked["RoleSessionName"],
        **{f"aws:RequestTag/{key}": value for key, value in tags.items()},
    }
    if tags:
        context["aws:TagKeys"] = list(tags)
    if "ExternalId" in asked:
        context["sts:ExternalId"] = asked["ExternalId"]
    policies = Policies(caller.identity, role.trust, caller.boundary, caller.session, is_key=True)
    return _allowed(Request(action, role.arn, caller.caller, context), policies)


def _allowed(request: Request, policies: Policies) -> bool:
    try:
        return decide(request, policies).allowed
    except UnknownOperator as error:
        raise unsupported(f"a condition: {error}") from None


def _clients(role_arn: str) -> dict[str, Collection[str]]:
    """The client ids of each OIDC provider in the role's account, by issuer."""
    if role_arn.split(":")[4] != ACCOUNT:
        return {}
    providers = list(iam_backends[ACCOUNT][roles.PARTITION].open_id_providers.values())
    return {each.url: each.client_id_list for each in providers}


def _tags(asked: Asked) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in asked.get("Tags", [])}


def _open(role: Role, asked: Asked, **more: Any) -> Session:
    seconds = asked.get("DurationSeconds", _HOUR)
    if seconds > role.most_session_seconds:
        raise refused(
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        )
    name = asked["RoleSessionName"]
    policy = statements(asked["Policy"]) if "Policy" in asked else None
    return hooks.active.sessions.open(role.arn, role.id, name, seconds, policy=policy, **more)


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
