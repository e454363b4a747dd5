"""Refuses API requests whose caller is unknown or lacks a right."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from localcloud.identity import callers, customer_keys, operations, refusals
from localcloud.identity.authorizer import missing_right
from localcloud.identity.callers import Unsigned
from localcloud.identity.needs import Need
from localcloud.identity.operations import apigateway, s3
from localcloud.identity.principals import Principal
from localcloud.identity.refusals import Answer
from localcloud.identity.sessions import Expired, Sessions, UnknownKey
from localcloud.service_errors import ServiceError

# Without a signature: the token is the proof.
_UNSIGNED = {"sts.AssumeRoleWithWebIdentity", "sts.AssumeRoleWithSAML"}


def check(operation: str, handler: Any, sessions: Sessions) -> ServiceError | None:
    """The error for the caller of moto's handler, None if the caller may.

    Raises:
        UnknownAction, UnknownOperator, UnknownConditionKey: nothing is guessed.
    """
    if operation in _UNSIGNED:
        return None
    service = handler.boto3_service_name
    return decide(service, handler.normalized_request, sessions, lambda: _needs(operation, handler))


def decide(
    service: str, request: Any, sessions: Sessions, needs: Callable[[], Iterable[Need]]
) -> ServiceError | None:
    """The error for the caller of a request (werkzeug's) to a service, None if the caller may.

    Raises:
        UnknownAction, UnknownOperator, UnknownConditionKey: nothing is guessed.
    """
    try:
        principal = callers.principal_of(request.headers, request.args, sessions)
    except Unsigned:
        return _error(refusals.unsigned(service))
    except UnknownKey:
        return _error(refusals.unknown_key(service))
    except Expired:
        return _error(refusals.expired(service))
    wanted = list(needs())
    answer = _denied(service, principal, wanted) or _key_denied(service, principal, wanted)
    return _error(answer) if answer else None


def _denied(service: str, principal: Principal, needs: Iterable[Need]) -> Answer | None:
    found = missing_right(principal, needs)
    return refusals.denied(service, found) if found else None


def _key_denied(service: str, principal: Principal, needs: Iterable[Need]) -> Answer | None:
    uses = list(customer_keys.uses(needs))
    found = missing_right(principal, uses)
    if found:
        return refusals.key_denied(service, found)
    key = customer_keys.unusable(uses)
    return refusals.key_unusable(service, key.arn, key.key_state) if key else None


def _needs(operation: str, handler: Any) -> Iterator[Need]:
    service, _, name = operation.partition(".")
    request = handler.normalized_request
    if service == "apigateway":
        return apigateway.needs(request.method, request.raw_path, request.args, request.data)
    if service == "s3":
        return s3.needs(name, handler.uri_match, request.headers, request.args)
    if service == "sts":
        return iter(())  # by the trust policy, where the session is opened
    return operations.needs(service, name, _params(handler))


def _params(handler: Any) -> Mapping[str, Any]:
    """The parameters by botocore's names, whichever protocol carried them."""
    if not handler.automated_parameter_parsing:
        handler.parse_parameters(handler.normalized_request)
    params: Mapping[str, Any] = {**handler.uri_match, **handler.params}
    return params


def _error(answer: Answer) -> ServiceError:
    return ServiceError(answer.code, answer.message, answer.status)
