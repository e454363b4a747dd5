"""Refuses API requests whose caller is unknown or lacks a right."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from localcloud.identity import callers, customer_keys, operations, principals, refusals
from localcloud.identity.authorizer import missing_right
from localcloud.identity.callers import Unsigned
from localcloud.identity.key_lockout import lockout
from localcloud.identity.needs import Need
from localcloud.identity.operations import apigateway, s3
from localcloud.identity.principals import ANONYMOUS, Principal
from localcloud.identity.refusals import Answer
from localcloud.identity.sessions import Expired, Sessions, UnknownKey
from localcloud.service_errors import ServiceError

# Without a signature: the token is the proof.
_UNSIGNED = {"sts.AssumeRoleWithWebIdentity", "sts.AssumeRoleWithSAML"}


def check(sessions: Sessions, operation: str, handler: Any, params: Mapping[str, Any]) -> None:
    """Refuse the request of moto's handler if its caller may not make it.

    `params` are its parameters by botocore's names.

    Raises:
        ServiceError: the caller is unknown, or lacks a right.
        UnknownAction, UnknownOperator, UnknownConditionKey: nothing is guessed.
    """
    if operation in _UNSIGNED:
        return
    service, request = handler.boto3_service_name, handler.normalized_request
    principal = caller_of(service, request, sessions)
    require(service, principal, _needs(operation, request, params))
    error = lockout(operation, principal, params)
    if error:
        raise error


def caller_of(service: str, request: Any, sessions: Sessions) -> Principal:
    """The principal of a request (werkzeug's) to a service; S3 serves unsigned ones, too.

    Raises:
        ServiceError: nobody knows its access key, its session has ended, or it is unsigned.
    """
    try:
        return callers.principal_of(request.headers, request.args, sessions)
    except Unsigned:
        if service == "s3":
            return principals.anonymous()
        answer = refusals.unsigned(service)
    except UnknownKey:
        answer = refusals.unknown_key(service)
    except Expired:
        answer = refusals.expired(service)
    raise _error(answer)


def require(service: str, principal: Principal, needs: Iterable[Need]) -> None:
    """Refuse the principal if it lacks one of the rights, or one to a key behind them.

    Raises:
        ServiceError: in the form of the service.
    """
    wanted = list(needs)
    answer = _denied(service, principal, wanted) or _key_denied(service, principal, wanted)
    if answer:
        raise _error(answer)


def _denied(service: str, principal: Principal, needs: Iterable[Need]) -> Answer | None:
    found = missing_right(principal, needs)
    if principal.name == ANONYMOUS and (found or not all(s3.is_public(each) for each in needs)):
        return refusals.unsigned(service)
    return refusals.denied(service, found) if found else None


def _key_denied(service: str, principal: Principal, needs: Iterable[Need]) -> Answer | None:
    uses = list(customer_keys.uses(needs))
    found = missing_right(principal, uses)
    if found:
        return refusals.key_denied(service, found)
    key = customer_keys.unusable(uses)
    return refusals.key_unusable(service, key.arn, key.key_state) if key else None


def _needs(operation: str, request: Any, params: Mapping[str, Any]) -> Iterator[Need]:
    service, _, name = operation.partition(".")
    if service == "apigateway":
        return apigateway.needs(request.method, request.raw_path, request.args, request.data)
    if service == "s3":
        return s3.needs(name, params, request.headers, request.args)
    if service == "sts":
        return iter(())  # by the trust policy, where the session is opened
    return operations.needs(service, name, params)


def _error(answer: Answer) -> ServiceError:
    return ServiceError(answer.code, answer.message, answer.status)
