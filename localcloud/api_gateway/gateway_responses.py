"""The answers that API Gateway gives by itself, without asking the integration."""


class Refusal(Exception):
    """A gateway response with its default status, error type and message.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html.
    """

    def __init__(self, status: int, error_type: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.error_type = error_type
        self.message = message


def forbidden() -> Refusal:
    """There is no such API or no such stage."""
    return Refusal(403, "ForbiddenException", "Forbidden")


def denied(arn: str, *, explicitly: bool) -> Refusal:
    """The resource policy does not let the caller in.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html.
    """
    how = " with an explicit deny" if explicitly else ""
    message = f"User: anonymous is not authorized to perform: execute-api:Invoke on resource: {arn}"
    return Refusal(403, "AccessDeniedException", message + how)


def missing_authentication_token() -> Refusal:
    """There is no such resource or method: API Gateway cannot tell that from a missing token."""
    return Refusal(403, "MissingAuthenticationTokenException", "Missing Authentication Token")


def too_many_requests() -> Refusal:
    """The token bucket of the method is empty."""
    return Refusal(429, "TooManyRequestsException", "Too Many Requests")


def missing_parameters(names: list[str]) -> Refusal:
    """Required parameters are missing or blank."""
    listed = ", ".join(names)
    return Refusal(400, "BadRequestException", f"Missing required request parameters: [{listed}]")


def unsupported_media_type() -> Refusal:
    """No template is meant for the content type, and it may not pass as it is."""
    return Refusal(415, "BadRequestException", "Unsupported Media Type")


def request_too_large(limit_bytes: int) -> Refusal:
    """The body exceeds API Gateway's payload limit."""
    message = f"HTTP content length exceeded {limit_bytes} bytes."
    return Refusal(413, "RequestTooLargeException", message)


def timed_out() -> Refusal:
    """The integration took longer than its timeout."""
    return Refusal(504, "InternalServerErrorException", "Endpoint request timed out")


def internal_error() -> Refusal:
    """The API is set up in a way that cannot work, such as a broken template."""
    return Refusal(500, "InternalServerErrorException", "Internal server error")
