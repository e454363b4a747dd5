"""Gateway responses: the errors that API Gateway answers without calling the integration."""


class GatewayError(Exception):
    """One gateway response with its default status, error type and message.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html.
    """

    def __init__(self, status: int, error_type: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.error_type = error_type
        self.message = message


def forbidden() -> GatewayError:
    """The API or the stage does not exist."""
    return GatewayError(403, "ForbiddenException", "Forbidden")


def denied(arn: str, *, explicitly: bool) -> GatewayError:
    """The resource policy does not allow the caller.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html.
    """
    how = " with an explicit deny" if explicitly else ""
    message = f"User: anonymous is not authorized to perform: execute-api:Invoke on resource: {arn}"
    return GatewayError(403, "AccessDeniedException", message + how)


def missing_authentication_token() -> GatewayError:
    """The resource or method does not exist: API Gateway answers as for a missing token."""
    return GatewayError(403, "MissingAuthenticationTokenException", "Missing Authentication Token")


def too_many_requests() -> GatewayError:
    """The token bucket of the method is empty."""
    return GatewayError(429, "TooManyRequestsException", "Too Many Requests")


def missing_parameters(names: list[str]) -> GatewayError:
    """Required parameters are missing or blank."""
    listed = ", ".join(names)
    return GatewayError(
        400, "BadRequestException", f"Missing required request parameters: [{listed}]"
    )


def unsupported_media_type() -> GatewayError:
    """No template exists for the content type, and passing the body through is not allowed."""
    return GatewayError(415, "BadRequestException", "Unsupported Media Type")


def request_too_large(limit_bytes: int) -> GatewayError:
    """The body exceeds API Gateway's payload limit."""
    message = f"HTTP content length exceeded {limit_bytes} bytes."
    return GatewayError(413, "RequestTooLargeException", message)


def timed_out() -> GatewayError:
    """The integration took longer than its timeout."""
    return GatewayError(504, "InternalServerErrorException", "Endpoint request timed out")


def internal_error() -> GatewayError:
    """The configuration of the API cannot work, for example because of a broken template."""
    return GatewayError(500, "InternalServerErrorException", "Internal server error")
