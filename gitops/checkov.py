"""Runs Checkov's built-in checks on synthesized stacks and applies our reasoned skips."""

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gitops import processes
from gitops.errors import Failure
from gitops.paths import ROOT

SKIPS = ROOT / "policies" / "checkov_skips.toml"
DOCUMENTS = "stacks/*/cdk.tf.json"

# What decides where a JSON document's objects begin and end.
TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[{}\[\]:,\n]')
RESOURCE_DEPTH = 3  # "resource", its type, its name


@dataclass(frozen=True)
class Finding:
    """A built-in check that a resource fails."""

    check: str
    title: str
    stack: str
    address: str

    def __str__(self) -> str:
        return f"{self.stack}: {self.address}: {self.check} {self.title}"


@dataclass(frozen=True)
class Skip:
    """A check that does not count, and why; `only` limits it to resource types or addresses."""

    check: str
    reason: str
    only: tuple[str, ...] = ()

    def covers(self, finding: Finding) -> bool:
        """Whether the skip speaks of this finding."""
        return self.check == finding.check and (not self.only or bool(self.used([finding])))

    def used(self, findings: Iterable[Finding]) -> set[str]:
        """The members of `only` that at least one of the findings needs."""
        mine = [finding.address for finding in findings if finding.check == self.check]
        return {only for only in self.only if any(_names(only, address) for address in mine)}


@dataclass(frozen=True)
class Skipped:
    """A finding that does not count, and why."""

    finding: Finding
    reason: str


@dataclass(frozen=True)
class CheckovResult:
    """What Checkov says once the skips are applied; `passed` counts checks on resources."""

    passed: int
    skipped: list[Skipped]
    failed: list[Finding]


def check(synth_dir: Path, skips: Path = SKIPS) -> CheckovResult:
    """Judge the synthesized stacks in `synth_dir` by Checkov's built-in checks.

    A skip that nothing needs is a finding too: it would hide the next real one.

    Raises:
        Failure: Checkov did not judge every document, or a skip is not complete.
    """
    chosen = read_skips(skips)
    report = read_report(_run(synth_dir))
    documents = {path.parent.name: path.read_text() for path in synth_dir.glob(DOCUMENTS)}
    return applied(chosen, findings(report, documents), passed=report["summary"]["passed"])


def read_skips(path: Path) -> list[Skip]:
    """The skips of a file: a table per check with `reason` and, if it is limited, `only`.

    Raises:
        Failure: a skip has no reason, or says something else.
    """
    return [_skip(name, entry, path) for name, entry in tomllib.loads(path.read_text()).items()]


def read_report(output: str) -> Mapping[str, Any]:
    """The report that Checkov printed.

    Raises:
        Failure: it is none, or Checkov did not judge every document. Its exit code is 0 even
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


def findings(report: Mapping[str, Any], documents: Mapping[str, str]) -> list[Finding]:
    """The failed checks of a report on `documents` (stack -> text), with whole addresses, sorted.

    Checkov calls a resource `resource.<name>`, without its type, when a Python check found it;
    the line on which the resource begins tells which one was meant.
    """
    begins = {stack: dict(addresses_by_line(text)) for stack, text in documents.items()}
    failed_checks = report["results"]["failed_checks"]
    return sorted((_finding(failed, begins) for failed in failed_checks), key=str)


def applied(skips: Sequence[Skip], found: Sequence[Finding], *, passed: int) -> CheckovResult:
    """Part the findings into those that are skipped and those that stand."""
    skipped: list[Skipped] = []
    failed: list[Finding] = []
    for finding in found:
        skip = next((skip for skip in skips if skip.covers(finding)), None)
        if skip:
            skipped.append(Skipped(finding, skip.reason))
        else:
            failed.append(finding)
    return CheckovResult(passed, skipped, [*failed, *_unused(skips, found)])


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


def _run(synth_dir: Path) -> str:
    argv = [
        sys.executable, "-m", "checkov.main", "--directory", str(synth_dir.resolve()),
        "--framework", "terraform_json", "--skip-download", "--output", "json",
        "--quiet", "--compact", "--soft-fail",
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


def _finding(failed: Mapping[str, Any], begins: Mapping[str, Mapping[int, str]]) -> Finding:
    stack = Path(failed["file_path"]).parent.name
    address = begins.get(stack, {}).get(failed["file_line_range"][0], failed["resource"])
    return Finding(failed["check_id"], failed["check_name"], stack, address)


def _skip(name: str, entry: Any, path: Path) -> Skip:
    reason = entry.get("reason") if isinstance(entry, dict) else None
    if not isinstance(reason, str) or not reason.strip():
        raise Failure(f"{path.name}: the skip of {name} has no reason.")
    if strange := sorted(set(entry) - {"reason", "only"}):
        raise Failure(f"{path.name}: the skip of {name} has an unknown key: {', '.join(strange)}.")
    return Skip(name, reason, tuple(entry.get("only", ())))


def _unused(skips: Sequence[Skip], found: Sequence[Finding]) -> Iterator[Finding]:
    title = "is skipped, but nothing fails it: remove the skip"
    for skip in skips:
        if not any(skip.covers(finding) for finding in found):
            yield Finding(skip.check, title, SKIPS.name, "any resource")
            continue
        for only in sorted(set(skip.only) - skip.used(found)):
            yield Finding(skip.check, title, SKIPS.name, only)


def _names(only: str, address: str) -> bool:
    return only in (address, address.split(".", maxsplit=1)[0])
