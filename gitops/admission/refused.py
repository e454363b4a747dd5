"""What was refused, in words that may be printed anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from gitops.adapters.errors import Failure
from policies.engine.secrets import mask_text
from policies.engine.terraform_json.fault import Fault, shown

LONGEST_PATH = 300


@dataclass(frozen=True)
class RefusedPart:
    """The file and the place in it, the reason and the remedy; ASCII, foreign names as escapes."""

    file: str
    path: str
    reason: str
    remedy: str


class NotAdmitted(Failure):
    """Nothing was written; `refused` says why, at least once."""

    def __init__(self, refused: Sequence[RefusedPart]) -> None:
        first = refused[0]
        more = f" (and {len(refused) - 1} more)" if len(refused) > 1 else ""
        described = ": ".join(filter(None, (f"{first.file} {first.path}".strip(), first.reason)))
        super().__init__(f"Not admitted: {described}. {first.remedy}{more}")
        self.refused = list(refused)


def of_file(name: str, reason: str, remedy: str) -> RefusedPart:
    """A file that is refused as a whole, for its name or its kind."""
    return RefusedPart(shown(name)[1:-1], "", reason, remedy)


def of_fault(name: str, fault: Fault) -> RefusedPart:
    """A fault in the document of that name; secrets in it are masked."""
    path = fault.path if len(fault.path) <= LONGEST_PATH else f"{fault.path[:LONGEST_PATH]}..."
    return RefusedPart(name, mask_text(path), mask_text(fault.reason), fault.remedy)
