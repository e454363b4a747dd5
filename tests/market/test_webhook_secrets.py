"""Webhook secrets are checked, stored encrypted and tagged, and found again by exact names."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws
from standardwebhooks import Webhook

from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Refusal
from gitops.environment import operator_parameters
from market import webhook_secrets as secrets

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


@pytest.fixture
def served() -> list[str]:
    """The exchanges that every environment serves."""
    return secrets.served_exchanges("pr-7")


def test_a_generated_secret_signs_with_the_official_library() -> None:
    assert Webhook(secrets.check("coinbase", secrets.generate("coinbase")))


@given(st.text())
def test_arbitrary_text_is_never_taken_for_a_secret(text: str) -> None:
    with pytest.raises(Refusal, match="Not a valid secret for coinbase"):
        secrets.check("coinbase", text)


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
        secrets.check("coinbase", text)


@pytest.mark.parametrize("exchange", ["coinbase", "coinbasecommerce", "tradingview"])
def test_every_exchange_can_use_what_is_generated_for_it(exchange: str) -> None:
    secret = secrets.generate(exchange)

    assert secrets.check(exchange, f" {secret}\n") == secret


def test_several_secrets_are_not_one() -> None:
    with pytest.raises(Refusal, match="more than one secret"):
        secrets.check("tradingview", f"{'a' * 32} {'b' * 32}")


def test_a_secret_is_stored_encrypted_and_tagged_as_part_of_its_environment(store: Any) -> None:
    secret = secrets.generate("coinbase")

    secrets.put("coinbase", f"{secret}\n", "pr-7", AWS)

    name = "/market-pipelines/webhook-secret/coinbase-pr-7"
    parameter = store.get_parameter(Name=name, WithDecryption=True)["Parameter"]
    tags = store.list_tags_for_resource(ResourceType="Parameter", ResourceId=name)["TagList"]
    assert (parameter["Type"], parameter["Value"]) == ("SecureString", secret)
    assert {"Key": "Environment", "Value": "pr-7"} in tags


def test_a_secret_can_be_replaced(store: Any) -> None:
    secrets.put("coinbase", secrets.generate("coinbase"), "pr-7", AWS)
    newer = secrets.generate("coinbase")
    secrets.put("coinbase", newer, "pr-7", AWS)

    name = secrets.parameter_name("coinbase", "pr-7")
    assert store.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"] == newer


def _value(store: Any, exchange: str = "coinbase") -> str:
    name = secrets.parameter_name(exchange, "pr-7")
    value: str = store.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
    return value


def test_a_rotation_keeps_the_previous_secret_until_it_is_finished(store: Any) -> None:
    first, second, third = (secrets.generate("coinbase") for _ in range(3))
    secrets.put("coinbase", first, "pr-7", AWS)

    secrets.rotate("coinbase", second, "pr-7", AWS)
    assert _value(store) == f"{second} {first}"
    secrets.rotate("coinbase", third, "pr-7", AWS)
    assert _value(store) == f"{third} {second}"
    assert secrets.newest("coinbase", "pr-7", AWS) == third
    secrets.finish_rotation("coinbase", "pr-7", AWS)
    assert _value(store) == third


def test_a_rotation_needs_a_secret_before_it_and_another_one(store: Any) -> None:
    secret = secrets.generate("coinbase")
    with pytest.raises(Refusal, match="has no webhook secret in pr-7"):
        secrets.rotate("coinbase", secret, "pr-7", AWS)
    secrets.put("coinbase", secret, "pr-7", AWS)

    with pytest.raises(Refusal, match="pass a new one"):
        secrets.rotate("coinbase", secret, "pr-7", AWS)
    assert _value(store) == secret


def test_a_rotation_that_nobody_began_cannot_be_finished(store: Any) -> None:
    secret = secrets.generate("coinbase")
    secrets.put("coinbase", secret, "pr-7", AWS)

    with pytest.raises(Refusal, match="No rotation of coinbase in pr-7 is under way"):
        secrets.finish_rotation("coinbase", "pr-7", AWS)

    assert _value(store) == secret


def test_kept_secrets_are_reported_of_one_environment_only(store: Any) -> None:
    secrets.put("kraken", secrets.generate("kraken"), "pr-7", AWS)
    secrets.put("coinbase", secrets.generate("coinbase"), "pr-7", AWS)
    secrets.rotate("coinbase", secrets.generate("coinbase"), "pr-7", AWS)
    name = secrets.parameter_name("binance", "x-pr-7")
    tags = [{"Key": "Environment", "Value": "x-pr-7"}]
    store.put_parameter(Name=name, Value="x", Type="SecureString", Tags=tags)

    kept = [(each.exchange, each.version) for each in secrets.kept("pr-7", AWS)]

    assert kept == [("coinbase", 2), ("kraken", 1)]


@pytest.mark.usefixtures("store")
def test_an_environment_that_is_not_deployed_takes_no_secret() -> None:
    with pytest.raises(
        Refusal, match=r"The key alias/crypto-prices-pr-8 does not exist. Deploy .* --suffix pr-8"
    ):
        secrets.put("coinbase", secrets.generate("coinbase"), "pr-8", AWS)


@pytest.mark.usefixtures("store")
def test_every_served_exchange_is_given_a_secret_once(served: list[str]) -> None:
    mine = secrets.generate(served[0])
    secrets.put(served[0], mine, "pr-7", AWS)

    assert secrets.provide("pr-7", AWS) == served[1:]
    assert secrets.provide("pr-7", AWS) == []
    assert secrets.newest(served[0], "pr-7", AWS) == mine


@pytest.mark.usefixtures("store")
def test_a_protected_environment_is_given_no_secret() -> None:
    assert secrets.provide("prod", AWS) == []
    assert secrets.kept("prod", AWS) == []


@pytest.mark.usefixtures("store")
def test_a_secret_is_deleted_by_its_exchange() -> None:
    secrets.put("coinbase", secrets.generate("coinbase"), "pr-7", AWS)

    assert secrets.delete("coinbase", "pr-7", AWS)
    assert not secrets.delete("coinbase", "pr-7", AWS)


def test_a_destroy_finds_and_deletes_all_of_them_and_no_others(store: Any) -> None:
    # More than one request may name.
    exchanges = [f"exchange{number}" for number in range(12)]
    for exchange in exchanges:
        secrets.put(exchange, secrets.generate(exchange), "pr-7", AWS)
    store.put_parameter(Name=f"{secrets.PREFIX}coinbase-pr-8", Value="x", Type="String")

    assert len(operator_parameters.names("pr-7", AWS)) == len(exchanges)
    assert operator_parameters.delete_all("pr-7", AWS) == len(exchanges)
    assert operator_parameters.names("pr-7", AWS) == []
