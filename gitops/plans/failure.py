"""Why `gitops plan` failed, kept beside the plans for whoever comments on them."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gitops.adapters.errors import Failure
from gitops.adapters.files import write_atomically
from policies.engine.secrets import mask_text

FILE = "failure.txt"
# Where the log lies on the machine of a run helps nobody who reads a comment.
LOG = "log: "


@contextmanager
def recorded(plans: Path) -> Iterator[None]:
    """Write the reason of a failure into the folder of the plans, which the next plan empties."""
    try:
        yield
    except Failure as failure:
        lines = [line for line in str(failure).splitlines() if not line.startswith(LOG)]
        # A full disk must not hide why the plan failed.
        with suppress(OSError):
            plans.mkdir(parents=True, exist_ok=True)
            write_atomically(plans / FILE, mask_text("\n".join(lines)).encode())
        raise


def read(plans: Path) -> str:
    """The reason of the last failure; empty if the last plan did not fail."""
    path = plans / FILE
    return path.read_text() if path.is_file() else ""
