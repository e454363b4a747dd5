"""The command that writes the report for auditors."""

import subprocess
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from gitops.adapters.console import Reporter
from gitops.adapters.errors import Refusal
from gitops.adapters.files import write_atomically
from gitops.adapters.paths import BUILD, ROOT, EnvironmentPaths
from gitops.adapters.project import project
from gitops.commands.options import Suffix, stacks_of, suffix_of
from gitops.compliance import frameworks, report_files
from gitops.compliance.policies import catalogue
from gitops.cost import estimate, resources, usage
from gitops.environment import synthesis
from gitops.plans import changes
from gitops.report import drawing, page, recorded
from gitops.report.data_flow import data_flow
from gitops.report.evidence import Evidence
from policies.engine import waivers
from policies.engine.stack import Place

CONTROLS = ROOT / "policies" / "controls.toml"
BENCHMARKS = BUILD / "bench-history.jsonl"
MUTATION = BUILD / "mutation.json"


def report(
    suffix: Suffix = "dev",
    output: Annotated[
        Path | None, typer.Option(help="The file; default: report.html beside the reports.")
    ] = None,
) -> None:
    """Write one self-contained HTML file for auditors, of what earlier commands found.

    It shows the results of `gitops check`, `plan` and `test` and of the mutation run, controls by
    framework, waivers, cost, the trend of benchmarks, the architecture; it names what was not done.
    """
    paths = EnvironmentPaths(suffix_of(suffix))
    evidence = _evidence(paths)
    if not evidence.sections:
        raise Refusal(f"Nothing was checked in {suffix}. Run gitops check --suffix {suffix}")
    target = output or paths.home / "report.html"
    write_atomically(target, page.html(evidence).encode())
    shown = target.resolve()
    Reporter().say(str(shown.relative_to(ROOT) if shown.is_relative_to(ROOT) else shown))


def _evidence(paths: EnvironmentPaths) -> Evidence:
    names = stacks_of(paths.suffix, synthesis.ALL)
    found = synthesis.stacks(paths.synth, names)
    used = usage.read(project().usage)
    priced = resources.synthesized(found)
    return Evidence(
        paths.suffix,
        datetime.now(UTC),
        _commit(),
        [one for place in Place for one in report_files.sections(paths.reports / f"{place}.json")],
        _controls(),
        waivers.read(),
        [
            changes.read(name, paths.plan_json(name))
            for name in names
            if paths.plan_json(name).is_file()
        ],
        report_files.integration(paths.suffix, paths.home / "integration.xml"),
        _benchmarks(),
        [estimate.estimate(name, priced.get(name, []), used.get(name)) for name in names],
        drawing.svg([data_flow(one.name, one.resources, paths.suffix) for one in found]),
        frameworks.held(catalogue()),
        recorded.mutation(MUTATION),
    )


def _controls() -> dict[str, Mapping[str, Any]]:
    """The requirements of controls.toml; the file also lists what nothing holds."""
    document = tomllib.loads(CONTROLS.read_text()) if CONTROLS.is_file() else {}
    return {name: row for name, row in document.items() if isinstance(row, dict)}


def _benchmarks() -> list[dict[str, float]]:
    """The numbers of each run of `make bench` that this working copy has seen."""
    runs, skipped = recorded.benchmarks(BENCHMARKS)
    if skipped:
        lines = ", ".join(map(str, skipped))
        Reporter().warn(f"{BENCHMARKS.name} holds no whole run of make bench in line {lines}.")
    return runs


def _commit() -> str:
    """The commit of the working copy, marked where it has changes; empty without git."""
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.strip()
