"""The whole cycle against bare `terraform apply` and `terraform destroy` of the same JSON."""

import os
import shutil
import sys
from functools import partial

from benchmarks.timing import run, seconds
from gitops.adapters.cloud import Cloud, Embedded
from gitops.adapters.package import package
from gitops.adapters.paths import BUILD, EnvironmentPaths
from gitops.adapters.provider_mirror import cli_config
from gitops.adapters.terraform import Terraform, executable
from gitops.environment.preflight import create_boundary
from gitops.environment.record import Record
from gitops.environment.synthesis import synthesize

SUFFIX = "bench"


def measure() -> dict[str, float]:
    """`cycle.overhead_without_tests` and `cycle.overhead_with_tests`."""
    plain = _plain()
    return {
        "cycle.plain_seconds": plain,
        "cycle.overhead_without_tests": seconds(lambda: _cycle("--no-tests")) / plain,
        "cycle.overhead_with_tests": seconds(_cycle) / plain,
    }


def _cycle(*options: str) -> None:
    run([sys.executable, "-m", "gitops", "cycle", *options], dict(os.environ))


def _plain() -> float:
    """Seconds of apply and destroy alone: synthesis, init and the start of the cloud are free."""
    package()
    paths = EnvironmentPaths(SUFFIX)
    shutil.rmtree(paths.home, ignore_errors=True)
    stacks = synthesize(Record(SUFFIX, "", ""))
    embedded = Embedded()
    try:
        cloud = embedded.start()
        create_boundary(cloud)
        for stack in stacks:
            Terraform(paths.stack(stack), cloud.environ(), paths.logs / "init.log").init()
        return sum(seconds(partial(_live_and_die, paths, stack, cloud)) for stack in stacks)
    finally:
        embedded.stop()


def _live_and_die(paths: EnvironmentPaths, stack: str, cloud: Cloud) -> None:
    for command in ("apply", "destroy"):
        run(
            [
                executable(),
                f"-chdir={paths.stack(stack)}",
                command,
                "-auto-approve",
                "-input=false",
            ],
            {**cloud.environ(), "TF_CLI_CONFIG_FILE": str(cli_config(BUILD / "terraform.rc"))},
        )
