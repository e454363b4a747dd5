"""Scans the cloud itself, not the state, for what a destroyed environment left behind.

What belongs to an environment is decided by the tag Environment, exactly, and for what cannot be
tagged by the exact names in the synthesized JSON; never by a pattern, since `*-dev` also matches
`x-pr-7-dev`. Lists and tags only propose: what counts as left was confirmed by its describe call.
"""

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from botocore.paginate import Paginator

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure
from gitops.environment import operator_parameters
from gitops.environment.existence import Thing
from gitops.environment.listings import (
    FOUND_BY_TAG_ONLY,
    GONE_WITH_THEIR_PARENT,
    LISTINGS,
    Listing,
)
from policies.engine.resource import Resource

# AWS's seconds. SQS alone shows a deleted queue for 60 s (SQS API reference, DeleteQueue).
PATIENCE_SECONDS = 90.0
PAUSE_SECONDS = 5.0
REFERENCE = re.compile(r"\$\{(?P<address>[a-z_]+\.[A-Za-z0-9_-]+)\.[a-z_]+\}")


@dataclass(frozen=True)
class Leftover:
    """Something that should be gone. `resource` and `identity` say how Terraform could import it.

    Both are empty for what Terraform never declared. The resource names no stack if nobody knows
    which one made it.
    """

    what: str
    resource: Resource | None = None
    identity: str = ""


@dataclass
class Findings:
    """What is left: `leftovers` must not be, `residue` is what AWS keeps by design."""

    leftovers: list[Leftover] = field(default_factory=list)
    residue: list[str] = field(default_factory=list)

    @property
    def described(self) -> list[str]:
        """The leftovers in words."""
        return [leftover.what for leftover in self.leftovers]

    @property
    def importable(self) -> list[Leftover]:
        """Those leftovers that Terraform could import and destroy."""
        return [leftover for leftover in self.leftovers if leftover.resource]


