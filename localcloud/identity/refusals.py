"""How each service says that a request is refused: code, status and sentence.

Recorded answers of AWS are in tests/recordings/aws/errors.jsonl; where none was found, the codes
are those of https://docs.aws.amazon.com/general/latest/gr/api-error-codes.html, read 2026-11-26.
"""

from collections.abc import Callable
from dataclasses import dataclass

from localcloud.identity.authorizer import Refusal

_BAD_REQUEST, _FORBIDDEN = 400, 403
_JSON = {
    "dynamodb", "dynamodbstreams", "kms", "logs", "ssm", "resourcegroupstaggingapi", "budgets"
}  # fmt: skip
_REST_JSON = {"lambda", "apigateway"}


@dataclass(frozen=True)
class Answer:
    """What the caller reads."""

    code: str
    message: str
    status: int


def denied(service: str, refusal: Refusal) -> Answer:
    """The answer to a caller without the right."""
    if service in _JSON:
        return Answer("AccessDeniedException", refusal.message, _BAD_REQUEST)
    if service in _REST_JSON:
        return Answer("AccessDeniedException", refusal.message, _FORBIDDEN)
    if service == "sns":
        return Answer("AuthorizationError", _named(refusal, _sns), _FORBIDDEN)
    if service == "sqs":
        return Answer("AccessDenied", _named(refusal, str.lower), _FORBIDDEN)
    if service == "s3":
        quoted = refusal.message.replace(refusal.resource, f'"{refusal.resource}"', 1)
        return Answer("AccessDenied", quoted, _FORBIDDEN)
    return Answer("AccessDenied", refusal.message, _FORBIDDEN)


def unknown_key(service: str) -> Answer:
    """The answer to an access key that nobody was given."""
    if service in _JSON | _REST_JSON | {"sqs"}:
        status = _FORBIDDEN if service in _REST_JSON else _BAD_REQUEST
        text = "The security token included in the request is invalid."
        return Answer("UnrecognizedClientException", text, status)
    if service == "s3":
        text = "The AWS Access Key Id you provided does not exist in our records."
        return Answer("InvalidAccessKeyId", text, _FORBIDDEN)
    text = "The security token included in the request is invalid."
    return Answer("InvalidClientTokenId", text, _FORBIDDEN)


def expired(service: str) -> Answer:
    """The answer to a session that has ended."""
    if service in _JSON | _REST_JSON | {"sqs"}:
        status = _FORBIDDEN if service in _REST_JSON else _BAD_REQUEST
        text = "The security token included in the request is expired"
        return Answer("ExpiredTokenException", text, status)
    if service == "s3":
        return Answer("ExpiredToken", "The provided token has expired.", _BAD_REQUEST)
    text = "The security token included in the request is expired"
    return Answer("ExpiredToken", text, _FORBIDDEN)


def unsigned(service: str) -> Answer:
    """The answer to a request that names no access key."""
    if service == "s3":
        return Answer("AccessDenied", "Access Denied", _FORBIDDEN)
    if service in _JSON:
        return Answer("MissingAuthenticationTokenException", "Missing Authentication Token", 400)
    text = "Request is missing Authentication Token"
    return Answer("MissingAuthenticationToken", text, _FORBIDDEN)


def _named(refusal: Refusal, spell: Callable[[str], str]) -> str:
    """The sentence with the action as the service spells it before the resource."""
    return refusal.message.replace(refusal.action, spell(refusal.action), 1)


def _sns(action: str) -> str:
    return action.replace("sns:", "SNS:", 1)
