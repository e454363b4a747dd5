"""The REST API door: answers requests to the APIs that are deployed in API Gateway."""

from localcloud.api_gateway.app import Door

__all__ = ["Door"]