def patiently(
    scan_once: Callable[[], Findings],
    time_scale: float,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Findings:
    """The findings of the first scan without leftovers, else of the last one.

    Scans are repeated for 90 s of AWS, times `time_scale`: what was deleted a moment ago may still
    be listed, tagged, and even described.
    """
    found = scan_once()
    # From here on: a slow scan must not use up the time in which to repeat it.
    deadline = clock() + PATIENCE_SECONDS * time_scale
    while found.leftovers and clock() < deadline:
        sleep(PAUSE_SECONDS * time_scale)
        found = scan_once()
    return found


def scan(
    suffix: str,
    resources: Iterable[Resource],
    cloud: Cloud,
    *,
    whole: bool = True,
    expires: str = "",
) -> Findings:
    """Everything of the environment that the cloud has at this moment.

    Unless the `whole` environment was destroyed, only the given resources are scanned for: what
    carries the tag may belong to a stack that stays. What expires at the very second `expires` was
    made by a deploy of this environment, so that Terraform may import it, declared or not.

    Raises:
        Failure: a resource type without a listing; it must not pass unseen.
    """
    known = list(resources)
    _refuse_unknown({resource.type for resource in known})
    scanner = _Scanner(cloud)
    scanner.by_name(known)
    scanner.parameters(suffix)
    if whole:
        scanner.by_tag(suffix, expires, known)
    scanner.backups(known)
    return scanner.findings


@dataclass
class _Scanner:
    """One scan of an account: lists each type, and describes each thing, at most once."""

    cloud: Cloud
    findings: Findings = field(default_factory=Findings)
    _listed: dict[Listing, dict[str, list[str]]] = field(default_factory=dict)
    _described: set[Thing] = field(default_factory=set)

    def by_name(self, resources: list[Resource]) -> None:
        """Find what was declared, by its exact name."""
        for resource in resources:
            listing = LISTINGS.get(resource.type)
            if listing:
                name = plain_name(resource.values[listing.attribute], resources)
                for identity in self._list(listing).get(name, ()):
                    if self._is_new(Thing.of_import(resource.type, identity)):
                        self._left(f"{resource.type} {name}", resource, identity)

    def parameters(self, suffix: str) -> None:
        """Find the operator parameters."""
        for name in operator_parameters.names(suffix, self.cloud):
            if self._is_new(Thing("aws_ssm_parameter", name)):
                self._left(f"parameter {name}")

    def by_tag(self, suffix: str, expires: str, resources: list[Resource]) -> None:
        """Find what carries the environment's tag, declared or not."""
        mark = {"Key": "ExpiresAt", "Value": expires}
        pages = (
            client(self.cloud, "resourcegroupstaggingapi")
            .get_paginator("get_resources")
            .paginate(TagFilters=[{"Key": "Environment", "Values": [suffix]}])
        )
        for listed in pages.search("ResourceTagMappingList[]"):
            arn = listed["ResourceARN"]
            thing = Thing.of_arn(arn)
            if not self._is_new(thing):
                continue
            made_by_us = bool(expires) and mark in listed["Tags"]
            if thing.kind == "aws_kms_key":
                self._key(arn, resources, made_by_us=made_by_us)
            elif made_by_us and thing.kind:
                self._left(arn, Resource("", thing.kind, "", {}), self._identity(thing))
            else:
                self._left(arn)

    def backups(self, resources: list[Resource]) -> None:
        """Find the backups of the declared tables; AWS keeps its own for 35 days."""
        for table in (each for each in resources if each.type == "aws_dynamodb_table"):
            backups = client(self.cloud, "dynamodb").list_backups(
                TableName=table.values["name"], BackupType="ALL"
            )
            for backup in backups["BackupSummaries"]:
                what = f"{backup['BackupType'].lower()} backup {backup['BackupArn']}"
                if backup["BackupType"] == "SYSTEM":
                    self.findings.residue.append(what)
                else:
                    self._left(what)

    def _identity(self, thing: Thing) -> str:
        """By what Terraform imports it."""
        if thing.kind != "aws_sqs_queue":
            return thing.name
        return str(client(self.cloud, "sqs").get_queue_url(QueueName=thing.name)["QueueUrl"])

    def _key(self, arn: str, resources: list[Resource], *, made_by_us: bool) -> None:
        """Find a key's resource by its description: it has no name."""
        key = client(self.cloud, "kms").describe_key(KeyId=arn)["KeyMetadata"]
        if key["KeyState"] == "PendingDeletion":
            self.findings.residue.append(f"KMS key pending deletion: {arn}")
            return
        keys = (resource for resource in resources if resource.type == "aws_kms_key")
        undeclared = Resource("", "aws_kms_key", "", {}) if made_by_us else None
        declared = next(
            (each for each in keys if each.values.get("description") == key["Description"]),
            undeclared,
        )
        self._left(arn, declared, key["KeyId"] if declared else "")

    def _left(self, what: str, resource: Resource | None = None, identity: str = "") -> None:
        self.findings.leftovers.append(Leftover(what, resource, identity))

    def _is_new(self, thing: Thing) -> bool:
        """Whether the thing exists and this scan has not come upon it before."""
        if thing in self._described:
            return False
        self._described.add(thing)
        return thing.exists(self.cloud)

    def _list(self, listing: Listing) -> dict[str, list[str]]:
        """Name -> identities for import: a function may have several mappings."""
        if listing not in self._listed:
            account = self._account() if listing.account else ""
            arguments = {listing.account: account} if account else {}
            found = self._listed.setdefault(listing, {})
            pages = _paginator(client(self.cloud, listing.service), listing)
            for each in filter(None, pages.paginate(**arguments).search(listing.found)):
                name, identity = _entry(each, listing.separator, account)
                found.setdefault(name, []).append(self._arn(listing, identity))
        return self._listed[listing]

    def _arn(self, listing: Listing, identity: str) -> str:
        """The ARN where Terraform imports by it, else the identity."""
        if not listing.arn:
            return identity
        place = client(self.cloud, listing.service).meta
        return listing.arn.format(
            partition=place.partition,
            region=place.region_name,
            account=self._account(),
            identity=identity,
        )

    def _account(self) -> str:
        return str(client(self.cloud, "sts").get_caller_identity()["Account"])


def _paginator(service: Any, listing: Listing) -> Any:
    """The paginator of a listing; botocore lacks that of the saved queries."""
    operation = listing.operation
    if service.can_paginate(operation):
        return service.get_paginator(operation)
    model = service.meta.service_model.operation_model(
        service.meta.method_to_api_mapping[operation]
    )
    form = {"input_token": "nextToken", "output_token": "nextToken"}
    form["result_key"] = listing.found.partition("[")[0]
    return Paginator(getattr(service, operation), form, model)


def _entry(found: Any, separator: str, account: str) -> tuple[str, str]:
    """Name proper and import identity of what a listing found."""
    name, identity = found if isinstance(found, list) else (found, found)
    if account:
        identity = f"{account}:{identity}"
    # What follows a function's name is a version or an alias.
    return (name.rsplit(separator, 1)[-1].partition(":")[0] if separator else name), identity


def _refuse_unknown(types: set[str]) -> None:
    unknown = sorted(
        kind
        for kind in types
        if kind not in LISTINGS
        and kind not in FOUND_BY_TAG_ONLY
        and not kind.startswith(GONE_WITH_THEIR_PARENT)
    )
    if unknown:
        raise Failure(
            f"The leftover scan cannot list {', '.join(unknown)};"
            " add the type to gitops/environment/listings.py."
        )


def plain_name(value: str, resources: Iterable[Resource]) -> str:
    """The name itself, or the name of the function that a mapping refers to."""
    reference = REFERENCE.fullmatch(value)
    if not reference:
        return value
    named = {each.address: each.values for each in resources}
    return str(named[reference["address"]]["function_name"])
