"""Imports existing resources of the account stack that are missing in its state.

An interrupted apply leaves such resources. Many accounts trust GitHub already, and an embedded
cloud has a boundary since its first deployment.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.terraform import Terraform
from policies.engine.resource import Resource

PROVIDER = "aws_iam_openid_connect_provider"
MISSING = {"404", "NoSuchBucket", "NoSuchEntity", "NotFoundException"}
# Type -> service, operation and argument that find it. Whatever else is in the
# stack can be created again without harm, or belongs to one of these.
LOOKUPS = {
    PROVIDER: (
        "iam",
        "get_open_id_connect_provider",
        "OpenIDConnectProviderArn",
    ),
    "aws_iam_policy": ("iam", "get_policy", "PolicyArn"),
    "aws_iam_role": ("iam", "get_role", "RoleName"),
    "aws_kms_alias": ("kms", "describe_key", "KeyId"),
    "aws_kms_key": ("kms", "describe_key", "KeyId"),
    "aws_s3_bucket": ("s3", "head_bucket", "Bucket"),
}


@dataclass(frozen=True)
class StateAddresses:
    """All resource addresses in a state, and those that are tainted."""

    every: frozenset[str]
    tainted: tuple[str, ...]


def addresses_in(state: Mapping[str, Any]) -> StateAddresses:
    """Read Terraform's JSON state representation."""
    found = state.get("values", {}).get("root_module", {}).get("resources", [])
    return StateAddresses(
        frozenset(each["address"] for each in found),
        tuple(each["address"] for each in found if each.get("tainted")),
    )


def import_resources(
    tool: Terraform, resources: Sequence[Resource], cloud: Cloud, progress: Callable[[str], None]
) -> None:
    """Import resources that exist in the cloud but not in the state, and untaint tainted ones.

    A tainted resource is completed: to create it again Terraform would have to destroy it first,
    which it refuses where everything depends on it.
    """
    state = addresses_in(tool.state())
    for address in state.tainted:
        tool.untaint(address)
        progress(address)
    for address, identity in _missing(resources, state.every, cloud):
        tool.import_resource(address, identity)
        progress(address)
    for one in resources:
        if one.type == PROVIDER:
            _add_audiences(one, cloud)


def _add_audiences(provider: Resource, cloud: Cloud) -> None:
    """Add the missing audiences to an existing identity provider; it keeps all others.

    Terraform ignores the audiences, because it can only replace them all.
    docs/claims.md#one-provider-per-issuer
    """
    iam = client(cloud, "iam")
    named = {"OpenIDConnectProviderArn": _identity(provider, _prefix(cloud), {})}
    found = _lookup(iam.get_open_id_connect_provider, named)
    if found is None:
        return
    for audience in provider.values["client_id_list"]:
        if audience not in found.get("ClientIDList", ()):
            iam.add_client_id_to_open_id_connect_provider(ClientID=audience, **named)


def _missing(
    resources: Sequence[Resource], known_addresses: frozenset[str], cloud: Cloud
) -> Iterator[tuple[str, str]]:
    """Address and import id of each resource that exists in the cloud but not in the state."""
    prefix, aliases = _prefix(cloud), _aliases(resources)
    for one in resources:
        if one.type in LOOKUPS and one.address not in known_addresses:
            service, operation, argument = LOOKUPS[one.type]
            identity = _identity(one, prefix, aliases)
            answer = _lookup(getattr(client(cloud, service), operation), {argument: identity})
            if answer is not None:
                # An alias finds a key, but Terraform imports it by its id.
                is_key = one.type == "aws_kms_key"
                yield one.address, answer["KeyMetadata"]["KeyId"] if is_key else identity


def _prefix(cloud: Cloud) -> str:
    """How the ARN of something of IAM begins in this account."""
    caller = client(cloud, "sts").get_caller_identity()
    return f"arn:{caller['Arn'].split(':')[1]}:iam::{caller['Account']}:"


def _identity(resource: Resource, prefix: str, aliases: Mapping[str, str]) -> str:
    """The id by which AWS finds the resource, and Terraform imports all but keys."""
    match resource.type:
        case "aws_iam_policy":
            return f"{prefix}policy/{resource.values['name']}"
        case "aws_iam_openid_connect_provider":
            return f"{prefix}oidc-provider/{resource.values['url'].removeprefix('https://')}"
        case "aws_kms_key":
            return aliases[resource.address]
        case "aws_s3_bucket":
            return str(resource.values["bucket"])
        case _:
            return str(resource.values["name"])


def _aliases(resources: Sequence[Resource]) -> dict[str, str]:
    """Address of a key -> its alias: a key has no name of its own."""
    return {
        str(one.values["target_key_id"]).removeprefix("${").rsplit(".", 1)[0]: one.values["name"]
        for one in resources
        if one.type == "aws_kms_alias"
    }


def _lookup(operation: Callable[..., Any], arguments: Mapping[str, str]) -> Any:
    """The response; None if the resource does not exist."""
    try:
        return operation(**arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] not in MISSING:
            raise
        return None
