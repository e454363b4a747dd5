"""What a pull request does to main's waivers, from the file as it would be after the merge."""

from collections.abc import Sequence

from github import UnknownObjectException
from github.Repository import Repository

from gitops.adapters.github_client import github_errors
from gitops.adapters.paths import ROOT
from gitops.approval.guards import Guard
from gitops.compliance import waivers
from gitops.compliance.check import today
from policies.engine.waivers import FILE

NAME = str(FILE.relative_to(ROOT))


def changes(repository: Repository, commit: str, guards: Sequence[Guard]) -> list[str]:
    """The changes as Markdown list items; empty if the file is not among the changed `guards`.

    If they cannot be compared, an item says so: no finding is waived unnoticed.

    Raises:
        Failure: GitHub refused, or could not be reached.
    """
    if NAME not in {guard["file"] for guard in guards}:
        return []
    try:
        return waivers.changes(FILE.read_text(), _at(repository, commit), today())
    except (ValueError, RecursionError) as error:
        return [f"- ⛔ not compared: {NAME} cannot be read ({type(error).__name__})"]


def _at(repository: Repository, commit: str) -> str:
    with github_errors(f"read {NAME} of {commit}"):
        try:
            found = repository.get_contents(NAME, ref=commit)
        except UnknownObjectException:
            return ""
    if isinstance(found, list):
        raise ValueError(NAME)  # noqa: TRY004 (a folder of that name)
    return found.decoded_content.decode()
