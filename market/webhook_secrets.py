"""Webhook secrets: they live in the parameter store only, never in a plan, state, output or log."""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime

from botocore.exceptions import ClientError

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Refusal
from gitops.environment.settings import is_protected, settings_of
from lambda_src.webhook_processor import schemes
from lambda_src.webhook_processor.schemes import standard_webhooks
from lambda_src.webhook_processor.schemes.scheme import UnusableSecret

PREFIX = "/market-pipelines/webhook-secret/"
KEY_ALIAS = "alias/crypto-prices-{suffix}"


@dataclass(frozen=True)
class Kept:
    """What is known of a kept secret without reading it."""

    exchange: str
    version: int
    changed: datetime


def generate(exchange: str) -> str:
    """A new secret of 32 random bytes, in the form of the exchange's scheme."""
    if schemes.of(exchange) is standard_webhooks:
        return standard_webhooks.SECRET_MARK + base64.b64encode(secrets.token_bytes(32)).decode()
    return secrets.token_urlsafe(32)


def check(exchange: str, secret: str) -> str:
    """The secret, stripped.

    Raises:
        Refusal: it is not one secret of the exchange's scheme.
    """
    text = secret.strip()
    try:
        usable = len(schemes.of(exchange).keys(text)) == 1
        flaw = "there are several"
    except UnusableSecret as error:
        usable, flaw = False, str(error)
    if not usable:
        raise Refusal(
            f"{exchange} cannot use that ({flaw}); pass one secret of its kind, or make one:"
            f" market secret set {exchange} --generate"
        )
    return text


def served_exchanges(suffix: str) -> list[str]:
    """The exchanges whose webhooks the environment takes, from its settings.

    Raises:
        Refusal: the settings cannot be read.
    """
    return sorted(settings_of(suffix).get("exchange_endpoints", {}))


def parameter_name(exchange: str, suffix: str) -> str:
    """Where the secret of an exchange is kept."""
    return f"{PREFIX}{exchange}-{suffix}"


def provide(suffix: str, cloud: Cloud) -> list[str]:
    """Give every served exchange that has no secret a random one; return which.

    Only where nobody trades: in a protected environment an operator sets them.
    """
    if is_protected(suffix):
        return []
    known = {each.exchange for each in kept(suffix, cloud)}
    without = [exchange for exchange in served_exchanges(suffix) if exchange not in known]
    for exchange in without:
        put(exchange, generate(exchange), suffix, cloud)
    return without


def put(exchange: str, secret: str, suffix: str, cloud: Cloud) -> None:
    """Let `secret` be the only one: encrypted with the environment's key, tagged as part of it.

    Raises:
        Refusal: it is no webhook secret, or the environment has no key because it is not deployed.
    """
    _store(exchange, check(exchange, secret), suffix, cloud)


def rotate(exchange: str, secret: str, suffix: str, cloud: Cloud) -> None:
    """Let `secret` be the newest; the one before it stays good, those before that do not.

    Raises:
        Refusal: it is no webhook secret, the same as before, or there is none before it.
    """
    newer, previous = check(exchange, secret), newest(exchange, suffix, cloud)
    if newer == previous:
        raise Refusal(f"That is the secret which {exchange} has already; pass a new one.")
    _store(exchange, f"{newer} {previous}", suffix, cloud)


def finish_rotation(exchange: str, suffix: str, cloud: Cloud) -> None:
    """Let the newest secret be the only one. Raises Refusal when there is none."""
    _store(exchange, newest(exchange, suffix, cloud), suffix, cloud)


def kept(suffix: str, cloud: Cloud) -> list[Kept]:
    """The secrets of the environment, by exchange; reads no value."""
    pages = client(cloud, "ssm").get_paginator("describe_parameters")
    filters = [
        {"Key": "Name", "Option": "BeginsWith", "Values": [PREFIX]},
        {"Key": "tag:Environment", "Values": [suffix]},
    ]
    found = [
        Kept(_exchange(each["Name"], suffix), each["Version"], each["LastModifiedDate"])
        for page in pages.paginate(ParameterFilters=filters)
        for each in page["Parameters"]
    ]
    return sorted(found, key=lambda each: each.exchange)


def _exchange(name: str, suffix: str) -> str:
    return name.removeprefix(PREFIX).removesuffix(f"-{suffix}")


def _store(exchange: str, value: str, suffix: str, cloud: Cloud) -> None:
    store = client(cloud, "ssm")
    parameter = {
        "Name": parameter_name(exchange, suffix),
        "Value": value,
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
            f" give it one: market secret set {exchange} --generate --suffix {suffix}"
        ) from None
    return str(answer["Parameter"]["Value"].split()[0])


def delete(exchange: str, suffix: str, cloud: Cloud) -> bool:
    """Delete the secret of the exchange; return whether there was one."""
    name = parameter_name(exchange, suffix)
    return bool(client(cloud, "ssm").delete_parameters(Names=[name])["DeletedParameters"])
