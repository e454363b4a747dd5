"""Secrets are read from the parameter of their exchange and environment."""

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from lambda_src.webhook_processor.parameter_store import ParameterStore

PREFIX = "/market-pipelines/webhook-secret/"


@pytest.mark.usefixtures("aws")
def test_a_secret_is_read_decrypted() -> None:
    client = boto3.client("ssm")
    client.put_parameter(Name=f"{PREFIX}coinbase-dev", Value="whsec_x", Type="SecureString")

    assert ParameterStore(client, PREFIX, "dev").read("coinbase") == "whsec_x"


@pytest.mark.usefixtures("aws")
def test_a_missing_parameter_is_no_secret() -> None:
    assert ParameterStore(boto3.client("ssm"), PREFIX, "dev").read("coinbase") is None


@pytest.mark.usefixtures("aws")
def test_a_refused_read_is_a_failure_not_a_missing_secret() -> None:
    client = boto3.client("ssm")
    with Stubber(client) as stub:
        stub.add_client_error("get_parameter", "AccessDeniedException")
        with pytest.raises(ClientError, match="AccessDeniedException"):
            ParameterStore(client, PREFIX, "dev").read("coinbase")
