"""The REST API door: answers requests to the APIs that are deployed in API Gateway."""

from localcloud.door.app import Door

__all__ = ["Door"]
