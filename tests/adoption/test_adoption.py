"""A fork deletes a pipeline and adds a small one of its own; everything else works as before.

A tenth of the tests of the machinery runs in the fork, with each commit another; with NIGHTLY=1 all
of them do.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adoption.fork import Fork
from tests.pipelines import MARKET_ENTRY
from tests.share import ROOT, of_commit

SUFFIX = ("--suffix", "fork")
APPLICATION = ROOT / "tests" / "fixture_app"
DELETED = (
    "stacks/market_data_processing.py",
    "lambda_src/data_processor",
    "tests/stacks/test_market_data_processing.py",
    "tests/lambda_src/data_processor",
    "tests/integration/market_data_processing",
    "tests/faults/test_market_data.py",
    "tests/faults/test_changed_by_hand.py",
)
# What the fork uses as it is, and so are its tests.
MACHINERY = (
    "tests/gitops/**/test_*.py",
    "tests/localcloud/**/test_*.py",
    "tests/policies/engine/terraform_json/test_*.py",
    *(f"tests/policies/{name}.py" for name in (
        "aws/test_policy_documents", "engine/test_discovery", "engine/test_evaluation",
        "engine/test_plan", "engine/test_stack", "engine/test_synth", "engine/test_terraform",
        "engine/test_waivers", "gate/test_gate", "gate/test_synthesis", "test_catalogue",
        "test_malformed_input", "test_words",
    )),
)  # fmt: skip


@pytest.fixture(scope="module")
def fork(tmp_path_factory: pytest.TempPathFactory) -> Fork:
    """The fork with what `gitops new` wrote, of which nothing is filled in."""
    fork = Fork(tmp_path_factory.mktemp("fork"))
    fork.delete(*DELETED)
    fork.edit("stacks/__main__.py", {MARKET_ENTRY: ""})
    fork.run("gitops", "new", "function", "order-recorder")
    fork.run("gitops", "new", "stack", "order-book")
    return fork


@pytest.fixture(scope="module")
def finished(fork: Fork) -> Fork:
    """The fork with its application filled in."""
    fork.edit("stacks/order_book.py", {'FUNCTION = ""': 'FUNCTION = "order-recorder"'})
    shutil.copytree(APPLICATION, fork.folder, dirs_exist_ok=True)
    return fork


@pytest.fixture
def cloud(finished: Fork) -> Iterator[Fork]:
    """The finished fork, while an embedded cloud of its own runs."""
    finished.run("gitops", "cloud", "up", "--port", "0")
    yield finished
    finished.run("gitops", "cloud", "down")


def test_what_is_unfinished_fails_and_says_what_is_missing(fork: Fork) -> None:
    for command in ("synth", "check"):
        said = fork.run("gitops", command, *SUFFIX, code=2)
        assert "stacks/order_book.py is unfinished: say in FUNCTION which function" in said

    said = fork.run("pytest", "-q", "tests/lambda_src/order_recorder", code=1)
    assert "lambda_src/order_recorder/logic.py is unfinished: process 1 messages." in said
    assert "tests/lambda_src/order_recorder/test_logic.py is unfinished" in said
    assert "2 failed" in said


def test_the_application_replaces_all_that_was_to_be_filled_in(finished: Fork) -> None:
    unfinished = [
        name for name in finished.added() if "is unfinished" in (finished.folder / name).read_text()
    ]

    assert unfinished == ["stacks/order_book.py"]  # refuses itself only while FUNCTION is empty
    tests = ("tests/lambda_src/order_recorder", "tests/stacks/test_order_book.py")
    finished.run("pytest", "-q", *tests)
    finished.run("ruff", "check", ".")
    finished.run("ruff", "format", "--check", ".")


def test_few_files_of_the_original_change(finished: Fork) -> None:
    assert finished.changed() == ["stacks/__main__.py"]


def test_the_application_lives_its_whole_life(cloud: Fork) -> None:
    stack = (*SUFFIX, "--stack", "order-book")

    assert "order-book" in cloud.run("gitops", "synth", *SUFFIX)
    assert "all compliant" in cloud.run("gitops", "check", *SUFFIX)
    planned = re.search(r"order-book: (\d+) to add", cloud.run("gitops", "plan", *stack))
    assert planned
    assert f"order-book: {planned[1]} added" in cloud.run("gitops", "deploy", *stack)
    assert "2 integration tests of order-book passed" in cloud.run("gitops", "test", *SUFFIX)
    gone = cloud.run("gitops", "destroy", *SUFFIX)
    assert f"order-book: {planned[1]} destroyed" in gone
    assert "0 left" in gone


def test_the_gate_as_a_plugin_evaluates_the_application_from_elsewhere(
    finished: Fork, tmp_path: Path
) -> None:
    finished.run("gitops", "synth", *SUFFIX)
    (made,) = finished.folder.glob("build/environments/fork/**/stacks/order-book/cdk.tf.json")
    (tmp_path / "infra" / "order-book").mkdir(parents=True)
    shutil.copy(made, tmp_path / "infra" / "order-book" / "main.tf.json")

    said = finished.run("pytest", "-q", f"--terraform-dir={tmp_path / 'infra'}")

    assert "order-book: " in said
    assert " passed" in said


def test_the_tests_of_the_machinery_pass_unchanged(finished: Fork) -> None:
    files = of_commit(sorted(path for pattern in MACHINERY for path in ROOT.glob(pattern)), 1 / 10)
    names = [str(path.relative_to(ROOT)) for path in files]

    assert len(names) >= 10
    finished.run("pytest", "-q", "--numprocesses=2", "--dist=loadfile", *sorted(names))
