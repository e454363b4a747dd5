"""Webhook secrets: stored in Parameter Store only, never in a plan, state, output or log."""

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
class StoredSecret:
    """The metadata of a stored secret; its value is not read."""

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
        Refusal: it is not one secret in the format of the exchange's scheme.
    """
    text = secret.strip()
    try:
        usable = len(schemes.of(exchange).keys(text)) == 1
        flaw = "more than one secret"
    except UnusableSecret as error:
        usable, flaw = False, str(error)
    if not usable:
        raise Refusal(
            f"Not a valid secret for {exchange} ({flaw}). Pass another one, or generate it:"
            f" market secret set {exchange} --generate"
        )
    return text


def served_exchanges(suffix: str) -> list[str]:
    """The exchanges that are configured in the settings of the environment.

    Raises:
        Refusal: the settings cannot be read.
    """
    return sorted(settings_of(suffix).get("exchange_endpoints", {}))


def parameter_name(exchange: str, suffix: str) -> str:
    """The parameter that stores the secret of an exchange."""
    return f"{PREFIX}{exchange}-{suffix}"


def provide(suffix: str, cloud: Cloud) -> list[str]:
    """Generate a secret for every configured exchange that has none; return these exchanges.

    Not in a protected environment: there an operator sets them.
    """
    if is_protected(suffix):
        return []
    known = {each.exchange for each in kept(suffix, cloud)}
    without = [exchange for exchange in served_exchanges(suffix) if exchange not in known]
    for exchange in without:
        put(exchange, generate(exchange), suffix, cloud)
    return without


def put(exchange: str, secret: str, suffix: str, cloud: Cloud) -> None:
    """Store `secret` as the only one, encrypted with the environment's key and tagged with it.

    Raises:
        Refusal: it is not a valid secret, or the environment is not deployed and has no key.
    """
    _store(exchange, check(exchange, secret), suffix, cloud)


def rotate(exchange: str, secret: str, suffix: str, cloud: Cloud) -> None:
    """Add `secret` as the newest; the previous one stays valid, older ones do not.

    Raises:
        Refusal: it is not a valid secret, equals the previous one, or there is no previous one.
    """
    newer, previous = check(exchange, secret), newest(exchange, suffix, cloud)
    if newer == previous:
        raise Refusal(f"{exchange} already has this secret; pass a new one.")
    _store(exchange, f"{newer} {previous}", suffix, cloud)


def finish_rotation(exchange: str, suffix: str, cloud: Cloud) -> None:
    """Remove the previous secret.

    Raises:
        Refusal: no rotation is under way, or there is no secret.
    """
    newer, *previous = _accepted(exchange, suffix, cloud)
    if not previous:
        raise Refusal(f"No rotation of {exchange} in {suffix} is under way; nothing to finish.")
    _store(exchange, newer, suffix, cloud)


def kept(suffix: str, cloud: Cloud) -> list[StoredSecret]:
    """The metadata of the environment's secrets, sorted by exchange; reads no value."""
    pages = client(cloud, "ssm").get_paginator("describe_parameters")
    filters = [
        {"Key": "Name", "Option": "BeginsWith", "Values": [PREFIX]},
        {"Key": "tag:Environment", "Values": [suffix]},
    ]
    found = [
        StoredSecret(_exchange(each["Name"], suffix), each["Version"], each["LastModifiedDate"])
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
            f"The key {alias} does not exist. Deploy the environment first:"
            f" gitops deploy --suffix {suffix}"
        ) from None


def newest(exchange: str, suffix: str, cloud: Cloud) -> str:
    """The current signing secret of the exchange; for programs that simulate the exchange.

    Raises:
        Refusal: it has no secret.
    """
    return _accepted(exchange, suffix, cloud)[0]


def _accepted(exchange: str, suffix: str, cloud: Cloud) -> list[str]:
    """The secrets that are accepted, the newest first. Raises Refusal when there is none."""
    store = client(cloud, "ssm")
    try:
        answer = store.get_parameter(Name=parameter_name(exchange, suffix), WithDecryption=True)
    except store.exceptions.ParameterNotFound:
        raise Refusal(
            f"{exchange} has no webhook secret in {suffix}."
            f" Create one: market secret set {exchange} --generate --suffix {suffix}"
        ) from None
    return str(answer["Parameter"]["Value"]).split()


def delete(exchange: str, suffix: str, cloud: Cloud) -> bool:
    """Delete the secret of the exchange; return whether there was one."""
    name = parameter_name(exchange, suffix)
    return bool(client(cloud, "ssm").delete_parameters(Names=[name])["DeletedParameters"])
