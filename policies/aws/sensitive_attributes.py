"""Which attributes of a resource type decide on encryption, access, secrets or deletion.

They stand in `sensitive_attributes.txt`, made from the schema of the locked provider:
`terraform providers schema -json | python -m policies.aws.sensitive_attributes 5.100.0`.
A policy thereby knows them of types that nobody here ever used.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("sensitive_attributes.txt")
VERSION = "version"
# Deeper ones are the endless nesting of QuickSight and WAF.
DEEPEST = 4
Names = tuple[str, ...]


class Decides(StrEnum):
    """What an attribute decides."""

    KEY = "key"  # names the KMS key
    ENCRYPTED = "encrypted"  # a switch or a word that turns encryption on
    PUBLIC = "public"  # lets the internet in
    PRIVATE = "private"  # keeps the internet out
    POLICY = "policy"  # a document that names principals
    SECRET = "secret"  # noqa: S105 (a kind: what Terraform's state holds as plain text)
    KEPT = "kept"  # protects from destruction
    FORCED = "forced"  # without it, a resource in use cannot be destroyed
    DELAYED = "delayed"  # how long it lives on after its destruction


# In this order: the first that fits.
NAMES: tuple[tuple[Decides, re.Pattern[str]], ...] = (
    (
        Decides.KEY,
        re.compile(
            r"(aws_|s3_|volume_|sse_aws_|server_side_encryption_|encryption_at_rest_)?"
            r"kms_(master_|encryption_)?(key|arn)(_id|_arn|_identifier)?"
            r"|(customer_)?encryption_key(_arn)?"
        ),
    ),
    (
        Decides.ENCRYPTED,
        re.compile(
            r"(storage_|kms_)?encrypted|(at_rest|transit)_encryption_enabled|encryption_type"
            r"|(root|user)_volume_encryption_enabled"
        ),
    ),
    (
        Decides.PUBLIC,
        re.compile(
            r"(is_)?publicly_accessible|(associate|create|assign|map)_public_ip(_address|_on_launch)?"
            r"|auto_assign_public_ips|endpoint_public_access|anonymous_auth_enabled|acl|canned_acl"
            r"|(direct|enable|enable_default)_internet_access|(function_url_)?auth(orization)?_type"
        ),
    ),
    (
        Decides.PRIVATE,
        re.compile(r"block_public_(acls|policy)|ignore_public_acls|restrict_public_buckets"),
    ),
    (
        Decides.POLICY,
        re.compile(r"(access_|resource_|repository_)?policy(_document)?|access_policies"),
    ),
    (
        Decides.KEPT,
        re.compile(
            r"(enable_)?deletion_protection(_enabled)?|delete_protection"
            r"|termination_protection(_enabled)?|skip_destroy|retain_on_delete|retain_stacks?"
        ),
    ),
    (Decides.FORCED, re.compile(r"force_destroy|force_delete|skip_final_snapshot")),
    (Decides.DELAYED, re.compile(r"(deletion|recovery)_window_in_days|permanent_deletion_.*")),
    (
        Decides.SECRET,
        re.compile(
            r"([a-z0-9]+_)*(password|passphrase|private_key|client_secret|secret_string)(_wo)?"
        ),
    ),
)
# A copy in another region, or the rules for it, has a key of its own.
COPIES = {"replica", "replication_configuration"}
NO_SECRETS = ("bool", "number")


def version() -> str:
    """The version of the provider whose attributes the table holds."""
    return _table()[VERSION][0]


@cache
def sensitive(kind_of_resource: str) -> Mapping[Names, Decides]:
    """The sensitive attributes of a resource type by their path; empty if there are none."""
    found = (word.partition(":") for word in _table().get(kind_of_resource, ()))
    return {tuple(path.split(".")): Decides(kind) for kind, _, path in found}


def paths(kind_of_resource: str, *kinds: Decides) -> list[Names]:
    """The paths of the sensitive attributes of these kinds."""
    return [path for path, kind in sensitive(kind_of_resource).items() if kind in kinds]


def exists(kind_of_resource: str) -> bool:
    """Whether the provider has such a resource type."""
    return kind_of_resource in _table()


def from_schema(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """Each type with its `kind:path`, from what `terraform providers schema -json` prints."""
    return {
        name: sorted(_words(schema["block"]))
        for provider in document["provider_schemas"].values()
        for name, schema in sorted(provider.get("resource_schemas", {}).items())
    }


def _words(block: Mapping[str, Any]) -> Iterator[str]:
    for path, attribute in _settable(block, ()):
        kind = _kind(path[-1], attribute)
        if kind and not COPIES & set(path) and not (kind is Decides.POLICY and len(path) > 1):
            yield f"{kind}:{'.'.join(path)}"


def _settable(block: Mapping[str, Any], above: Names) -> Iterator[tuple[Names, Mapping[str, Any]]]:
    """Every attribute that somebody can write, with its path."""
    for name, attribute in block.get("attributes", {}).items():
        if attribute.get("optional") or attribute.get("required"):
            yield (*above, name), attribute
    for name, nested in block.get("block_types", {}).items():
        if len(above) < DEEPEST - 1:
            yield from _settable(nested["block"], (*above, name))


def _kind(name: str, attribute: Mapping[str, Any]) -> Decides | None:
    kind = next((kind for kind, pattern in NAMES if pattern.fullmatch(name)), None)
    if kind is None and attribute.get("sensitive"):
        return Decides.SECRET
    # A switch that has AWS make the password is none itself.
    return None if kind is Decides.SECRET and attribute.get("type") in NO_SECRETS else kind


@cache
def _table() -> dict[str, list[str]]:
    """Words by the first of their line."""
    lines = (line.split() for line in TABLE.read_text().splitlines())
    return {first: rest for first, *rest in lines}


def main(provider: str) -> None:
    """Write the table anew from the schema on standard input."""
    lines = [f"{VERSION} {provider}"]
    lines += [" ".join([name, *words]) for name, words in from_schema(json.load(sys.stdin)).items()]
    TABLE.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
