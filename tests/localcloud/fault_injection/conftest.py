"""Sets the fault rules of the cloud, and makes clients of a role."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import urllib3

from localcloud.server import EmbeddedCloud
from tests.localcloud.identity.conftest import as_role

__all__ = ["as_role"]  # a fixture of these tests, too

Inject = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def inject(cloud: EmbeddedCloud) -> Inject:
    """Replaces the fault rules of the cloud; returns their report."""

    def put(*rules: dict[str, Any]) -> list[dict[str, Any]]:
        body = json.dumps(rules).encode()
        answer = urllib3.request("PUT", f"{cloud.endpoint}/_localcloud/faults", body=body)
        assert answer.status == 200, answer.data
        report: list[dict[str, Any]] = answer.json()
        return report

    return put
