"""The identity card that stands at the top of every policy file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum

REQUIREMENT = re.compile(r"R-[A-Z]+-[0-9]+")


class Severity(StrEnum):
    """How much a violation hurts."""

    HIGH = "high"  # data or money is lost, or somebody unwanted gets in
    MEDIUM = "medium"  # a promise to users or auditors is broken
    LOW = "low"  # work becomes harder


@dataclass(frozen=True)
class Card:
    """What people need to know of a policy; its id is the name of its file.

    `absent` says what the judged attribute means when nobody wrote it. `exempt` maps an attribute
    that the policy leaves alone (`type.attribute`) to the reason.
    """

    title: str
    severity: Severity
    why: str
    remedy: str
    source: str
    requirements: tuple[str, ...]
    absent: str
    exempt: Mapping[str, str] = field(default_factory=dict)

    def gaps(self) -> list[str]:
        """What is missing on the card; a complete card has no gaps."""
        empty = [item.name for item in fields(self) if getattr(self, item.name) in ("", ())]
        unknown = [name for name in self.requirements if not REQUIREMENT.fullmatch(name)]
        return [
            *(f"{name} is empty" for name in empty),
            *(f"{name!r} is no requirement id" for name in unknown),
            *([] if self.source.startswith("https://") else ["source is no https link"]),
        ]
