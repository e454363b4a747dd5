"""Runs Checkov's built-in checks on synthesized stacks and applies our waivers."""

import json
import re
import subprocess
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from gitops.adapters import processes
from gitops.adapters.errors import Failure
from gitops.adapters.paths import ROOT
from policies.engine import waivers
from policies.engine.card import ACCOUNT_STACKS
from policies.engine.waivers import Waiver

# The dependency group `checkov` in an environment of its own: it pins an old boto3.
EXECUTABLE = ROOT / ".venv-checkov" / "bin" / "checkov"
DOCUMENTS = "stacks/*/cdk.tf.json"

# What Checkov calls the two lists of its report.
PASSED, FAILED = "passed_checks", "failed_checks"
# What decides where a JSON document's objects begin and end.
TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[{}\[\]:,\n]')
RESOURCE_DEPTH = 3  # "resource", its type, its name


@dataclass(frozen=True)
class Finding:
    """The result of one built-in check for one resource; `construct` made it (`stack/path`)."""

    check: str
    title: str
    stack: str
    address: str
    construct: str = ""

    @property
    def place(self) -> str:
        """Stack and address."""
        return f"{self.stack}: {self.address}"

    def is_for(self, waiver: Waiver) -> bool:
        """Whether the waiver excuses the finding, on the days when it holds."""
        return waiver.covers(self.check, self.place, self.construct)

    def __str__(self) -> str:
        return f"{self.place}: {self.check} {self.title}"


@dataclass(frozen=True)
class Waived:
    """A finding that a waiver excuses."""

    finding: Finding
    waiver: Waiver


@dataclass(frozen=True)
class CheckovResult:
    """Checkov's results after the waivers are applied.

    `problems` are faults of the waivers, `version` is Checkov's.
    """

    passed: list[Finding]
    waived: list[Waived]
    failed: list[Finding]
    problems: list[str]
    version: str = ""


def check(synth_dir: Path, granted: Sequence[Waiver], today: date) -> CheckovResult:
    """Evaluate Checkov's built-in checks on the synthesized stacks in `synth_dir`.

    Inline skips do not work on Terraform JSON; only the waivers `granted` excuse a finding.

    Raises:
        Failure: Checkov is not installed, or did not evaluate every document.
    """
    report = read_report(_run(synth_dir))
    documents = {path.parent.name: path.read_text() for path in synth_dir.glob(DOCUMENTS)}
    passed, failed = findings(report, documents, PASSED), findings(report, documents, FAILED)
    ours = [one for one in granted if waivers.is_builtin(one.policy) and _concerns(one, documents)]
    result = applied(ours, failed, today, passed=passed)
    version = str(report.get("summary", report).get("checkov_version", ""))
    return replace(result, version=version)


def read_report(output: str) -> Mapping[str, Any]:
    """The report that Checkov printed.

    Raises:
        Failure: it is invalid, or Checkov did not evaluate every document. Its exit code is 0 even
            with a document that it could not read, and with none at all.
    """
    try:
        report: Mapping[str, Any] = json.loads(output)
    except ValueError as error:
        raise Failure(f"Checkov's report is not JSON: {error}.") from error
    summary = report.get("summary", report)
    if summary["parsing_errors"]:
        raise Failure(f"Checkov could not read {summary['parsing_errors']} of the documents.")
    if not summary["passed"] + summary["failed"]:
        raise Failure("Checkov found no resource to check.")
    return report


def findings(
    report: Mapping[str, Any], documents: Mapping[str, str], results: str
) -> list[Finding]:
    """The `results` of a report on `documents` (stack -> text), with whole addresses, sorted.

    Checkov calls a resource `resource.<name>`, without its type, when a Python check found it;
    the line on which the resource begins identifies it.
    """
    begins = {stack: dict(addresses_by_line(text)) for stack, text in documents.items()}
    found = (_finding(one, begins) for one in report["results"][results])
    made = dict(_constructs(documents))
    return sorted((replace(one, construct=made.get(one.place, "")) for one in found), key=str)


def applied(
    granted: Sequence[Waiver], found: Sequence[Finding], today: date, *, passed: list[Finding]
) -> CheckovResult:
    """Part the findings into those that a waiver excuses on that day and those that stand."""
    pairs = [(finding, next(filter(finding.is_for, granted), None)) for finding in found]
    waived = [Waived(one, waiver) for one, waiver in pairs if waiver and waiver.holds(today)]
    failed = [one for one, waiver in pairs if not (waiver and waiver.holds(today))]
    needed = [(waiver.policy, waiver.place) for _, waiver in pairs if waiver]
    faults = [*waivers.problems(granted, today), *waivers.unused(granted, needed)]
    return CheckovResult(passed, waived, failed, faults)


def addresses_by_line(text: str) -> Iterator[tuple[int, str]]:
    """The line on which each resource of a Terraform JSON document begins, and its address."""
    path: list[str] = []
    line, key = 1, ""
    for mark in TOKEN.findall(text):
        if mark == "\n":
            line += 1
        elif mark in "{[":
            path.append(key)
            if len(path) == RESOURCE_DEPTH + 1 and path[1] == "resource" and mark == "{":
                yield line, f"{path[2]}.{path[3]}"
            key = ""
        elif mark in "}]":
            path.pop()
        elif mark.startswith('"'):
            key = json.loads(mark)


def _concerns(waiver: Waiver, stacks: Collection[str]) -> bool:
    """Whether the waiver must excuse something here; constructs are those of environments."""
    return waiver.stack in stacks if waiver.stack else not set(stacks) <= set(ACCOUNT_STACKS)


def _constructs(documents: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each resource, as `stack: address`, and the path of the construct that made it."""
    for stack, text in documents.items():
        for kind, named in json.loads(text).get("resource", {}).items():
            for name, values in named.items():
                path = values.get("//", {}).get("metadata", {}).get("path", "")
                yield f"{stack}: {kind}.{name}", path


def _run(synth_dir: Path) -> str:
    if not EXECUTABLE.is_file():
        raise Failure(f"Checkov is not installed at {EXECUTABLE}; run `make setup`.")
    argv = [
        str(EXECUTABLE), "--directory", str(synth_dir.resolve()),
        "--framework", "terraform_json", "--skip-download", "--output", "json",
        "--compact", "--soft-fail",
    ]  # fmt: skip
    # A .checkov.yaml of the caller's, in the working directory or at home, could skip checks.
    with tempfile.TemporaryDirectory() as empty:
        done = subprocess.run(
            argv,
            env=processes.scrubbed() | {"HOME": empty},
            cwd=empty,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise Failure(f"Checkov ended with exit code {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def _finding(record: Mapping[str, Any], begins: Mapping[str, Mapping[int, str]]) -> Finding:
    stack = Path(record["file_path"]).parent.name
    address = begins.get(stack, {}).get(record["file_line_range"][0], record["resource"])
    return Finding(record["check_id"], record["check_name"], stack, address)
