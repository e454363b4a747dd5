"""Webhook secrets are checked, stored encrypted and tagged, and found again by exact names."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws
from standardwebhooks import Webhook

from gitops import secrets
from gitops.cloud import Cloud
from gitops.errors import Refusal
from policies.engine.resource import Resource

AWS = Cloud.aws()


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        kms = boto3.client("kms", region_name="us-east-1")
        key = kms.create_key()["KeyMetadata"]["KeyId"]
        kms.create_alias(AliasName="alias/crypto-prices-pr-7", TargetKeyId=key)
        yield boto3.client("ssm", region_name="us-east-1")


def _function(exchanges: dict[str, str]) -> Resource:
    variables = {"EXCHANGE_ENDPOINTS": json.dumps(exchanges)}
    values = {"function_name": "f", "environment": {"variables": variables}}
    return Resource("crypto-price-processing", "aws_lambda_function", "f", values)


def test_a_generated_secret_signs_with_the_official_library() -> None:
    assert Webhook(secrets.check(secrets.generate()))


@given(st.text())
def test_arbitrary_text_is_never_taken_for_a_secret(text: str) -> None:
    with pytest.raises(Refusal, match="A webhook secret is whsec_ followed by 24 to 64 bytes"):
        secrets.check(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("whsec_" + "AAAA" * 7 + "AA==", id="22 bytes"),
        pytest.param("whsec_" + "AAAA" * 22, id="66 bytes"),
        pytest.param("AAAA" * 8, id="without its mark"),
        pytest.param("whsec_" + "A-_A" * 8, id="url-safe base64"),
    ],
)
def test_near_misses_are_refused(text: str) -> None:
    with pytest.raises(Refusal):
        secrets.check(text)


def test_a_secret_is_stored_encrypted_and_tagged_as_part_of_its_environment(store: Any) -> None:
    secret = secrets.generate()

    secrets.put("coinbase", f"{secret}\n", "pr-7", AWS)

    name = "/market-pipelines/webhook-secret/coinbase-pr-7"
    parameter = store.get_parameter(Name=name, WithDecryption=True)["Parameter"]
    tags = store.list_tags_for_resource(ResourceType="Parameter", ResourceId=name)["TagList"]
    assert (parameter["Type"], parameter["Value"]) == ("SecureString", secret)
    assert {"Key": "Environment", "Value": "pr-7"} in tags


def test_a_secret_can_be_replaced(store: Any) -> None:
    secrets.put("coinbase", secrets.generate(), "pr-7", AWS)
    newer = secrets.generate()
    secrets.put("coinbase", newer, "pr-7", AWS)

    name = secrets.parameter_name("coinbase", "pr-7")
    assert store.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"] == newer


@pytest.mark.usefixtures("store")
def test_an_environment_that_is_not_deployed_takes_no_secret() -> None:
    with pytest.raises(Refusal, match=r"no key alias/crypto-prices-pr-8; deploy .* --suffix pr-8"):
        secrets.put("coinbase", secrets.generate(), "pr-8", AWS)


@pytest.mark.usefixtures("store")
def test_missing_and_deleted_are_told_by_name() -> None:
    names = secrets.parameter_names([_function({"kraken": "", "coinbase": ""})], "pr-7")
    secrets.put("coinbase", secrets.generate(), "pr-7", AWS)

    assert secrets.missing(names, AWS) == [secrets.parameter_name("kraken", "pr-7")]
    assert secrets.delete(names, AWS) == 1
    assert secrets.missing(names, AWS) == names


def test_a_stack_without_webhooks_has_no_secrets() -> None:
    assert secrets.parameter_names([], "pr-7") == []
    assert secrets.missing([], AWS) == []
    assert secrets.delete([], AWS) == 0
