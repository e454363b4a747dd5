"""Resources have the tags for cost, owner and environment."""

import re
from collections.abc import Mapping
from typing import Any

from policies import Absent, Card, Known, Resource, Severity, Stack
from policies.aws.tags import TAGGABLE, default_tags
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="Resources have the tags for cost, owner and environment",
    severity=Severity.MEDIUM,
    why="Tags alone show which environment owns a resource, who pays for it and who is responsible."
    " Nobody cleans up a resource without them.",
    remedy="Set Application, CostCenter, Environment (the suffix), ManagedBy and Team, and"
    " ExpiresAt (RFC 3339) for an environment with an end, in default_tags of the provider."
    " Override none of them in a resource.",
    source="https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/"
    "tagging-best-practices.html",
    requirements=("R-ENV-4", "R-ENV-7", "R-B-9"),
    when_missing="only the default tags of the provider apply, as wanted",
    blocks=("provider",),
)

NEEDED = ("Application", "CostCenter", "Environment", "ManagedBy", "Team")
EXPIRES = "ExpiresAt"
RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
# What the resource adds, and, once it was planned, all that it has.
OWN, ALL = "tags", "tags_all"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the provider has each tag, and a taggable resource has what the provider says.

    What the provider lacks is its own finding, not one of every resource.
    """
    default = default_tags(stack)
    if resource.type == "provider":
        return _complete(default)
    if resource.type not in TAGGABLE:
        return Undecided(
            f"it is unknown whether {resource.type} has tags; add the type to policies/aws/tags.py"
        )
    if not TAGGABLE[resource.type] or default is None:
        return NOT_APPLICABLE
    return _tagged(default, resource, stack)


def _complete(default: dict[str, Any] | None) -> Decision:
    if default is None:
        return Violation(
            "no default_tags, or more than one AWS provider", f"one with {_listed(NEEDED)}"
        )
    if computed := sorted(name for name, tag in default.items() if "${" in str(tag)):
        return Undecided(f"the default tag {computed[0]} is {default[computed[0]]}")
    faults = [name for name in sorted({*NEEDED, *default}) if not _right(name, default.get(name))]
    return _decided(faults, default)


def _tagged(default: dict[str, Any], resource: Resource, stack: Stack) -> Decision:
    own, whole = stack.value(resource, OWN), stack.value(resource, ALL)
    for name, value in ((OWN, own), (ALL, whole)):
        if not isinstance(value, Absent | Known):
            return Undecided(f"{name} is {value}", name)
        if isinstance(value, Known) and not isinstance(value.value, Mapping):
            return Violation(f"{name} = {value}", "an object of strings")
    has = dict(own.value) if isinstance(own, Known) else {}
    carried = dict(whole.value) if isinstance(whole, Known) else {**default, **has}
    return _decided(
        [name for name in sorted(default) if carried.get(name) != default[name]], carried
    )


def _decided(faults: list[str], carried: Mapping[str, Any]) -> Decision:
    if not faults:
        return COMPLIANT
    found = ", ".join(f"{name} = {carried.get(name, 'nothing')}" for name in faults)
    return Violation(f"the tags {found}", f"{_listed(faults)} as in default_tags")


def _right(name: str, tag: Any) -> bool:
    if not isinstance(tag, str) or not tag:
        return False
    return name != EXPIRES or RFC_3339.fullmatch(tag) is not None


def _listed(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(names)
