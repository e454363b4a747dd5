"""Runs the integration tests against a deployed environment."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Timer
from xml.etree import ElementTree as ET

from gitops.adapters import processes
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure
from gitops.adapters.paths import ROOT, EnvironmentPaths
from gitops.adapters.project import project
from gitops.environment import outputs

# On AWS the slowest waits for minutes; a test that waits for ever must not use up the job's hour.
LIMIT_MINUTES = 30.0


class FailedTests(Failure):
    """Tests ran and did not pass: what is deployed is wrong, or they are."""

    exit_code = 4


@dataclass(frozen=True)
class IntegrationResult:
    """How many tests ran, which of them failed, and what the first of these said."""

    ran: int
    failed: tuple[str, ...]
    first_message: str = ""


def run(
    suffix: str,
    cloud: Cloud,
    progress: Callable[[str], None],
    limit_minutes: float = LIMIT_MINUTES,
) -> IntegrationResult:
    """Run the integration tests of every deployed stack; all output goes to the environment's log.

    Raises:
        FailedTests: a test failed, or they took longer than the limit and were interrupted.
        Failure: nothing is deployed, or no test ran.
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

    with _interrupted_after(limit_minutes) as late:
        code = processes.run(argv, env=_environ(suffix, cloud), cwd=ROOT, log=log, each=watch)
    if late.is_set():
        raise FailedTests(f"The integration tests took over {limit_minutes:g} minutes.\nlog: {log}")
    if not report.is_file():
        raise Failure(f"The integration tests did not run; log: {log}")
    verdict = _verdict(ET.parse(report).getroot())  # noqa: S314 (pytest wrote it a moment ago)
    if verdict.failed:
        raise FailedTests(f"{_failures(verdict)}\nlog: {log}")
    if code or not verdict.ran:
        raise Failure(f"The integration tests ended badly\nlog: {log}")
    return verdict


@contextmanager
def _interrupted_after(minutes: float) -> Iterator[Event]:
    """Interrupt the tests when the time is over; the event says whether it was."""
    late = Event()

    def interrupt() -> None:
        late.set()
        processes.interrupt_running()

    timer = Timer(minutes * 60, interrupt)
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()


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
    return (
        f"{len(verdict.failed)} of {verdict.ran} integration tests failed:"
        f" {', '.join(verdict.failed)}\n{verdict.first_message}".rstrip()
    )
