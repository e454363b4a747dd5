"""Webhook secrets: they live in the parameter store only, never in a plan, state, output or log."""

import base64
import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from gitops.aws import client
from gitops.cloud import Cloud
from gitops.errors import Refusal
from policies.engine.resource import Resource

PREFIX = "/market-pipelines/webhook-secret/"
KEY_ALIAS = "alias/crypto-prices-{suffix}"
MARK = "whsec_"
# Standard Webhooks: a symmetric secret is between 24 and 64 bytes.
# https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
SHORTEST, LONGEST = 24, 64


def generate() -> str:
    """A new Standard Webhooks secret."""
    return MARK + base64.b64encode(secrets.token_bytes(32)).decode()


def check(secret: str) -> str:
    """The secret, stripped.

    Raises:
        Refusal: it is not a Standard Webhooks secret.
    """
    text = secret.strip()
    try:
        size = len(base64.b64decode(text.removeprefix(MARK), validate=True))
    except ValueError:  # not base64, or not even ASCII
        size = 0
    if not text.startswith(MARK) or not SHORTEST <= size <= LONGEST:
        raise Refusal(
            f"A webhook secret is {MARK} followed by {SHORTEST} to {LONGEST} bytes in base64;"
            " make one with `gitops secret set --generate`."
        )
    return text


def served_exchanges(resources: Iterable[Resource]) -> list[str]:
    """The exchanges that the environment serves, from the function's own configuration."""
    for resource in resources:
        if resource.type == "aws_lambda_function":
            variables = _variables(resource.values)
            if "EXCHANGE_ENDPOINTS" in variables:
                return sorted(json.loads(variables["EXCHANGE_ENDPOINTS"]))
    return []


def parameter_name(exchange: str, suffix: str) -> str:
    """Where the secret of an exchange is kept."""
    return f"{PREFIX}{exchange}-{suffix}"


def parameter_names(resources: Iterable[Resource], suffix: str) -> list[str]:
    """Where the secrets of all served exchanges are kept."""
    return [parameter_name(exchange, suffix) for exchange in served_exchanges(resources)]


def put(exchange: str, secret: str, suffix: str, cloud: Cloud) -> None:
    """Store the secret, encrypted with the environment's key and tagged as part of it.

    Raises:
        Refusal: it is no webhook secret, or the environment has no key because it is not deployed.
    """
    store = client(cloud, "ssm")
    parameter = {
        "Name": parameter_name(exchange, suffix),
        "Value": check(secret),
        "Type": "SecureString",
        "KeyId": _key(suffix, cloud),
    }
    tags = [{"Key": "Environment", "Value": suffix}, {"Key": "ManagedBy", "Value": "gitops"}]
    try:
        # The API takes tags only when it creates (PutParameter: "can't be used with Overwrite").
        store.put_parameter(**parameter, Tags=tags)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ParameterAlreadyExists":
            raise
        store.put_parameter(**parameter, Overwrite=True)


def _key(suffix: str, cloud: Cloud) -> str:
    alias = KEY_ALIAS.format(suffix=suffix)
    keys = client(cloud, "kms")
    try:
        return str(keys.describe_key(KeyId=alias)["KeyMetadata"]["Arn"])
    except keys.exceptions.NotFoundException:
        raise Refusal(
            f"There is no key {alias}; deploy the environment first:"
            f" gitops deploy --suffix {suffix}"
        ) from None


def newest(exchange: str, suffix: str, cloud: Cloud) -> str:
    """The secret with which the exchange signs now; for programs that play the exchange.

    Raises:
        Refusal: it has none.
    """
    store = client(cloud, "ssm")
    try:
        answer = store.get_parameter(Name=parameter_name(exchange, suffix), WithDecryption=True)
    except store.exceptions.ParameterNotFound:
        raise Refusal(
            f"{exchange} has no webhook secret in {suffix};"
            f" give it one: gitops secret set {exchange} --generate --suffix {suffix}"
        ) from None
    return str(answer["Parameter"]["Value"].split()[0])


def missing(names: list[str], cloud: Cloud) -> list[str]:
    """Those parameters that do not exist; reads no value."""
    if not names:
        return []
    answer = client(cloud, "ssm").get_parameters(Names=names, WithDecryption=False)
    return sorted(answer["InvalidParameters"])


def delete(names: list[str], cloud: Cloud) -> int:
    """Delete the parameters; return how many there were."""
    if not names:
        return 0
    return len(client(cloud, "ssm").delete_parameters(Names=names)["DeletedParameters"])


def _variables(function: Mapping[str, Any]) -> dict[str, str]:
    environment = function.get("environment") or {}
    # CDKTF writes a block that may stand once as an object; Terraform itself reads a list too.
    block = environment[0] if isinstance(environment, list) else environment
    variables: dict[str, str] = block.get("variables", {})
    return variables
