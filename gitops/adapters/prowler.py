"""Runs Prowler, an auditor's tool that we did not write, against what is deployed in a cloud."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gitops.adapters import processes
from gitops.adapters.cloud import REGION, Cloud
from gitops.adapters.errors import Failure
from gitops.adapters.paths import ROOT

# `make audit` builds it: a gigabyte of packages, with versions of their own.
HOME = ROOT / ".venv-prowler"
SERVICES = ("apigateway", "awslambda", "cloudwatch", "dynamodb", "iam", "kms", "sns", "sqs")
REPORT = "prowler"


@dataclass(frozen=True)
class ProwlerFinding:
    """What one check of Prowler says of one resource: PASS, FAIL, or MANUAL, for people to decide.

    `resource` is an ARN, `name` what Prowler calls it; `labels` are tags as `key:value`.
    """

    check: str
    status: str
    severity: str
    resource: str
    name: str
    labels: tuple[str, ...]
    detail: str

    def __str__(self) -> str:
        return f"{self.check} ({self.severity.lower()}): {self.resource}: {self.detail}"


def scan(cloud: Cloud, folder: Path) -> list[ProwlerFinding]:
    """Every finding on the services that stacks use; Prowler's report is left in `folder`.

    Raises:
        Failure: Prowler is not installed, or did not finish.
    """
    executable = HOME / "bin" / "prowler"
    if not executable.is_file():
        raise Failure(f"Prowler is not installed at {executable}; run `make audit`.")
    argv = [
        str(executable), "aws", "--services", *SERVICES, "--region", REGION,
        "--output-formats", "json-ocsf", "--output-directory", str(folder),
        "--output-filename", REPORT, "--ignore-exit-code-3", "--no-banner", "--no-color",
    ]  # fmt: skip
    report = folder / f"{REPORT}.ocsf.json"
    report.unlink(missing_ok=True)  # Prowler appends
    log = folder / "prowler.log"
    code = processes.run(argv, env=cloud.environ(), cwd=folder, log=log)
    if code:
        raise Failure(f"Prowler ended with exit code {code}; log: {log}")
    return read(report)


def read(report: Path) -> list[ProwlerFinding]:
    """The findings of a report in OCSF.

    Raises:
        Failure: there is none, or it is not to be understood.
    """
    try:
        found = [_finding(one) for one in json.loads(report.read_bytes())]
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise Failure(f"Prowler's report {report} cannot be read: {error!r}.") from error
    if not found:
        raise Failure(f"Prowler found nothing to examine; report: {report}")
    return found


def _finding(record: Mapping[str, Any]) -> ProwlerFinding:
    resource = record["resources"][0]
    return ProwlerFinding(
        record["metadata"]["event_code"],
        record["status_code"],
        record["severity"],
        resource["uid"],
        resource["name"],
        tuple(resource["labels"]),
        record["status_detail"],
    )


def compliance_files(home: Path = HOME) -> tuple[Path, str]:
    """The folder of Prowler's compliance files for AWS, and Prowler's version.

    Raises:
        Failure: Prowler is not installed.
    """
    code = (
        "import importlib.metadata as m, prowler as p; print(p.__path__[0], m.version('prowler'))"
    )
    try:
        done = subprocess.run(
            [str(home / "bin" / "python"), "-c", code], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise Failure(f"Prowler is not installed at {home}; run `make audit`.") from error
    path, version = done.stdout.rsplit(maxsplit=1)
    return Path(path) / "compliance" / "aws", version


def failing(findings: Sequence[ProwlerFinding]) -> list[ProwlerFinding]:
    """Those that fail."""
    return [one for one in findings if one.status == "FAIL"]
