"""A key may be named by its id and by its ARN; those of services are AWS's own."""

import pytest

from tests.localcloud.conftest import Client


@pytest.mark.parametrize("name", ["KeyId", "Arn"])
def test_the_state_of_a_key_is_changed_by_id_and_by_arn(client: Client, name: str) -> None:
    kms = client("kms")
    made = kms.create_key()["KeyMetadata"]
    key = {"KeyId": made[name]}
    states = []
    for change in (kms.disable_key, kms.enable_key, kms.schedule_key_deletion):
        change(**key)
        states.append(kms.describe_key(**key)["KeyMetadata"]["KeyState"])
    kms.cancel_key_deletion(**key)
    states.append(kms.describe_key(**key)["KeyMetadata"]["KeyState"])

    assert states == ["Disabled", "Enabled", "PendingDeletion", "Disabled"]


def test_the_key_of_a_service_is_managed_by_aws_and_rotates(client: Client) -> None:
    kms = client("kms")
    own = kms.create_key()["KeyMetadata"]
    managed = kms.describe_key(KeyId="alias/aws/dynamodb")["KeyMetadata"]

    assert (own["KeyManager"], managed["KeyManager"]) == ("CUSTOMER", "AWS")
    assert kms.get_key_rotation_status(KeyId=managed["KeyId"])["KeyRotationEnabled"] is True
    assert kms.get_key_rotation_status(KeyId=own["KeyId"])["KeyRotationEnabled"] is False
