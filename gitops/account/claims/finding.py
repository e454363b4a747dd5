"""What a probe found out about one claim."""

from dataclasses import dataclass
from enum import StrEnum


class ClaimVerdict(StrEnum):
    """Whether the cloud does what the claim says."""

    confirmed = "confirmed"
    refuted = "refuted"
    not_tried = "could not be tried"


@dataclass(frozen=True)
class ClaimFinding:
    """What was tried, what the cloud answered, and what follows.

    `tried` is empty without a probe; `left` names resources that could not be removed.
    """

    verdict: ClaimVerdict
    seen: str
    tried: str = ""
    left: str = ""
