"""The admin API names what was refused last, with AWS's code."""

from typing import Any

import urllib3

from localcloud.identity.recent_refusals import RecentRefusals, RefusedAction
from localcloud.server import EmbeddedCloud
from tests.localcloud.conftest import Client
from tests.localcloud.documents import allow
from tests.localcloud.identity.conftest import SESSION, AsRole, refused

QUEUE = "arn:aws:sqs:us-east-1:123456789012:jobs"


def _refusals(cloud: EmbeddedCloud) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = urllib3.request(
        "GET", f"{cloud.endpoint}/_localcloud/refusals"
    ).json()
    return found


def test_a_refused_request_is_named_once_with_its_latest_time(
    cloud: EmbeddedCloud, client: Client, as_role: AsRole
) -> None:
    url = client("sqs").create_queue(QueueName="jobs")["QueueUrl"]
    session = as_role(allow("sqs:GetQueueUrl"))
    for _ in range(2):
        refused(session("sqs").send_message, QueueUrl=url, MessageBody="x")

    (found,) = _refusals(cloud)
    assert found.pop("time") > 0
    assert found == {
        "code": "AccessDenied",
        "principal": SESSION,
        "action": "sqs:SendMessage",
        "resource": QUEUE,
        "because": "because no identity-based policy allows the sqs:SendMessage action",
    }


def test_a_disabled_key_is_named_by_its_code(cloud: EmbeddedCloud, client: Client) -> None:
    key = client("kms").create_key()["KeyMetadata"]
    attributes = {"KmsMasterKeyId": key["Arn"]}
    url = client("sqs").create_queue(QueueName="jobs", Attributes=attributes)["QueueUrl"]
    client("kms").disable_key(KeyId=key["KeyId"])

    refused(client("sqs").send_message, QueueUrl=url, MessageBody="x")

    (found,) = _refusals(cloud)
    assert found["code"] == "DisabledException"
    assert found["resource"] == key["Arn"]


def test_only_the_last_hundred_are_kept_newest_first() -> None:
    refusals = RecentRefusals(clock=lambda: 1.0)
    for number in range(101):
        refusals.add(RefusedAction("me", "sqs:SendMessage", str(number), ""))

    found = [refused.resource for _, refused in refusals.newest_first()]
    assert found == [str(number) for number in range(100, 0, -1)]
