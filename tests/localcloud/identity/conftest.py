"""Clients with the credentials of a role, and what a refused caller reads."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from localcloud import hooks
from localcloud.identity import roles
from localcloud.server import EmbeddedCloud
from tests.localcloud.conftest import Client
from tests.localcloud.documents import LAMBDA_TRUST, Statement, document

ROLE = "arn:aws:iam::123456789012:role/reader"
SESSION = "arn:aws:sts::123456789012:assumed-role/reader/me"
_ONE_ATTEMPT = Config(retries={"total_max_attempts": 1}, parameter_validation=False)

AsRole = Callable[..., Client]
"""`as_role(*statements, boundary=[...], session=[...], tags={...})`: clients of the session `me`
of a role `reader` with these policies."""


def refused(call: Callable[..., Any], **arguments: Any) -> tuple[str, int, str]:
    """The code, status and message of the error that a call raises."""
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    answer = raised.value.response
    error = answer["Error"]
    return error["Code"], answer["ResponseMetadata"]["HTTPStatusCode"], error["Message"]


@pytest.fixture
def as_role(cloud: EmbeddedCloud, client: Client) -> AsRole:
    def make(
        *statements: Statement,
        boundary: list[Statement] | None = None,
        session: list[Statement] | None = None,
        tags: dict[str, str] | None = None,
    ) -> Client:
        role = _make_role(client("iam"), statements, boundary, tags or {})
        credentials = hooks.active.sessions.open(role.arn, role.id, "me", 3600, policy=session)
        boto = boto3.Session(
            credentials.access_key_id,
            credentials.secret_access_key,
            credentials.token,
            region_name="us-east-1",
        )

        def session_client(service: str) -> Any:
            name: Any = service  # the stubs know only literal names
            return boto.client(name, endpoint_url=cloud.endpoint, config=_ONE_ATTEMPT)

        return session_client

    return make


def _make_role(
    iam: Any, statements: Any, boundary: list[Statement] | None, tags: dict[str, str]
) -> roles.Role:
    bound = {}
    if boundary is not None:
        made = iam.create_policy(PolicyName="boundary", PolicyDocument=document(*boundary))
        bound = {"PermissionsBoundary": made["Policy"]["Arn"]}
    listed = [{"Key": key, "Value": value} for key, value in tags.items()]
    iam.create_role(RoleName="reader", AssumeRolePolicyDocument=LAMBDA_TRUST, Tags=listed, **bound)
    iam.put_role_policy(RoleName="reader", PolicyName="own", PolicyDocument=document(*statements))
    role = roles.find(ROLE)
    assert role is not None
    return role
