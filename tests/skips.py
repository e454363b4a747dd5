"""A test that does not run proves nothing: skipped, or expected to fail, it fails.

What needs something that not everybody has is a make target of its own. `--allow-skips` is for
whoever writes a test.
"""

import sys
from collections.abc import Generator

import pytest

OPTION = "--allow-skips"
Report = pytest.TestReport | pytest.CollectReport


def pytest_addoption(parser: pytest.Parser) -> None:
    """Lets somebody allow it."""
    parser.addoption(OPTION, action="store_true", help="skipped tests do not fail")


def pytest_configure(config: pytest.Config) -> None:
    """Knows what can be true on one system only."""
    config.addinivalue_line("markers", "linux: of Linux alone; elsewhere it is not collected")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselects, and pytest counts them, the tests of another system."""
    foreign = [item for item in items if sys.platform != "linux" and _is_of_linux(item)]
    config.hook.pytest_deselected(items=foreign)
    items[:] = [item for item in items if item not in foreign]


def _is_of_linux(item: pytest.Item) -> bool:
    return item.get_closest_marker("linux") is not None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fails a test that skips or is expected to fail."""
    report = yield
    _fail_if_skipped(report, item.config)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fails a module that skips all of its tests."""
    report = yield
    _fail_if_skipped(report, collector.config)
    return report


def _fail_if_skipped(report: Report, config: pytest.Config) -> None:
    expected = getattr(report, "wasxfail", None)
    if config.getoption(OPTION) or (expected is None and not report.skipped):
        return
    why = report.longrepr[-1] if isinstance(report.longrepr, tuple) else expected
    report.outcome = "failed"
    report.longrepr = f"A skipped test proves nothing: {why}"
    vars(report).pop("wasxfail", None)
