"""What the commands do to one environment, one step after the other."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from gitops.adapters import parallel, terraform
from gitops.adapters.cloud import Cloud
from gitops.adapters.console import ProgressStep, Reporter
from gitops.adapters.errors import Failure, Interrupted, Refusal
from gitops.adapters.files import write_atomically
from gitops.adapters.package import package
from gitops.adapters.paths import EnvironmentPaths
from gitops.adapters.terraform import Terraform, TerraformOutcome
from gitops.environment import (
    integration_tests,
    outputs,
    preflight,
    recorded_names,
    records,
    synthesis,
    undeclared,
)
from gitops.environment.record import Record
from gitops.environment.registry import Registry, registry_of
from gitops.environment.settings import is_protected
from gitops.environment.teardown import Teardown
from policies.engine.resource import Resource

CHANGES = 2
OWNER_ONLY = 0o600


@dataclass(frozen=True)
class OpenEnvironment:
    """One environment in one cloud, held for one command."""

    record: Record
    cloud: Cloud
    stacks: list[str]
    report: Reporter
    whole: bool = True

    @property
    def paths(self) -> EnvironmentPaths:
        """Where the environment's files are."""
        return EnvironmentPaths(self.record.suffix)

    @property
    def undeclared(self) -> list[str]:
        """Those of the stacks that are deployed and declared no more."""
        return [stack for stack in self.stacks if self.paths.is_undeclared(stack)]

    @property
    def declared(self) -> list[str]:
        """The others."""
        return [stack for stack in self.stacks if not self.paths.is_undeclared(stack)]

    def terraform(self, stack: str) -> Terraform:
        """Terraform for one of the stacks."""
        log = self.paths.logs / f"terraform-{stack}.log"
        return Terraform(self.paths.stack(stack), self.cloud.environ(), log)

    def resources(self) -> list[Resource]:
        """The synthesized resources of the chosen stacks."""
        return synthesis.resources(self.paths.synth, self.stacks)


@contextmanager
def opened(
    suffix: str, stack: str, cloud: Cloud, report: Reporter, *, changes: bool
) -> Iterator[OpenEnvironment]:
    """Package and synthesize the environment and hold it for one command.

    `changes` says whether the command changes the environment, or only reads it: who interrupts it
    is advised accordingly.
    """
    terraform.check_present()
    with records.exclusive(suffix):
        registry = registry_of(cloud)
        records.check_cloud(records.recorded(suffix, registry), cloud)
        record, stacks = build(suffix, stack, report, registry, local=cloud.is_local)
        try:
            yield OpenEnvironment(record, cloud, stacks, report, whole=stack == synthesis.ALL)
        except KeyboardInterrupt:
            advice = _advice(suffix, cloud) if changes else "nothing was changed."
            raise Interrupted(f"Interrupted; {advice}") from None


def _advice(suffix: str, cloud: Cloud) -> str:
    """What to do about an environment that is half changed; one that is protected stays."""
    go_on = "run the same command to go on"
    if is_protected(suffix):
        return f"{go_on}."
    return f"{go_on}, or gitops destroy --suffix {suffix} --cloud {cloud.name}."


def build(
    suffix: str,
    stack: str,
    report: Reporter,
    registry: Registry | None = None,
    *,
    local: bool = False,
) -> tuple[Record, list[str]]:
    """Package the functions and synthesize; return the record and the chosen stacks.

    Only a registry knows which stacks are deployed and declared no more; without one, what the last
    plan found stays as it is.
    """
    record = records.recorded(suffix, registry)
    with report.step("package") as step:
        step.result = f"{len(package())} functions"
    with report.step("synth") as step:
        declared = synthesis.synthesize(record, local=local)
        removed = undeclared.write(record, declared, local=local) if registry else []
        stacks = synthesis.chosen(sorted([*declared, *removed]), stack)
        count = len(synthesis.resources(EnvironmentPaths(suffix).synth, stacks))
        gone = ", ".join(each for each in stacks if each in removed)
        rest = ", ".join(each for each in stacks if each not in removed) or "no stack"
        step.result = f"{count} resources in {rest}" + (gone and f"; no longer declared: {gone}")
    return record, stacks


def init(environment: OpenEnvironment) -> None:
    """Make every stack's folder ready for Terraform: what follows plans, applies or destroys."""
    with environment.report.step("init") as step:
        for stack in environment.stacks:
            environment.terraform(stack).init()
        step.result = "the locked provider"


def remove_plans(suffix: str) -> None:
    """Remove the plans of all stacks, chosen or not: they are of an older synthesis.

    Nobody may take one for the plan of a command that failed.

    Raises:
        Refusal: another command works on the environment.
    """
    with records.exclusive(suffix):
        _remove_plans(EnvironmentPaths(suffix))


def _remove_plans(paths: EnvironmentPaths) -> None:
    if paths.plans.exists():
        shutil.rmtree(paths.plans)


def plan(environment: OpenEnvironment, *, lock: bool = True) -> bool:
    """Save a plan of every stack; return whether anything is to change.

    Older plans of the environment are gone, whether this succeeds or not.
    """
    _remove_plans(environment.paths)
    with environment.report.step("plan") as step:
        outcomes = parallel.each(
            environment.stacks,
            lambda stack: environment.terraform(stack).plan(
                environment.paths.plan(stack), step.say, lock=lock
            ),
        )
        step.result = _summary(environment, outcomes)
    return any(outcome.exit_code == CHANGES for outcome in outcomes)


