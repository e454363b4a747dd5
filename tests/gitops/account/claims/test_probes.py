"""Each probe finds out what a cloud does, also where that is changed, and leaves nothing behind."""

import functools
from collections.abc import Iterator
from typing import Any

import pytest
from moto.cloudwatch.models import CloudWatchBackend

import localcloud
from gitops.account.claims import alarm_probes, walk
from gitops.account.claims.catalogue import PROBES
from gitops.account.claims.finding import ClaimFinding, ClaimVerdict
from gitops.account.claims.scratch import Scratch, allow, ask
from gitops.adapters import aws
from gitops.adapters.cloud import Cloud
from localcloud import refusals
from localcloud.cloudwatch import alarms, queries
from localcloud.identity import enforcement
from localcloud.identity.operations import apigateway
from localcloud.moto_patches.lambda_ import variables
from localcloud.refusals import execution_roles
from localcloud.service_errors import ServiceError

client = functools.cache(aws.client)
# What the embedded cloud does.
EMBEDDED = {
    "alarm-refusals-unpublished": ClaimVerdict.confirmed,
    "create-key-lockout": ClaimVerdict.confirmed,
    "list-functions-variables": ClaimVerdict.confirmed,
    "new-api-tags": ClaimVerdict.confirmed,
    "refusal-order": ClaimVerdict.confirmed,
    "role-check-sees-tag": ClaimVerdict.confirmed,
    "throttle-alarms-clear": ClaimVerdict.confirmed,
}
LOCKED_OUT = ServiceError("MalformedPolicyDocumentException", "The new key policy ...", 400)


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with localcloud.running(time_scale=0.01) as running:
        yield Cloud("local", running.endpoint, running.id, 0.01)


def _left(cloud: Cloud) -> list[Any]:
    """What there is in the cloud of all that probes make; keys that wait for their deletion not."""
    kms = client(cloud, "kms")
    keys = [kms.describe_key(KeyId=one["KeyId"]) for one in kms.list_keys()["Keys"]]
    return [
        *(one for one in keys if one["KeyMetadata"]["KeyState"] != "PendingDeletion"),
        *client(cloud, "iam").list_roles()["Roles"],
        *client(cloud, "iam").list_policies(Scope="Local")["Policies"],
        *client(cloud, "sqs").list_queues().get("QueueUrls", []),
        *client(cloud, "lambda").list_functions()["Functions"],
        *client(cloud, "lambda").list_event_source_mappings()["EventSourceMappings"],
        *client(cloud, "apigateway").get_rest_apis()["items"],
        *client(cloud, "cloudwatch").describe_alarms()["MetricAlarms"],
    ]


@pytest.mark.parametrize("claim", PROBES)
def test_a_probe_asks_the_embedded_cloud_and_leaves_nothing(claim: str, cloud: Cloud) -> None:
    found = walk.run(PROBES[claim], cloud)

    assert (found.verdict, found.left) == (EMBEDDED[claim], ""), found
    assert found.tried
    assert found.seen
    assert _left(cloud) == []


def _verdict(claim: str, cloud: Cloud) -> ClaimVerdict:
    found = walk.run(PROBES[claim], cloud)
    assert not found.left
    assert _left(cloud) == []
    return found.verdict


def _locked_out(operation: str, *_: object) -> ServiceError | None:
    return LOCKED_OUT if operation == "kms.CreateKey" else None


def test_a_cloud_that_locks_the_role_out_refutes_the_claim(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enforcement, "lockout", _locked_out)

    assert _verdict("create-key-lockout", cloud) is ClaimVerdict.refuted


def test_a_cloud_that_checks_tags_without_their_values_refutes_the_claim(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apigateway, "request_tags", lambda _: {})

    assert _verdict("new-api-tags", cloud) is ClaimVerdict.refuted


def test_a_cloud_whose_check_of_the_role_misses_the_tag_refutes_the_claim(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution_roles, "role_may", lambda *_: False)

    assert _verdict("role-check-sees-tag", cloud) is ClaimVerdict.refuted


def test_a_cloud_that_asks_for_rights_first_refutes_the_claim(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "validate", lambda *_: None)

    assert _verdict("refusal-order", cloud) is ClaimVerdict.refuted


def test_a_cloud_that_shows_variables_refutes_the_claim(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(variables, "_encrypted", lambda _: iter(()))

    assert _verdict("list-functions-variables", cloud) is ClaimVerdict.refuted


def test_a_cloud_that_takes_an_unknown_name_refutes_the_claim(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "check", lambda _: None)

    assert _verdict("alarm-refusals-unpublished", cloud) is ClaimVerdict.refuted


@pytest.mark.parametrize(
    ("clears", "verdict"), [("prove-", ClaimVerdict.confirmed), ("-other", ClaimVerdict.refuted)]
)
def test_the_alarm_is_compared_with_one_of_another_namespace(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, clears: str, verdict: ClaimVerdict
) -> None:
    set_state = CloudWatchBackend.set_alarm_state
    # The cloud's own evaluation would clear both alarms within a minute of its scaled time.
    monkeypatch.setattr(alarms, "evaluate_alarm", lambda *_: None)

    def evaluated(self: CloudWatchBackend, alarm: str, reason: str, data: str, state: str) -> None:
        set_state(self, alarm, reason, data, "OK" if clears in alarm else state)

    monkeypatch.setattr(CloudWatchBackend, "set_alarm_state", evaluated)
    monkeypatch.setattr(alarm_probes, "EVALUATED_SECONDS", 0.0)

    assert _verdict("throttle-alarms-clear", cloud) is verdict


def test_an_unexpected_error_decides_nothing_and_everything_is_removed(cloud: Cloud) -> None:
    def probe(scratch: Scratch) -> ClaimFinding:
        scratch.caller(allow(["sqs:ListQueues"]))
        scratch.client("sqs").get_queue_url(QueueName=scratch.name)
        raise AssertionError

    found = walk.run(probe, cloud)

    assert found.verdict is ClaimVerdict.not_tried
    assert "NonExistentQueue" in found.seen
    assert _left(cloud) == []


def test_what_cannot_be_removed_is_named_and_the_rest_is_removed(cloud: Cloud) -> None:
    def probe(scratch: Scratch) -> ClaimFinding:
        scratch.caller()
        scratch.removes(scratch.client("iam").delete_role, RoleName="nobody")
        return ClaimFinding(ClaimVerdict.confirmed, "accepted", "a request")

    found = walk.run(probe, cloud)

    assert found.left.startswith("nobody (NoSuchEntity: ")
    assert _left(cloud) == []


def test_a_key_is_deleted_after_seven_days(cloud: Cloud) -> None:
    with Scratch(cloud) as scratch:
        made = scratch.key([allow(["kms:*"], Principal={"AWS": "*"})], scratch.client("kms"))
    key = client(cloud, "kms").describe_key(KeyId=made.response["KeyMetadata"]["KeyId"])

    remaining = key["KeyMetadata"]["DeletionDate"] - key["KeyMetadata"]["CreationDate"]
    assert round(remaining.total_seconds() / 86_400) == 7


def test_a_caller_has_the_rights_of_its_role_only(cloud: Cloud) -> None:
    with Scratch(cloud) as scratch:
        sqs = scratch.caller(allow(["sqs:ListQueues"]))("sqs")

        assert ask(sqs.list_queues).code == ""
        assert ask(sqs.create_queue, QueueName=scratch.name).is_denied
