"""The command that judges what was synthesized, what is planned or what is there."""

from typing import Annotated

import typer

from gitops import check as checks
from gitops import environments, living, operations, synthesized
from gitops.commands.options import CloudName, Stack, Suffix, Where, opened, suffix_of
from gitops.console import Reporter
from gitops.paths import EnvironmentPaths
from policies.engine.stack import Place

On = Annotated[
    Place,
    typer.Option(
        "--on", help="Judge the synthesized JSON, the plan, or the living environment as it is."
    ),
]


def check(
    suffix: Suffix = "dev",
    stack: Stack = synthesized.ALL,
    on: On = Place.SYNTH,
    cloud: Where = CloudName.local,
) -> None:
    """Judge an environment by the policies, and its synthesized Terraform by Checkov, too."""
    if on is Place.SYNTH:
        _check_synthesized(suffix_of(suffix), stack)
        return
    with opened(suffix, stack, cloud) as environment:
        operations.init(environment)
        if on is Place.LIVE:
            shown = living.read_back(environment)
        else:
            operations.plan(environment, lock=False)
            operations.describe(environment)
            shown = {name: environment.paths.plan_json(name) for name in environment.stacks}
        with environment.report.step("policies") as step:
            judgement = checks.judge(checks.shown(environment.paths.synth, shown, on))
            step.result = checks.told(judgement, environment.paths.home, whole=environment.whole)


def _check_synthesized(suffix: str, stack: str) -> None:
    report, paths = Reporter(), EnvironmentPaths(suffix)
    with environments.exclusive(suffix):
        operations.build(suffix, stack, report)
        with report.step("policies") as step:
            step.result = checks.policies(paths.synth, paths.home)
        with report.step("checkov") as step:
            step.result = checks.builtin(paths.synth)
