"""The integration run passes only if tests ran and all of them passed."""

from dataclasses import replace
from pathlib import Path

import pytest

from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure
from gitops.adapters.project import project
from gitops.environment import integration_tests, outputs

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


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        pytest.param(
            "def test_a(): pass\ndef test_b(): raise ValueError('AccessDenied')",
            "1 of 2 integration tests failed: test_b\nValueError: AccessDenied\nlog: ",
            id="a failing test",
        ),
        pytest.param(
            "import pytest\n@pytest.fixture\ndef f(): raise ValueError\ndef test_a(f): pass",
            "1 of 1 integration tests failed: test_a",
            id="a failing fixture",
        ),
        pytest.param("", "The integration tests ended badly", id="no test"),
        pytest.param("import nonsense", "1 integration tests failed", id="not importable"),
    ],
)
def test_anything_else_fails_and_names_the_log(tests: Path, source: str, sentence: str) -> None:
    tests.write_text(source)

    with pytest.raises(Failure, match=sentence) as failure:
        integration_tests.run("pr-7", LOCAL, lambda _text: None)

    assert str(failure.value).endswith("pr-7/logs/integration.log")
