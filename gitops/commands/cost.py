"""The command that says what an environment costs."""

import json
import sys
from textwrap import fill
from typing import Annotated

import typer

from gitops.adapters.console import reporter
from gitops.adapters.paths import ROOT, EnvironmentPaths
from gitops.adapters.project import project
from gitops.commands.options import Stack, Suffix, suffix_of
from gitops.cost import estimate, rate, report, resources, usage
from gitops.environment import operations, records, synthesis

WIDTH = 80


def cost(
    suffix: Suffix = "dev",
    stack: Stack = synthesis.ALL,
    rate_: Annotated[
        str, typer.Option("--rate", help="Units of work (ticks, messages): 10/s, 40/h, 500/day.")
    ] = "10/s",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Estimate what an environment costs: for a million units of work, and each month.

    Resources are those of the synthesized stacks; what a unit of work makes them do was measured.
    """
    units = rate.monthly(rate_)
    used = usage.read(project().usage)
    said = reporter(for_machines=as_json)
    with records.exclusive(suffix_of(suffix)):
        _, names = operations.build(suffix, stack, said)
    found = resources.synthesized(synthesis.stacks(EnvironmentPaths(suffix).synth, names))
    costs = [estimate.estimate(name, found.get(name, []), used.get(name)) for name in names]
    if as_json:
        sys.stdout.write(json.dumps(report.document(costs, units), indent=2) + "\n")
        return
    for one in costs:
        said.show(report.table(one, rate_, units))
    file = project().usage
    for note in report.notes(costs, str(file.relative_to(ROOT)) if file else ""):
        said.say(fill(note, WIDTH, break_on_hyphens=False))
