"""What Lambda does with the role of a function: it runs the code, polls, sends and logs with it.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html, read 2026-11-26.
"""

import math
from collections.abc import Iterable

from localcloud.account import ACCOUNT
from localcloud.authorization.statements import Caller, Request, matches, named
from localcloud.identity import customer_keys, principals, roles
from localcloud.identity.authorizer import missing_right
from localcloud.identity.needs import Need
from localcloud.identity.roles import Role
from localcloud.identity.services import LAMBDA
from localcloud.identity.sessions import Session, Sessions
from localcloud.lambda_ import store
from localcloud.lambda_.interface import Refused
from localcloud.lambda_.runtime.deployment import Deployment

NOT_ASSUMABLE = "The role defined for the function cannot be assumed by Lambda."


def open_session(sessions: Sessions, deployment: Deployment, token: str) -> Session:
    """The credentials of a new execution environment; Lambda renews them as long as it runs.

    Raises:
        Refused: the role is gone, or does not trust Lambda.
    """
    role = roles.find(deployment.role)
    if role is None or not trusts_lambda(role):
        raise Refused("AccessDeniedException", NOT_ASSUMABLE, 403)
    _check_key(role, deployment)
    return sessions.open(role.arn, role.id, deployment.name, math.inf, token=token)


def _check_key(role: Role, deployment: Deployment) -> None:
    """A cold start decrypts the variables as the role, by the grant of the function's creator.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
    """
    if not (deployment.key_arn and deployment.environment):
        return
    need = customer_keys.use("Decrypt", deployment.key_arn, deployment.arn)
    principal = principals.execution_role(role.arn, deployment.name)
    refused = missing_right(principal, [need]) if principal else None
    if refused:
        raise Refused("KMSAccessDeniedException", _decrypt("AccessDenied", refused.message), 502)
    key = customer_keys.unusable([need])
    if key:
        text = f"{key.arn} is {'disabled' if key.key_state == 'Disabled' else 'pending deletion'}."
        raise Refused("KMSDisabledException", _decrypt("Disabled", text), 502)


def _decrypt(kind: str, message: str) -> str:
    return (
        "Lambda was unable to decrypt the environment variables because KMS access was denied."
        " Please check the function's KMS key settings."
        f" KMS Exception: {kind}Exception KMS Message: {message}"
    )


def trusts_lambda(role: Role) -> bool:
    """Whether the trust policy lets Lambda assume the role, for a function of this account.

    Lambda names the account of the function, not the function (docs/claims.md#trust-source).
    """
    source = {"aws:SourceAccount": ACCOUNT}
    request = Request("sts:AssumeRole", role.arn, Caller(service=LAMBDA), source)
    speaking = [
        each["Effect"]
        for each in role.trust
        if named(each, request.caller) and matches(each, request)
    ]
    return "Allow" in speaking and "Deny" not in speaking


def may(function_arn: str, needs: Iterable[Need]) -> bool:
    """Whether the function's role has all these rights.

    Raises:
        FunctionNotFound: the function does not exist.
    """
    deployment = store.deployment(function_arn)
    return role_may(deployment.role, deployment.name, needs)


def role_may(role_arn: str, function: str, needs: Iterable[Need]) -> bool:
    """Whether a role has all these rights in the hands of Lambda."""
    principal = principals.execution_role(role_arn, function)
    return principal is not None and missing_right(principal, needs) is None
