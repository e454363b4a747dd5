"""Described types are read by a policy of their own, or are harmless in fact."""

from itertools import chain
from typing import Any

import pytest

from gitops.adapters.paths import PROVIDER_LOCK
from policies.aws import attributes, sensitive_attributes, types
from policies.engine.catalogue import discover
from policies.engine.evaluation import evaluate
from policies.engine.synth import stack
from tests.policies.documents import STACK, document
from tests.policies.test_catalogue import rows_of

POLICIES = {policy.id: policy for policy in discover()}


def test_every_described_type_is_reviewed_once() -> None:
    assert types.READ_BY.keys() | types.HARMLESS.keys() == attributes.ATTRIBUTES.keys()
    assert types.READ_BY.keys() & types.HARMLESS.keys() == set()


def test_every_reader_is_a_policy() -> None:
    assert set(types.READ_BY.values()) - POLICIES.keys() == set()


@pytest.mark.parametrize(("kind", "policy"), types.READ_BY.items())
def test_a_policy_of_its_own_evaluates_the_type(kind: str, policy: str) -> None:
    rows = rows_of(policy)
    answers = chain.from_iterable(row.answers.items() for row in rows.table)
    named = {*rows.compliant, *(address for address, answer in answers if answer is not None)}

    assert POLICIES[policy].service != "terraform"
    assert kind in {address.partition(".")[0] for address in named}


@pytest.mark.parametrize("kind", types.HARMLESS)
def test_what_is_called_harmless_has_no_sensitive_attribute(kind: str) -> None:
    assert types.review_of(kind) == ""


def test_a_sensitive_type_cannot_be_called_harmless(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("aws_kinesis_stream", "aws_rds_cluster", "aws_s3_bucket", "aws_sqs_queue_policy"):
        assert types.review_of(kind) == f"the type {kind}, which no policy reads"
        monkeypatch.setitem(types.HARMLESS, kind, "I say so")
        assert f"the type {kind} as harmless, although " in types.review_of(kind)


# What somebody adds after the three lines that describe its type; it must be red all the same.
SILENT: dict[str, tuple[str, dict[str, Any]]] = {
    "aws_kinesis_stream": ("data_at_rest_uses_customer_key", {"name": "ticks-dev"}),
    "aws_rds_cluster": ("resource_holds_no_secrets", {"master_password": "hush"}),
    "aws_s3_bucket": ("resource_is_not_public", {"bucket": "ticks-dev", "force_destroy": True}),
    "aws_secretsmanager_secret_version": ("resource_holds_no_secrets", {"secret_string": "hush"}),
}


@pytest.mark.parametrize(("kind", "policy", "values"), [(k, *v) for k, v in SILENT.items()])
def test_a_type_that_is_merely_described_does_not_pass(
    kind: str, policy: str, values: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(attributes.ATTRIBUTES, kind, " ".join(values))
    monkeypatch.setitem(types.READ_BY, kind, "sqs_queue_alarms_on_backlog")
    added = stack(STACK, document({kind: {"added": values}}))

    found = {verdict.policy for verdict in evaluate([added], list(POLICIES.values())).findings}

    assert policy in found


def test_the_table_is_of_the_locked_provider() -> None:
    assert f'version     = "{sensitive_attributes.version()}"' in PROVIDER_LOCK.read_text()


def test_attributes_are_sorted_out_by_name_and_by_the_mark_of_the_provider() -> None:
    block = {
        "attributes": {
            "arn": {"computed": True, "type": "string"},
            "kms_key_id": {"optional": True, "type": "string"},
            "manage_master_user_password": {"optional": True, "type": "bool"},
            "master_password": {"optional": True, "type": "string"},
            "payload": {"optional": True, "type": "string", "sensitive": True},
            "policy": {"required": True, "type": "string"},
        },
        "block_types": {
            "replica": {"block": {"attributes": {"kms_key_id": {"optional": True}}}},
            "s3": {
                "block": {
                    "attributes": {
                        "acl": {"optional": True},
                        "force_destroy": {"optional": True, "type": "bool"},
                        "policy": {"optional": True},
                    }
                }
            },
        },
    }
    schema = {"provider_schemas": {"aws": {"resource_schemas": {"aws_x": {"block": block}}}}}

    assert sensitive_attributes.from_schema(schema) == {
        "aws_x": [
            "forced:s3.force_destroy",
            "key:kms_key_id",
            "policy:policy",
            "public:s3.acl",
            "secret:master_password",
            "secret:payload",
        ]
    }
