"""How each service says that a request is refused: code, status and sentence.

Recorded answers of AWS are in tests/recordings/aws/errors.jsonl; where none was found, the codes
are those of https://docs.aws.amazon.com/general/latest/gr/api-error-codes.html, read 2026-11-26.
"""

from collections.abc import Callable
from dataclasses import dataclass

from localcloud.identity.authorizer import MissingRight
from localcloud.identity.recent_refusals import RefusedAction

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


def denied(service: str, missing: MissingRight) -> Answer:
    """The answer to a caller without the right."""
    if service in _JSON:
        return Answer("AccessDeniedException", missing.message, _BAD_REQUEST)
    if service in _REST_JSON:
        return Answer("AccessDeniedException", missing.message, _FORBIDDEN)
    if service == "sns":
        return Answer("AuthorizationError", _named(missing, _sns), _FORBIDDEN)
    if service == "sqs":
        return Answer("AccessDenied", _named(missing, str.lower), _FORBIDDEN)
    if service == "s3":
        quoted = missing.message.replace(missing.resource, f'"{missing.resource}"', 1)
        return Answer("AccessDenied", quoted, _FORBIDDEN)
    return Answer("AccessDenied", missing.message, _FORBIDDEN)


def code(refused: RefusedAction) -> str:
    """AWS's code for a refusal: that of the service whose action it is."""
    if refused.because == "Disabled":
        return "DisabledException"
    if not refused.because.startswith(("because", "with")):
        return "KMSInvalidStateException"
    missing = MissingRight(refused.principal, refused.action, refused.resource, refused.because)
    return denied(refused.action.partition(":")[0], missing).code


_NOT_ALLOWED = (
    "The ciphertext refers to a customer master key that does not exist, does not exist in this"
    " region, or you are not allowed to access."
)


def key_denied(service: str, missing: MissingRight) -> Answer:
    """The answer to a caller who may use the resource, but not the key that encrypts it."""
    match service:
        case "dynamodb" | "dynamodbstreams":
            error = "com.amazonaws.services.kms.model.AWSKMSException"
            text = f"KMS key access denied error: {error}: {_NOT_ALLOWED}"
            return Answer("AccessDeniedException", text, _BAD_REQUEST)
        case "lambda":
            return Answer("InvalidParameterValueException", _lambda_text(missing), _BAD_REQUEST)
        case "sns":
            return Answer("KMSAccessDenied", missing.message, _BAD_REQUEST)
        case "sqs":
            return Answer("KMS.AccessDeniedException", missing.message, _BAD_REQUEST)
    return Answer("AccessDeniedException", missing.message, _BAD_REQUEST)


def key_unusable(service: str, key_arn: str, state: str) -> Answer:
    """The answer while the key that encrypts the resource is disabled or pending deletion."""
    disabled = state == "Disabled"
    code, text = unusable(key_arn, state)
    match service:
        case "dynamodb" | "dynamodbstreams":
            error = f"com.amazonaws.services.kms.model.{code}"
            return Answer(
                "AccessDeniedException", f"KMS key access denied error: {error}: {text}", 400
            )
        case "lambda":
            text = f"{_LAMBDA_KEY} KMS Exception: {code} KMS Message: {text}"
            return Answer("InvalidParameterValueException", text, _BAD_REQUEST)
        case "sns":
            return Answer("KMSDisabled" if disabled else "KMSInvalidState", text, _BAD_REQUEST)
        case "sqs":
            return Answer(f"KMS.{code}", text, _BAD_REQUEST)
    return Answer("InvalidKeyId", text, _BAD_REQUEST)


def unusable(key_arn: str, state: str) -> tuple[str, str]:
    """KMS's own code and sentence for a key that is disabled or pending deletion."""
    if state == "Disabled":
        return "DisabledException", f"{key_arn} is disabled."
    return "KMSInvalidStateException", f"{key_arn} is pending deletion."


def variables_hidden(code: str, message: str) -> Answer:
    """What Lambda shows in the place of variables that its caller may not decrypt."""
    text = (
        "Lambda was unable to decrypt your environment variables because the KMS access was denied."
        f" Please check your KMS permissions. KMS Exception: {code} KMS Message: {message}"
    )
    return Answer(code, text, 200)


# The provider retries by this sentence.
_LAMBDA_KEY = (
    "Lambda was unable to configure access to your environment variables because the KMS key is"
    " invalid for CreateGrant. Please check your KMS key settings."
)


def _lambda_text(missing: MissingRight) -> str:
    said = f"KMS Exception: AccessDeniedException KMS Message: {missing.message}"
    return f"{_LAMBDA_KEY} {said}"


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


def _named(missing: MissingRight, spell: Callable[[str], str]) -> str:
    """The sentence with the action as the service spells it before the resource."""
    return missing.message.replace(missing.action, spell(missing.action), 1)


def _sns(action: str) -> str:
    return action.replace("sns:", "SNS:", 1)
