"""The command that admits what foreign code synthesized."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from gitops.adapters.console import Reporter
from gitops.adapters.errors import Refusal
from gitops.adapters.paths import EnvironmentPaths
from gitops.admission.admit import Admitted, NotAdmitted, admit
from gitops.admission.expected import Expected, expected
from gitops.commands.options import CloudName, Where, suffix_of

BUCKET = "STATE_BUCKET"


def admit_foreign(
    source: Annotated[Path, typer.Argument(help="A synthesis: a zip archive or a folder.")],
    *,
    suffix: Annotated[
        str, typer.Option(envvar="ENVIRONMENT_SUFFIX", help="The environment.")
    ] = "dev",
    below: Annotated[str, typer.Option(help="The folder in it that holds the synthesis.")] = "",
    output: Annotated[
        Path | None, typer.Option(help="The folder; default: build/environments/<suffix>/synth.")
    ] = None,
    cloud: Where = CloudName.local,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check Terraform JSON that foreign code synthesized; write what Terraform may get.

    It admits data, outputs, resources and moves with plain references, but no functions and no
    other blocks. `terraform` and `provider` are compared and written anew. Exit code 1: something
    is refused, and nothing is written.
    """
    name = suffix_of(suffix)
    target = output or EnvironmentPaths(name).synth
    try:
        admitted = admit(source, target, _expected(name, cloud), below=below)
    except NotAdmitted as refusal:
        _show_refused(refusal, as_json=as_json)
        raise
    _show(admitted, as_json=as_json)


def _expected(suffix: str, cloud: CloudName) -> Expected:
    if cloud is CloudName.local:
        return expected(suffix, "")
    if not (bucket := os.environ.get(BUCKET, "")):
        raise Refusal(f"{BUCKET} is not set; it names the bucket of the states on AWS.")
    return expected(suffix, bucket)


def _show(admitted: Admitted, *, as_json: bool) -> None:
    if as_json:
        _print({"admitted": True, **asdict(admitted), "refused": []})
        return
    for stack, sha256 in admitted.stacks.items():
        Reporter().say(f"{stack}: {sha256}")


def _show_refused(refusal: NotAdmitted, *, as_json: bool) -> None:
    if as_json:
        refused = [asdict(each) for each in refusal.refused]
        _print({"admitted": False, "stacks": {}, "archives": {}, "refused": refused})
        return
    table = Table()
    for title in ("file", "where", "why", "remedy"):
        table.add_column(title, overflow="fold")
    for each in refusal.refused:
        table.add_row(*(Text(cell) for cell in (each.file, each.path, each.reason, each.remedy)))
    Reporter().show(table)


def _print(document: object) -> None:
    sys.stdout.write(json.dumps(document, indent=2, sort_keys=True) + "\n")
