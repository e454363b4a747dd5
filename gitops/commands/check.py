"""The command that judges what was synthesized."""

from gitops import check as checks
from gitops import environments, operations, synthesized
from gitops.commands.options import Stack, Suffix, suffix_of
from gitops.console import Reporter
from gitops.paths import EnvironmentPaths


def check(suffix: Suffix = "dev", stack: Stack = synthesized.ALL) -> None:
    """Judge the synthesized Terraform by the policies and by Checkov."""
    report, paths = Reporter(), EnvironmentPaths(suffix_of(suffix))
    with environments.exclusive(suffix):
        operations.build(suffix, stack, report)
        with report.step("policies") as step:
            step.result = checks.policies(paths.synth, paths.home)
        with report.step("checkov") as step:
            step.result = checks.builtin(paths.synth)
