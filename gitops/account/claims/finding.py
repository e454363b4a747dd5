"""What a probe found out about one claim."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """Whether the cloud does what the claim says."""

    confirmed = "confirmed"
    refuted = "refuted"
    not_tried = "could not be tried"


@dataclass(frozen=True)
class Finding:
    """What was tried, what the cloud answered, and what follows.

    `tried` is empty without a probe; `left` names resources that could not be removed.
    """

    verdict: Verdict
    seen: str
    tried: str = ""
    left: str = ""
