"""What a review has received of a pull request; main's own jobs pass it on to each other."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from github.Repository import Repository

from gitops.adapters.errors import Refusal
from gitops.adapters.files import write_atomically
from gitops.adapters.github_client import github_errors
from gitops.adapters.paths import BUILD
from gitops.approval.pull_requests import Superseded
from gitops.approval.reviewed import ReviewedHead

FOLDER = BUILD / "review"
FILE = "received.json"


@dataclass(frozen=True)
class Received:
    """A proven synthesis of a pull request's head.

    `tree` is that of the files that were synthesized, empty if GitHub does not know it. `failed`
    says that the pull request's own run did, and `unplanned` why there is no plan of it. `refused`
    lists, by environment, what was refused of its Terraform JSON, `guards` which guards of main the
    pull request changes, and `waivers` what it does to the waivers, as Markdown list items.
    """

    source: ReviewedHead
    tree: str = ""
    failed: bool = False
    unplanned: str = ""
    refused: Mapping[str, Sequence[str]] = field(default_factory=dict)
    guards: Sequence[Mapping[str, str]] = ()
    waivers: Sequence[str] = ()

    @property
    def tested_in(self) -> str:
        """The throwaway environment of the pull request."""
        return f"pr-{self.source.pull_request}"


def write(received: Received) -> None:
    """Keep it for the later jobs of this run."""
    content = json.dumps(asdict(received), indent=1, sort_keys=True).encode()
    write_atomically(FOLDER / FILE, content)


def find() -> Received | None:
    """What an earlier job of this run wrote; None outside of a review."""
    path = FOLDER / FILE
    if not path.is_file():
        return None
    document = json.loads(path.read_bytes())
    return Received(**{**document, "source": ReviewedHead(**document["source"])})


def read() -> Received:
    """As `find`.

    Raises:
        Refusal: this is no review.
    """
    if (found := find()) is None:
        raise Refusal("Nothing was received; this works only in a run of review.yml.")
    return found


def refuse_moved(repository: Repository, source: ReviewedHead) -> None:
    """Let pass only if the pull request still has the head that was reviewed.

    Raises:
        Superseded: it has another head, or is not open.
        Failure: GitHub refused, or could not be reached.
    """
    with github_errors(f"read pull request {source.pull_request}"):
        pull = repository.get_pull(source.pull_request)
        if pull.head.sha != source.head_sha or pull.state != "open":
            raise Superseded(
                f"Pull request {source.pull_request} is {pull.state} and has the head"
                f" {pull.head.sha}, not {source.head_sha}: a newer run reviews that."
            )
