"""The whole life of a throwaway environment, from source to the proof that nothing is left."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from gitops.adapters import terraform
from gitops.adapters.cloud import Cloud, Embedded
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure, Interrupted, Refusal
from gitops.adapters.processes import uninterruptible
from gitops.compliance import check
from gitops.compliance.result import Result
from gitops.environment import operations, records
from gitops.environment.integration_tests import LIMIT_MINUTES
from gitops.environment.operations import OpenEnvironment
from gitops.environment.registry import registry_of
from gitops.environment.settings import is_protected
from gitops.environment.synthesis import ALL


def throwaway_suffix() -> str:
    """A suffix that nobody else uses."""
    return f"cycle-{secrets.token_hex(3)}"


def cycle(suffix: str, stack: str, cloud_name: str, report: Reporter, *, tests: bool) -> None:
    """Package, synthesize, check, plan, deploy, test, destroy, scan for leftovers.

    Once the deploy has begun the environment is destroyed whatever happens: a failure, Ctrl-C or
    SIGTERM.

    Raises:
        Failure: of the first step that failed, and of the destroy if that failed too.
        Interrupted: somebody stopped the cycle; the environment is destroyed.
    """
    if is_protected(suffix):
        raise Refusal(f"{suffix} is a protected environment; a cycle takes a throwaway suffix.")
    terraform.check_present()
    try:
        with _cloud(cloud_name) as embedded, records.exclusive(suffix):
            local = embedded is not None
            registry = None if local else registry_of(Cloud.aws())
            record, stacks = operations.build(suffix, stack, report, registry, local=local)
            cloud = embedded.start() if embedded else Cloud.aws()
            records.check_cloud(record, cloud)
            environment = OpenEnvironment(record, cloud, stacks, report, whole=stack == ALL)
            check_and_plan(environment)
            _deploy_and_destroy(environment, tests=tests)
    except KeyboardInterrupt:
        raise Interrupted(f"Interrupted; environment {suffix} is gone.") from None


@contextmanager
def _cloud(name: str) -> Iterator[Embedded | None]:
    """An embedded cloud that starts while the stacks are synthesized; none for AWS."""
    embedded = Embedded().launch() if name == "local" else None
    try:
        yield embedded
    finally:
        if embedded:
            embedded.stop()


def check_and_plan(environment: OpenEnvironment) -> None:
    """Plan while the policies and Checkov evaluate; neither needs the other."""
    with ThreadPoolExecutor() as background:
        checked = background.submit(check.synthesized, environment.paths)
        plan(environment)
        _report(checked.result(), environment)


def check_before_init(environment: OpenEnvironment) -> None:
    """Evaluate before Terraform reads anything of what was synthesized.

    Raises:
        Failure: with all findings.
    """
    _report(check.synthesized(environment.paths), environment)


def plan(environment: OpenEnvironment) -> None:
    """Initialize and plan."""
    operations.init(environment)
    operations.plan(environment)


def _report(result: Result, environment: OpenEnvironment) -> None:
    for section in result.sections:
        with environment.report.step(section.tool) as step:
            step.result = check.summarize(section)


def _deploy_and_destroy(environment: OpenEnvironment, *, tests: bool) -> None:
    problem: BaseException | None = None
    try:
        _deploy_and_test(environment, tests=tests)
    except BaseException as error:  # noqa: BLE001 (raised again when the environment is gone)
        problem = error
        environment.report.say(f"{_reason(error)}\nDestroying {environment.record.suffix} ...")
    with uninterruptible(lambda: environment.report.say("Still destroying; please wait.")):
        operations.destroy(environment)
    if problem:
        raise problem


def _deploy_and_test(environment: OpenEnvironment, *, tests: bool) -> None:
    operations.deploy(environment)
    operations.verify_unchanged(environment)
    if tests:
        operations.test(environment, LIMIT_MINUTES)
        operations.verify_unchanged(environment)


def _reason(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "Interrupted."
    return str(error) if isinstance(error, Failure) else repr(error)
