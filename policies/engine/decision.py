"""The decisions that a policy can make about one resource."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class NotApplicable:
    """The policy does not apply to this resource."""


@dataclass(frozen=True)
class Compliant:
    """The resource is in the wanted state."""


@dataclass(frozen=True)
class Violation:
    """The resource is not in the wanted state; both states in words a reader can act on."""

    found: str
    wanted: str


@dataclass(frozen=True)
class Undecided:
    """The JSON does not show it; that is a failure, never a pass.

    `attribute` names the attribute in question, if it is a single one.
    """

    why: str
    attribute: str = field(default="", compare=False)


Decision = NotApplicable | Compliant | Violation | Undecided
NOT_APPLICABLE = NotApplicable()
COMPLIANT = Compliant()
