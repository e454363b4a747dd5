"""Takes over what is there of the account's own stack, though its state does not know it.

An apply that was stopped in the middle leaves such things; many an account trusts GitHub already,
and an embedded cloud has a boundary since its first deployment.
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
# Type -> service, operation and argument that tell whether it is there. Whatever else is in the
# stack is made again without harm, or belongs to one of these.
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
class Known:
    """What a state says: the addresses in it, and those that Terraform would make anew."""

    addresses: frozenset[str]
    tainted: tuple[str, ...]


def known(state: Mapping[str, Any]) -> Known:
    """Read Terraform's JSON state representation."""
    found = state.get("values", {}).get("root_module", {}).get("resources", [])
    return Known(
        frozenset(each["address"] for each in found),
        tuple(each["address"] for each in found if each.get("tainted")),
    )


def adopt(
    tool: Terraform, resources: Sequence[Resource], cloud: Cloud, told: Callable[[str], None]
) -> None:
    """Import what the cloud has of the resources, and keep what an interrupt left half-made.

    A half-made resource is completed: to make it anew Terraform would have to destroy it first,
    which it refuses where everything depends on it.
    """
    state = known(tool.state())
    for address in state.tainted:
        tool.untaint(address)
        told(address)
    for address, identity in _there(resources, state.addresses, cloud):
        tool.adopt(address, identity)
        told(address)
    for one in resources:
        if one.type == PROVIDER:
            _add_audiences(one, cloud)


def _add_audiences(provider: Resource, cloud: Cloud) -> None:
    """Add to the provider that is there the audiences that it lacks; others keep theirs.

    Terraform ignores the audiences, because it can only replace them all.
    """
    iam = client(cloud, "iam")
    named = {"OpenIDConnectProviderArn": _identity(provider, _prefix(cloud), {})}
    found = _asked(iam.get_open_id_connect_provider, named)
    if found is None:
        return
    for audience in provider.values["client_id_list"]:
        if audience not in found.get("ClientIDList", ()):
            iam.add_client_id_to_open_id_connect_provider(ClientID=audience, **named)


def _there(
    resources: Sequence[Resource], known_addresses: frozenset[str], cloud: Cloud
) -> Iterator[tuple[str, str]]:
    """Address and import identity of each that the cloud has and the state does not know."""
    prefix, aliases = _prefix(cloud), _aliases(resources)
    for one in resources:
        if one.type in LOOKUPS and one.address not in known_addresses:
            service, operation, argument = LOOKUPS[one.type]
            identity = _identity(one, prefix, aliases)
            answer = _asked(getattr(client(cloud, service), operation), {argument: identity})
            if answer is not None:
                # An alias finds a key, but Terraform imports it by its id.
                is_key = one.type == "aws_kms_key"
                yield one.address, answer["KeyMetadata"]["KeyId"] if is_key else identity


def _prefix(cloud: Cloud) -> str:
    """How the ARN of something of IAM begins in this account."""
    caller = client(cloud, "sts").get_caller_identity()
    return f"arn:{caller['Arn'].split(':')[1]}:iam::{caller['Account']}:"


def _identity(resource: Resource, prefix: str, aliases: Mapping[str, str]) -> str:
    """By what AWS finds the resource, and Terraform imports all but keys."""
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


def _asked(ask: Callable[..., Any], arguments: Mapping[str, str]) -> Any:
    """The answer; None if there is no such thing."""
    try:
        return ask(**arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] not in MISSING:
            raise
        return None
