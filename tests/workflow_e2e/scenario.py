"""What the end-to-end scenarios of the workflows have in common."""

from dataclasses import dataclass

from tests.workflow_e2e.runner import Result
from tests.workflow_e2e.team import SETTINGS, Team

# The throwaway environment takes minutes; only the scenario about it deploys it.
WITHOUT_EPHEMERAL = frozenset({"check", "cycle", "synthesize"})


@dataclass(frozen=True)
class Scenario:
    """A pull request, its last run, the review of that, and its comments after that."""

    number: int
    result: Result
    review: Result
    comments: list[str]


def settings(team: Team, section: str = "suffix.dev", **values: int) -> dict[str, str]:
    """The settings of main, with some of one section besides: a resource or two change."""
    head = f"[{section}]\n"
    lines = "".join(f"{name} = {value}\n" for name, value in values.items())
    return {SETTINGS: team.read().replace(head, head + lines, 1)}


def ended(result: Result) -> dict[str, str]:
    """The conclusion of each job of a run."""
    return {name: job.conclusion for name, job in result.jobs.items()}


def all_of(result: Result) -> str:
    """What to read when a run did not end as it should."""
    return "\n".join(
        f"== {name}: {job.conclusion}\n{job.text}" for name, job in result.jobs.items()
    )
