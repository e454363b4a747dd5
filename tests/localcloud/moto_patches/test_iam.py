"""What moto's IAM and S3 lack of AWS's where roles have boundaries and buckets have policies."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.localcloud.documents import LAMBDA_TRUST

Client = Callable[[str], Any]
ABSENT = "arn:aws:iam::123456789012:policy/absent"
ALL = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}],
    }
)


def test_a_role_with_a_boundary_that_does_not_exist_is_rejected(client: Client) -> None:
    roles = client("iam")

    with pytest.raises(ClientError, match="does not exist or is not attachable") as error:
        roles.create_role(
            RoleName="bounded",
            AssumeRolePolicyDocument=LAMBDA_TRUST,
            PermissionsBoundary=ABSENT,
        )
    assert error.value.response["Error"]["Code"] == "NoSuchEntity"
    assert "bounded" not in {each["RoleName"] for each in roles.list_roles()["Roles"]}


def test_a_boundary_that_exists_is_kept_and_only_such_a_one_replaces_it(client: Client) -> None:
    roles = client("iam")
    exists = roles.create_policy(PolicyName="boundary", PolicyDocument=ALL)["Policy"]["Arn"]
    roles.create_role(
        RoleName="bound", AssumeRolePolicyDocument=LAMBDA_TRUST, PermissionsBoundary=exists
    )
    with pytest.raises(ClientError, match="does not exist or is not attachable"):
        roles.put_role_permissions_boundary(RoleName="bound", PermissionsBoundary=ABSENT)
    roles.put_role_permissions_boundary(RoleName="bound", PermissionsBoundary=exists)

    boundary = roles.get_role(RoleName="bound")["Role"]["PermissionsBoundary"]
    assert boundary["PermissionsBoundaryArn"] == exists


def _bucket(client: Client, name: str, *statements: dict[str, Any]) -> Any:
    store = client("s3")
    store.create_bucket(Bucket=name)
    blocks = [
        {"Principal": "*", "Action": "s3:*", "Resource": f"arn:aws:s3:::{name}/*", **each}
        for each in statements
    ]
    policy = json.dumps({"Version": "2012-10-17", "Statement": blocks})
    store.put_bucket_policy(Bucket=name, Policy=policy)
    return store


TLS = {"Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}


def test_a_denial_on_condition_denies_nothing_else(client: Client) -> None:
    store = _bucket(client, "conditional", TLS)
    store.put_object(Bucket="conditional", Key="a", Body=b"1")

    assert store.get_object(Bucket="conditional", Key="a")["Body"].read() == b"1"


def test_a_denial_without_condition_still_denies(client: Client) -> None:
    store = _bucket(client, "denied", TLS, {"Effect": "Deny"})

    with pytest.raises(ClientError, match="explicit deny in a resource-based policy"):
        store.put_object(Bucket="denied", Key="a", Body=b"1")
