"""What main's code does with a pull request's admitted Terraform JSON: evaluate it, and plan it."""

from collections.abc import Sequence

from github.Repository import Repository

from gitops.adapters.actions_run import Run
from gitops.adapters.cloud import Cloud
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Refusal
from gitops.adapters.github_client import github_errors
from gitops.adapters.paths import EnvironmentPaths
from gitops.approval import allowances
from gitops.approval.pull_requests import MAIN
from gitops.approval.received import Received
from gitops.compliance import check as checks
from gitops.compliance import files
from gitops.compliance.result import Result
from gitops.environment import operations, records, undeclared
from gitops.environment.operations import OpenEnvironment
from gitops.environment.registry import registry_of


def refuse_old_code(repository: Repository, run: Run, commit: str) -> None:
    """Refuse to repeat a review by the policies and the code of an older main.

    A run that is started again runs the commit of its first attempt:
    docs/claims.md#old-code-of-a-re-run

    Raises:
        Refusal: main is at another commit by now.
        Failure: GitHub refused, or could not be reached.
    """
    if run.attempt <= 1:
        return
    with github_errors(f"read the branch {MAIN}"):
        head = repository.get_branch(MAIN).commit.sha
    if commit != head:
        raise Refusal(
            f"This run is for {commit}, but {MAIN} is at {head}: run the pull request's workflow"
            " again instead of this one."
        )


def check(paths: EnvironmentPaths, received: Received) -> Result:
    """The result of our policies and Checkov; what the pull request allows is waived.

    Nothing is allowed to a pull request whose own run failed. Reports are written as ever.

    Raises:
        Failure: the stacks, the catalogue or the waivers are not to be understood.
    """
    result = checks.synthesized(paths)
    if received.failed:
        return result
    result = allowances.granted(result, received.guards)
    files.write(result, paths.reports)
    return result


def plan(suffix: str, stacks: Sequence[str], cloud: Cloud, report: Reporter) -> None:
    """Save a plan of each admitted stack, and of each that is declared no more, and its JSON.

    Raises:
        Failure: with Terraform's own reasons.
    """
    operations.remove_plans(suffix)
    with records.exclusive(suffix):
        record = records.recorded(suffix, registry_of(cloud))
        removed = undeclared.write(record, stacks, local=cloud.is_local)
        environment = OpenEnvironment(record, cloud, sorted([*stacks, *removed]), report)
        operations.init(environment)
        operations.plan(environment, lock=False)
        operations.describe(environment)
