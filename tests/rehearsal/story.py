"""What the chapters of the rehearsal have in common."""

from dataclasses import dataclass

from tests.rehearsal.runner import Result
from tests.rehearsal.team import SETTINGS, Team

# The throwaway environment takes minutes; it is deployed where it is what the chapter is about.
WITHOUT_TRIAL = frozenset({"check", "cycle", "plan"})


@dataclass(frozen=True)
class Chapter:
    """A pull request, its last run, and its comments after that."""

    number: int
    result: Result
    comments: list[str]


def settings(team: Team, section: str = "suffix.dev", **values: int) -> dict[str, str]:
    """The settings of main, with some of one section besides: a resource or two change."""
    head = f"[{section}]\n"
    lines = "".join(f"{name} = {value}\n" for name, value in values.items())
    return {SETTINGS: team.read().replace(head, head + lines, 1)}


def ended(result: Result) -> dict[str, str]:
    """How each job of a run ended."""
    return {name: job.conclusion for name, job in result.jobs.items()}


def all_of(result: Result) -> str:
    """What to read when a run did not end as it should."""
    return "\n".join(
        f"== {name}: {job.conclusion}\n{job.text}" for name, job in result.jobs.items()
    )
