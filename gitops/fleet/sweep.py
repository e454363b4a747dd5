"""Finds the environments that outlived their purpose, and removes them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from textwrap import indent

from botocore.exceptions import ClientError
from github.Repository import Repository

from gitops.adapters import github_issues
from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure
from gitops.adapters.github_client import asking
from gitops.environment import leftover_scan
from gitops.environment.record import Unreadable, moment
from gitops.environment.registry import is_suffix, registry_of
from gitops.environment.settings import is_protected
from gitops.fleet import candidates
from gitops.fleet.candidates import Found, Verdict
from gitops.fleet.removal import Removal

LABEL = "sweep"
# No key of one environment: those are `sweep/<suffix>`.
UNREADABLE = "sweep/records/unreadable"


@dataclass(frozen=True)
class Sweep:
    """The sweep of one cloud; `repository` is None where GitHub cannot be asked."""

    cloud: Cloud
    repository: Repository | None
    report: Reporter
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def verdicts(self) -> list[Verdict]:
        """Every environment that is known by record, state or tag, and whether it goes."""
        with self.report.step("survey") as step:
            found = survey(self.cloud)
            verdicts = candidates.judge(
                found,
                self.now(),
                protected={each.suffix for each in found if is_protected(each.suffix)},
                open_pull_requests=self._open_pull_requests(),
            )
            going = sum(verdict.goes for verdict in verdicts)
            step.result = f"{len(verdicts)} environments, {going} to go"
        return verdicts

    def remove(self, found: Found) -> None:
        """Remove one; an issue tells of one that will not die until it is gone.

        Raises:
            Failure: it will not die.
        """
        key = f"sweep/{found.suffix}"
        try:
            Removal(found, self.cloud, self.report, self._has_ended).run()
        except Failure as failure:
            if self.repository:
                title = f"Environment {found.suffix} will not die"
                github_issues.report(self.repository, key, title, f"```\n{failure}\n```", LABEL)
            raise
        if self.repository:
            github_issues.settle(self.repository, key, f"{found.suffix} is gone.", LABEL)

    def unreadable(self) -> list[Unreadable]:
        """What should describe an environment, but cannot be read now."""
        return registry_of(self.cloud).all()[1]

    def report_unreadable(self, found: list[Unreadable]) -> None:
        """Keep one issue that names all that cannot be read; close it when all of it can."""
        if self.repository is None:
            return
        if not found:
            github_issues.settle(self.repository, UNREADABLE, "All of it can be read again.", LABEL)
            return
        lines = "\n".join(indent(each.reason, "    ") for each in found)
        body = (
            "What a sweep cannot read, it can neither expire nor remove:\n\n"
            f"{lines}\n\nMend it, or remove it once nothing is left of the environment."
        )
        title = "Records of environments cannot be read"
        github_issues.report(self.repository, UNREADABLE, title, body, LABEL)

    def _open_pull_requests(self) -> set[int] | None:
        return github_issues.open_pull_requests(self.repository) if self.repository else None

    def _has_ended(self, run_id: int) -> bool:
        """Whether the workflow run is over; nobody to ask, nothing proven."""
        if self.repository is None:
            return False
        with asking(f"tell of run {run_id}"):
            return self.repository.get_workflow_run(run_id).status == "completed"


def survey(cloud: Cloud) -> list[Found]:
    """Every environment of which the cloud or the place of the states knows something."""
    registry = registry_of(cloud)
    records, unreadable = registry.all()
    found = candidates.merge(records, registry.states(), dict(_tagged(cloud)), unreadable)
    return [each for each in found if each.sources != ["tags"] or _is_there(each.suffix, cloud)]


def _tagged(cloud: Cloud) -> Iterator[tuple[str, datetime | None]]:
    """The environments that tags name, and when they expire."""
    pages = (
        client(cloud, "resourcegroupstaggingapi")
        .get_paginator("get_resources")
        .paginate(TagFilters=[{"Key": "ExpiresAt"}])
    )
    for listed in pages.search("ResourceTagMappingList[].Tags"):
        tags = {tag["Key"]: tag["Value"] for tag in listed}
        # Others tag, too, by rules of their own.
        if is_suffix(tags.get("Environment", "")):
            yield tags["Environment"], _moment(tags["ExpiresAt"])


def _moment(text: str) -> datetime | None:
    try:
        return moment(text)
    except ValueError:  # somebody else's idea of the tag
        return None


def _is_there(suffix: str, cloud: Cloud) -> bool:
    """Whether more is left than a tag: the tagging API names what is long deleted.

    What cannot be looked for may be there; its removal says what is in the way.
    """
    try:
        return bool(leftover_scan.scan(suffix, [], cloud).leftovers)
    except ClientError:
        return True
