"""Runs the integration tests against a deployed environment."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Timer
from xml.etree import ElementTree as ET

from gitops.adapters import processes
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure
from gitops.adapters.paths import ROOT, EnvironmentPaths
from gitops.adapters.project import project
from gitops.compliance.report_files import FAULTS, Integration, integration
from gitops.environment import outputs

# On AWS the slowest waits for minutes; a test that waits for ever must not use up the job's hour.
LIMIT_MINUTES = 30.0


class FailedTests(Failure):
    """Tests ran and did not pass: what is deployed is wrong, or they are."""

    exit_code = 4


def run(
    suffix: str,
    cloud: Cloud,
    progress: Callable[[str], None],
    limit_minutes: float = LIMIT_MINUTES,
) -> Integration:
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
    if (verdict := integration(suffix, report)) is None:
        raise Failure(f"The integration tests did not run; log: {log}")
    if verdict.failed:
        raise FailedTests(f"{_failures(verdict, report)}\nlog: {log}")
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


def _failures(verdict: Integration, report: Path) -> str:
    """Which tests failed, and what the first of them said."""
    root = ET.parse(report).getroot()  # noqa: S314 (pytest wrote it a moment ago)
    said = (one.attrib.get("message", "") for one in root.iter() if one.tag in FAULTS)
    return (
        f"{len(verdict.failed)} of {verdict.ran} integration tests failed:"
        f" {', '.join(verdict.failed)}\n{next(said)}".rstrip()
    )
