"""The integration run passes only if tests ran and all of them passed."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from gitops.adapters.cloud import Cloud
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure
from gitops.adapters.project import project
from gitops.environment import integration_tests, operations, outputs
from gitops.environment.integration_tests import FailedTests
from gitops.environment.operations import OpenEnvironment
from gitops.environment.record import Record

LOCAL = Cloud("local", "http://127.0.0.1:1", time_scale=0.5)
SEES_ITS_ENVIRONMENT = """
import os
def test_one():
    assert os.environ["MARKET_OUTPUTS"].endswith("pr-7/outputs.json")
    assert os.environ["MARKET_TIME_SCALE"] == "0.5"
    assert os.environ["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
def test_two(): pass
"""


@pytest.fixture
def tests(build: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of tests that is run in place of the real ones."""
    assert build
    here = replace(project(), integration_tests=tmp_path / "tests")
    monkeypatch.setattr(integration_tests, "project", lambda: here)
    folder = tmp_path / "tests" / "a_stack"
    folder.mkdir(parents=True)
    (tmp_path / "tests" / "test_of_nothing_deployed.py").write_text("import nonsense")
    outputs.write("pr-7", {"a-stack": {"queue": "q"}}, LOCAL)
    return folder / "test_it.py"


def test_passed_tests_are_counted_and_know_their_environment(tests: Path) -> None:
    tests.write_text(SEES_ITS_ENVIRONMENT)

    assert integration_tests.run("pr-7", LOCAL, lambda _text: None).ran == 2


def test_a_skipped_test_is_not_counted_as_run(tests: Path) -> None:
    tests.write_text("import pytest\ndef test_a(): pass\ndef test_b(): pytest.skip('later')")

    verdict = integration_tests.run("pr-7", LOCAL, lambda _text: None)
    assert (verdict.ran, verdict.skipped) == (1, ["test_b"])


@pytest.mark.parametrize(
    ("source", "sentence", "exit_code"),
    [
        pytest.param(
            "def test_a(): pass\ndef test_b(): raise ValueError('AccessDenied')",
            "1 of 2 integration tests failed: test_b\nValueError: AccessDenied\nlog: ",
            4,
            id="a failing test",
        ),
        pytest.param(
            "import pytest\n@pytest.fixture\ndef f(): raise ValueError\ndef test_a(f): pass",
            "1 of 1 integration tests failed: test_a",
            4,
            id="a failing fixture",
        ),
        pytest.param("", "The integration tests ended badly", 1, id="no test"),
        pytest.param("import nonsense", "1 integration tests failed", 4, id="not importable"),
    ],
)
def test_anything_else_fails_and_names_the_log(
    tests: Path, source: str, sentence: str, exit_code: int
) -> None:
    tests.write_text(source)

    with pytest.raises(Failure, match=sentence) as failure:
        integration_tests.run("pr-7", LOCAL, lambda _text: None)

    assert str(failure.value).endswith("pr-7/logs/integration.log")
    assert failure.value.exit_code == exit_code


def test_a_test_that_hangs_is_interrupted_when_the_time_is_over(tests: Path) -> None:
    tests.write_text("import time\ndef test_hangs(): time.sleep(600)")

    with pytest.raises(FailedTests, match=r"took over 0.05 minutes\.\nlog: "):
        integration_tests.run("pr-7", LOCAL, lambda _text: None, limit_minutes=0.05)


def test_what_was_not_deployed_is_named_as_not_tested(tests: Path) -> None:
    tests.write_text(SEES_ITS_ENVIRONMENT)
    said = StringIO()
    report = Reporter(out=Console(file=said, soft_wrap=True))
    stacks = ["a-stack", "another"]

    operations.test(OpenEnvironment(Record("pr-7", "", ""), LOCAL, stacks, report), 1)

    assert "2 integration tests of a-stack passed; not deployed, not tested: another" in (
        said.getvalue()
    )
