"""API Gateway: answers requests to the deployed REST APIs."""

from localcloud.api_gateway.app import ApiGateway

__all__ = ["ApiGateway"]