def describe(environment: OpenEnvironment) -> None:
    """Write the saved plans as JSON, for policies, comments and comparisons.

    A plan may hold secrets: its JSON is for the owner's eyes only, like the plan itself.
    """
    parallel.each(environment.stacks, lambda stack: _describe(environment, stack))


def _describe(environment: OpenEnvironment, stack: str) -> None:
    shown = environment.terraform(stack).show(environment.paths.plan(stack))
    text = json.dumps(shown, separators=(",", ":"))
    write_atomically(environment.paths.plan_json(stack), text.encode(), mode=OWNER_ONLY)


def deploy(environment: OpenEnvironment) -> list[str]:
    """Apply the saved plans and write the outputs; return the stacks that changed."""
    resources, cloud = environment.resources(), environment.cloud
    names = recorded_names.of(environment.declared, resources)
    record = records.register(environment.record, cloud, names)
    with environment.report.step("preflight") as step:
        held = preflight.check_concurrency(resources, cloud)
        step.result = f"{held}; {preflight.check_boundary(resources, cloud)}"
    with environment.report.step("deploy") as step:
        outcomes = parallel.each(environment.stacks, lambda stack: _apply(environment, stack, step))
        step.result = _summary(environment, outcomes)
    records.note_deployed(record, cloud, names, environment.undeclared)
    outputs.remove(record.suffix, environment.undeclared)
    pairs = zip(environment.stacks, outcomes, strict=True)
    return [stack for stack, outcome in pairs if any(outcome.changes.values())]


def write_outputs(environment: OpenEnvironment) -> None:
    """Write the outputs of what is deployed, which a deploy that failed later may not have done."""
    for stack in environment.declared:
        _write_outputs(environment, stack)


def refresh(environment: OpenEnvironment, stacks: list[str]) -> None:
    """Take what is deployed now into the states of the stacks.

    A resource is noted when it is created, and what another one adds to it later, for instance a
    policy to its topic, is not: every such attribute would count as drift ever after.
    """
    with environment.report.step("refresh") as step:
        parallel.each(stacks, lambda stack: environment.terraform(stack).refresh(step.say))
        step.result = ", ".join(stacks) or "nothing changed"


def _apply(environment: OpenEnvironment, stack: str, step: ProgressStep) -> TerraformOutcome:
    plan = environment.paths.plan(stack)
    outcome = environment.terraform(stack).apply(plan, step.counted)
    _write_outputs(environment, stack)
    return outcome


def _write_outputs(environment: OpenEnvironment, stack: str) -> None:
    found = environment.terraform(stack).outputs()
    outputs.write(environment.record.suffix, {stack: found}, environment.cloud)


def verify_unchanged(environment: OpenEnvironment) -> None:
    """Plan again.

    Raises:
        Failure: what was deployed is not what was declared.
    """
    with environment.report.step("verify") as step:
        parallel.each(environment.stacks, lambda stack: _verify(environment, stack, step))
        step.result = "every plan is empty"


def _verify(environment: OpenEnvironment, stack: str, step: ProgressStep) -> None:
    tool, saved = environment.terraform(stack), environment.paths.plan(stack)
    if tool.plan(saved, step.say).exit_code == CHANGES:
        raise Failure(f"The plan of {stack} is not empty: {_changed(tool.show(saved))}")


def _summary(environment: OpenEnvironment, outcomes: list[TerraformOutcome]) -> str:
    pairs = zip(environment.stacks, outcomes, strict=True)
    return "; ".join(f"{stack}: {outcome.summary}" for stack, outcome in pairs)


def _changed(shown: dict[str, list[dict[str, dict[str, list[str]]]]]) -> str:
    return ", ".join(
        f"{change['address']} ({'/'.join(change['change']['actions'])})"
        for change in shown["resource_changes"]
        if change["change"]["actions"] not in (["no-op"], ["read"])
    )


def test(environment: OpenEnvironment, limit_minutes: float) -> None:
    """Run the integration tests against what is deployed."""
    suffix = environment.record.suffix
    tested = outputs.read(suffix)
    with environment.report.step("test") as step:
        verdict = integration_tests.run(suffix, environment.cloud, step.counted, limit_minutes)
        rest = ", ".join(stack for stack in environment.stacks if stack not in tested)
        without = f"; not deployed, not tested: {rest}" if rest else ""
        skipped = f", {len(verdict.skipped)} skipped" if verdict.skipped else ""
        step.result = (
            f"{verdict.ran} integration tests of {', '.join(tested)} passed{skipped}{without}"
        )


def refuse_unconfirmed(suffix: str, confirm: str) -> None:
    """Refuse to destroy a protected environment unless its suffix was typed twice."""
    if is_protected(suffix) and confirm != suffix:
        raise Refusal(f"{suffix} is a protected environment; destroy it with --confirm {suffix}.")


def destroy(environment: OpenEnvironment) -> None:
    """Destroy the stacks, then what operators added, and scan for leftovers.

    Raises:
        Failure: Terraform failed, or something is left.
    """
    Teardown(
        suffix=environment.record.suffix,
        record=environment.record,
        tools={stack: environment.terraform(stack) for stack in environment.stacks},
        resources=[
            *environment.resources(),
            *(
                each
                for stack in environment.undeclared
                for each in undeclared.held(stack, environment.terraform(stack))
            ),
            *(
                each
                for each in recorded_names.resources(environment.record)
                if each.stack in environment.stacks
            ),
        ],
        cloud=environment.cloud,
        report=environment.report,
        whole=environment.whole,
    ).run()
