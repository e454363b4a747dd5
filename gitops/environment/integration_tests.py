"""Runs the integration tests against a deployed environment."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from gitops.adapters import processes
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure
from gitops.adapters.paths import ROOT, EnvironmentPaths
from gitops.adapters.project import project
from gitops.environment import outputs


@dataclass(frozen=True)
class IntegrationResult:
    """How many tests ran, which of them failed, and what the first of these said."""

    ran: int
    failed: tuple[str, ...]
    first_message: str = ""


def run(suffix: str, cloud: Cloud, progress: Callable[[str], None]) -> IntegrationResult:
    """Run the integration tests of every deployed stack; all output goes to the environment's log.

    Raises:
        Failure: nothing is deployed, a test failed, or none ran.
    """
    paths = EnvironmentPaths(suffix)
    log, report = paths.logs / "integration.log", paths.home / "integration.xml"
    report.unlink(missing_ok=True)
    log.unlink(missing_ok=True)
    tests = project().integration_tests
    folders = [str(tests / stack.replace("-", "_")) for stack in outputs.read(suffix)]
    argv = [
        sys.executable, "-m", "pytest", *folders, "-v", "--color=no", f"--junit-xml={report}"
    ]  # fmt: skip

    def watch(line: str) -> None:
        if "::" in line:
            progress(line.rsplit("::", 1)[-1].split(" [", maxsplit=1)[0].strip())

    code = processes.run(argv, env=_environ(suffix, cloud), cwd=ROOT, log=log, each=watch)
    if not report.is_file():
        raise Failure(f"The integration tests did not run; log: {log}")
    verdict = _verdict(ET.parse(report).getroot())  # noqa: S314 (pytest wrote it a moment ago)
    if code or verdict.failed or not verdict.ran:
        raise Failure(f"{_failures(verdict)}\nlog: {log}")
    return verdict


def _environ(suffix: str, cloud: Cloud) -> dict[str, str]:
    return {
        **cloud.environ(),
        "MARKET_OUTPUTS": str(EnvironmentPaths(suffix).outputs),
        "MARKET_TIME_SCALE": str(cloud.time_scale),
        # Tests run commands as operators do; this is what AWS is to them.
        "MARKET_AWS_ENDPOINT": cloud.endpoint,
    }


def _verdict(report: ET.Element) -> IntegrationResult:
    cases = list(report.iter("testcase"))
    failures = {
        case.attrib["name"]: failure
        for case in cases
        for failure in [*case.findall("failure"), *case.findall("error")]
    }
    first = next(iter(failures.values()), None)
    message = "" if first is None else first.attrib.get("message", "")
    return IntegrationResult(len(cases), tuple(failures), message)


def _failures(verdict: IntegrationResult) -> str:
    if not verdict.failed:
        return "The integration tests ended badly"
    return (
        f"{len(verdict.failed)} of {verdict.ran} integration tests failed:"
        f" {', '.join(verdict.failed)}\n{verdict.first_message}".rstrip()
    )
