"""The one type that says everything about a policy and a resource, from the engine to a report."""

from dataclasses import dataclass
from enum import StrEnum

from policies.engine.waivers import Waiver


class Status(StrEnum):
    """The verdict in one word, for reports."""

    COMPLIANT = "compliant"
    VIOLATION = "violation"
    UNDECIDED = "undecided"
    CRASHED = "crashed"
    DEFERRED = "deferred to plan"
    WAIVED = "waived"


FAILED = {Status.VIOLATION, Status.UNDECIDED, Status.CRASHED}
WAIVABLE = {Status.VIOLATION, Status.UNDECIDED}


@dataclass(frozen=True)
class Verdict:
    """What one policy, or one check of another tool, says about one resource.

    `detail` is the finding in words, without the place. `found` and `wanted` are filled for a
    violation of a policy only. `severity` is empty where the tool knows none. `construct` is the
    path of the construct that made the resource; `file` and `line` (from 1) are where the sources
    make it, for whoever asked them. `waiver` accepts the finding.
    """

    policy: str
    stack: str
    address: str
    status: Status
    detail: str
    found: str = ""
    wanted: str = ""
    severity: str = ""
    construct: str = ""
    waiver: Waiver | None = None
    file: str = ""
    line: int = 1

    @property
    def place(self) -> str:
        """Stack and address."""
        return f"{self.stack}: {self.address}"

    @property
    def failed(self) -> bool:
        """Whether this breaks the check: not compliant, not waived, not deferred to the plan."""
        return self.status in FAILED

    @property
    def message(self) -> str:
        """Place and finding in one line."""
        made_by = f" ({self.construct})" if self.construct else ""
        waived = f"waived until {self.waiver.expires}: " if self.waiver else ""
        return f"{self.place}{made_by}: {waived}{self.detail}"
