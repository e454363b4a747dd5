"""Faults that a test asks for."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import urllib3

from localcloud.server import Cloud

Inject = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def inject(cloud: Cloud) -> Inject:
    """Replaces the faults of the cloud by these; returns what it says of them."""

    def put(*rules: dict[str, Any]) -> list[dict[str, Any]]:
        body = json.dumps(rules).encode()
        answer = urllib3.request("PUT", f"{cloud.endpoint}/_localcloud/faults", body=body)
        assert answer.status == 200, answer.data
        told: list[dict[str, Any]] = answer.json()
        return told

    return put
