"""A key may be named by its id and by its ARN."""

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
