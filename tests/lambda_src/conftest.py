"""Environments in which the functions' entry points can be imported."""

import importlib
import os
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from moto import mock_aws

ENVIRON = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "ENVIRONMENT_SUFFIX": "dev",
    "TABLE_NAME": "crypto-prices-dev",
    "EXCHANGE_ENDPOINTS": '{"coinbase": "https://api.exchange.coinbase.com"}',
    "ALLOW_UNSIGNED": "false",
    "SECRET_PARAMETER_PREFIX": "/market-pipelines/webhook-secret/",
    "MAX_AHEAD_SECONDS": "300",
    "MAX_BEHIND_SECONDS": "86400",
    "MAX_TICKS_PER_BODY": "50",
    "MAX_DEVIATION_PERCENT": "50",
}
TABLE: dict[str, Any] = {
    "TableName": "crypto-prices-dev",
    "BillingMode": "PAY_PER_REQUEST",
    "KeySchema": [
        {"AttributeName": "symbol", "KeyType": "HASH"},
        {"AttributeName": "timestamp", "KeyType": "RANGE"},
    ],
    "AttributeDefinitions": [
        {"AttributeName": "symbol", "AttributeType": "S"},
        {"AttributeName": "timestamp", "AttributeType": "N"},
    ],
}


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty account, and the settings of the environment dev."""
    # What a shell holds, an endpoint or a profile, must not lead a test elsewhere.
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in ENVIRON.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        yield


@pytest.fixture
def table(aws: None) -> Any:  # noqa: ARG001 (must stand first)
    """A client of an account that has the empty table."""
    import boto3  # noqa: PLC0415 (only once the account is there)

    client: Any = boto3.client("dynamodb")
    client.create_table(**TABLE)
    return client


@pytest.fixture
def fresh_handler() -> Iterator[Callable[[str], ModuleType]]:
    """Imports the entry point of a function as a new sandbox does."""
    imported: list[str] = []

    def load(package: str) -> ModuleType:
        name = f"lambda_src.{package}.handler"
        sys.modules.pop(name, None)
        imported.append(name)
        return importlib.import_module(name)

    yield load
    for name in imported:
        sys.modules.pop(name, None)
