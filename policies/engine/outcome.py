"""The answers that a policy can give about one resource."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class NotConcerned:
    """The policy says nothing about this resource."""


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
    """The JSON does not tell; that is a failure, never a pass.

    `attribute` names the attribute in question, if it is a single one.
    """

    why: str
    attribute: str = field(default="", compare=False)


@dataclass(frozen=True)
class Deferred:
    """The policy's card leaves this to the plan. Only the engine says this."""

    why: str


@dataclass(frozen=True)
class Crashed:
    """The policy gave no answer but `error`; a failure too. Only the engine says this."""

    error: str


Outcome = NotConcerned | Compliant | Violation | Undecided
NOT_CONCERNED = NotConcerned()
COMPLIANT = Compliant()
