"""Judges synthesized Terraform by our own policies and by Checkov's built-in checks."""

import sys
from pathlib import Path
from xml.etree import ElementTree as ET

from gitops import checkov, processes
from gitops.errors import Failure
from gitops.paths import ROOT


def policies(synth: Path, home: Path) -> str:
    """Run the policy gate over `synth`; return how many verdicts it gave.

    Raises:
        Failure: with every finding, one a line.
    """
    log, junit = home / "logs" / "policies.log", home / "policies.xml"
    junit.unlink(missing_ok=True)
    log.unlink(missing_ok=True)
    argv = [
        sys.executable, "-m", "pytest", "policies", "-q", f"--synth-dir={synth}",
        f"--junit-xml={junit}",
    ]  # fmt: skip
    code = processes.run(argv, env=processes.scrubbed(), cwd=ROOT, log=log)
    if not junit.is_file():
        raise Failure(f"The policies did not run; log: {log}")
    cases = list(ET.parse(junit).getroot().iter("testcase"))  # noqa: S314 (pytest just wrote it)
    findings = [_finding(case) for case in cases if len(case)]
    if code or findings:
        raise Failure("\n".join([f"{len(findings)} of {len(cases)} verdicts fail:", *findings]))
    return f"{len(cases)} verdicts, all compliant"


def builtin(synth: Path) -> str:
    """Run Checkov over `synth`; return the counts.

    Raises:
        Failure: with every finding, one a line.
    """
    result = checkov.check(synth)
    if result.failed:
        findings = [f"  {finding}" for finding in result.failed]
        raise Failure("\n".join([f"Checkov: {len(findings)} checks fail:", *findings]))
    return f"{result.passed} checks passed, {len(result.skipped)} skipped with a reason"


def _finding(case: ET.Element) -> str:
    return f"  {case.attrib['name']}: {case[0].attrib.get('message', '').strip()}"
