"""The card at the top of every policy file: what people need to know about the policy."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum

REQUIREMENT = re.compile(r"R-[A-Z]+-[0-9]+")
ATTRIBUTE = re.compile(r"aws_[a-z0-9_]+(\.[a-z0-9_]+)+")
# Stacks of the account, not of one environment: a policy applies to them only if it names them.
ACCOUNT_STACKS = ("bootstrap",)
# The `stacks` of a card that applies to those of environments and of the account.
EVERY_STACK = ("*",)
# What a card may leave out.
OPTIONAL = ("exempt", "stacks", "decided_in_plan", "overlaps_with", "blocks")


class Severity(StrEnum):
    """How much a violation hurts."""

    HIGH = "high"  # data or money is lost, or somebody unwanted gets in
    MEDIUM = "medium"  # a promise to users or auditors is broken
    LOW = "low"  # work becomes harder


@dataclass(frozen=True)
class Card:
    """What people need to know about a policy; its id is the name of its file.

    `title` states the wanted state. `when_missing` says what AWS does when nothing is configured.
    `exempt` maps an attribute that the policy ignores (`type.attribute`) to the reason. `stacks`
    names the stacks that the policy applies to; if empty, to every stack of an environment, if
    EVERY_STACK, to the account's as well.
    `decided_in_plan` lists attributes (`type.attribute`) that synthesized JSON need not show; the
    plan and the live state must. `overlaps_with` lists policies that may report the same fault;
    either card may name the other. `blocks` names the blocks that the policy evaluates like
    resources: `check`, `import`, `output`, `provider`, `removed`, `terraform`. What they cause is
    then found once, not at every resource.
    """

    title: str
    severity: Severity
    why: str
    remedy: str
    source: str
    requirements: tuple[str, ...]
    when_missing: str
    exempt: Mapping[str, str] = field(default_factory=dict)
    stacks: tuple[str, ...] = ()
    decided_in_plan: tuple[str, ...] = ()
    overlaps_with: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()

    def is_for(self, stack: str) -> bool:
        """Whether the policy applies to the stack of that name."""
        if self.stacks == EVERY_STACK:
            return True
        return stack in self.stacks if self.stacks else stack not in ACCOUNT_STACKS

    def gaps(self) -> list[str]:
        """What is missing on the card; a complete card has no gaps."""
        needed = [item.name for item in fields(self) if item.name not in OPTIONAL]
        empty = [name for name in needed if getattr(self, name) in ("", ())]
        unknown = [name for name in self.requirements if not REQUIREMENT.fullmatch(name)]
        return [
            *(f"{name} is empty" for name in empty),
            *(f"{name!r} is not a requirement id" for name in unknown),
            *(
                f"{name!r} in decided_in_plan is not type.attribute"
                for name in self.decided_in_plan
                if not ATTRIBUTE.fullmatch(name)
            ),
            *([] if self.source.startswith("https://") else ["source is not an https link"]),
        ]
