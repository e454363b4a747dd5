"""The names by which a record can tell what is its environment's, whatever the code declares now.

An interrupted apply may have made a resource that no state knows. Its name is in the record before
that, so a sweep finds it without running the code of the branch.
"""

from collections.abc import Mapping, Sequence

from gitops.environment.leftover_scan import plain_name
from gitops.environment.listings import LISTINGS
from gitops.environment.record import Record
from policies.engine.resource import Resource

# What has no name is known by another attribute; the scan compares it, too.
ATTRIBUTES = {kind: listing.attribute for kind, listing in LISTINGS.items()} | {
    "aws_kms_key": "description"
}


def of(stacks: Sequence[str], resources: Sequence[Resource]) -> dict[str, dict[str, str]]:
    """Stack -> address -> name of the resources that can be found by it."""
    found: dict[str, dict[str, str]] = {stack: {} for stack in stacks}
    for each in resources:
        value = each.values.get(ATTRIBUTES.get(each.type, ""))
        name = plain_name(value, resources) if isinstance(value, str) else ""
        # What is known after the apply only is found by its tags, if at all.
        if name and "${" not in name:
            found[each.stack][each.address] = name
    return found


def resources(record: Record) -> list[Resource]:
    """The recorded resources, each with the attribute by which a scan finds it."""
    return [
        Resource(stack, kind, label, {ATTRIBUTES[kind]: name})
        for stack, names in (record.stacks or {}).items()
        for address, name in names.items()
        for kind, _, label in [address.partition(".")]
        if kind in ATTRIBUTES
    ]


def merged(
    older: Mapping[str, Mapping[str, str]] | None, newer: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """Both, while either may be deployed; of one address the newer name counts."""
    before = older or {}
    return {stack: {**before.get(stack, {}), **newer.get(stack, {})} for stack in {*before, *newer}}
