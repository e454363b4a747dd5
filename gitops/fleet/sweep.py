"""Finds expired and abandoned environments, and removes them."""

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
from gitops.adapters.github_client import github_errors
from gitops.environment import leftover_scan
from gitops.environment.record import Unreadable, moment
from gitops.environment.registry import is_suffix, registry_of
from gitops.environment.settings import is_protected
from gitops.fleet import candidates
from gitops.fleet.candidates import Found, PullRequests, SweepDecision
from gitops.fleet.removal import Removal

LABEL = "sweep"
# No key of one environment: those are `sweep/<suffix>`.
UNREADABLE = "sweep/records/unreadable"


@dataclass(frozen=True)
class Sweep:
    """The sweep of one cloud; `repository` is None when GitHub is not configured."""

    cloud: Cloud
    repository: Repository | None
    report: Reporter
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def decisions(self) -> list[SweepDecision]:
        """Every environment that has a record, state or tag, and whether it is removed."""
        with self.report.step("inventory") as step:
            found = inventory(self.cloud)
            decisions = candidates.decide(
                found,
                self.now(),
                protected={each.suffix for each in found if is_protected(each.suffix)},
                open_pull_requests=self._open_pull_requests(),
            )
            removed = sum(decision.removes for decision in decisions)
            step.result = f"environments: {len(decisions)}, to remove: {removed}"
        return decisions

    def remove(self, found: Found) -> None:
        """Remove one; while that fails, an issue reports it.

        Raises:
            Failure: every attempt failed.
        """
        key = f"sweep/{found.suffix}"
        try:
            Removal(found, self.cloud, self.report, self._has_ended).run()
        except Failure as failure:
            if self.repository:
                title = f"Cleanup of environment {found.suffix} failed"
                github_issues.report(self.repository, key, title, f"```\n{failure}\n```", LABEL)
            raise
        if self.repository:
            github_issues.close(
                self.repository, key, f"Environment {found.suffix} was removed.", LABEL
            )

    def unreadable(self) -> list[Unreadable]:
        """Records of environments that cannot be read now."""
        return registry_of(self.cloud).all()[1]

    def report_unreadable(self, found: list[Unreadable]) -> None:
        """Keep one issue that lists all unreadable records; close it when there are none."""
        if self.repository is None:
            return
        if not found:
            github_issues.close(
                self.repository, UNREADABLE, "All records can be read again.", LABEL
            )
            return
        lines = "\n".join(indent(each.reason, "    ") for each in found)
        body = (
            "A sweep cannot expire or remove an environment whose record it cannot read:\n\n"
            f"{lines}\n\nFix the record, or delete it once the environment is destroyed."
        )
        title = "Environment records cannot be read"
        github_issues.report(self.repository, UNREADABLE, title, body, LABEL)

    def _open_pull_requests(self) -> PullRequests:
        return github_issues.open_pull_requests(self.repository) if self.repository else None

    def _has_ended(self, run_id: int) -> bool:
        """Whether the workflow run has ended; False when GitHub is not configured."""
        if self.repository is None:
            return False
        with github_errors(f"read run {run_id}"):
            return self.repository.get_workflow_run(run_id).status == "completed"


def inventory(cloud: Cloud) -> list[Found]:
    """Every environment that has a record, a state or tagged resources."""
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
        # Other applications may use these tags, too.
        if is_suffix(tags.get("Environment", "")):
            yield tags["Environment"], _moment(tags["ExpiresAt"])


def _moment(text: str) -> datetime | None:
    try:
        return moment(text)
    except ValueError:  # another application's format of the tag
        return None


def _is_there(suffix: str, cloud: Cloud) -> bool:
    """Whether resources exist: the tagging API also lists deleted ones.

    If the scan fails they may exist; their removal then reports the error.
    """
    try:
        return bool(leftover_scan.scan(suffix, [], cloud).leftovers)
    except ClientError:
        return True
