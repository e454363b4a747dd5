"""`pytest policies` shows one readable case per policy and resource, and fails in clear words."""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from policies.engine.catalogue import discover

ROOT = Path(__file__).resolve().parents[3]
FUNCTION = "lambda_function_runs_on_arm64[prices: aws_lambda_function.worker]"


def gate(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", str(ROOT / "policies"), *arguments],
        cwd=cwd,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


def written(folder: Path, resources: dict[str, Any]) -> str:
    path = folder / "stacks" / "prices" / "cdk.tf.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"resource": resources}))
    return f"--synth-dir={folder}"


def test_each_verdict_is_a_case_with_a_readable_name(tmp_path: Path) -> None:
    synth = written(tmp_path, {"aws_lambda_function": {"worker": {"architectures": ["x86_64"]}}})

    done = gate(synth, "-v", "-k", "runs_on_arm64")

    assert done.returncode == 1
    assert f"{FUNCTION} FAILED" in done.stdout
    assert (
        'prices: aws_lambda_function.worker: found architectures = ["x86_64"], wanted ["arm64"]\n'
    ) in done.stdout
    assert "1 failed" in done.stdout


def test_a_compliant_case_passes_and_the_summary_counts_what_was_examined(tmp_path: Path) -> None:
    synth = written(tmp_path, {"aws_lambda_function": {"worker": {"architectures": ["arm64"]}}})

    done = gate(synth, "-v", "-k", "runs_on_arm64")

    assert done.returncode == 0, done.stdout
    assert f"{FUNCTION} PASSED" in done.stdout
    (summary,) = [line for line in done.stdout.splitlines() if line.startswith("examined: ")]
    assert "lambda_function_runs_on_arm64 1" in summary
    assert "dynamodb_table_has_point_in_time_recovery 0" in summary
    assert [policy.id for policy in discover()] == [
        part.split()[0] for part in summary.removeprefix("examined: ").split(", ")
    ]


def test_a_policy_that_examined_nothing_fails(tmp_path: Path) -> None:
    synth = written(tmp_path, {"aws_lambda_function": {"worker": {"architectures": ["arm64"]}}})

    done = gate(synth, "-k", "point_in_time")

    assert done.returncode == 1
    assert (
        "dynamodb_table_has_point_in_time_recovery examined no resource of any stack and proves"
        " nothing"
    ) in done.stdout


def test_the_directory_is_looked_for_where_the_command_is_given(tmp_path: Path) -> None:
    written(tmp_path / "out", {"aws_lambda_function": {"worker": {"architectures": ["arm64"]}}})

    done = gate("--synth-dir=out", "-k", "runs_on_arm64", cwd=tmp_path)

    assert done.returncode == 0, done.stdout


def test_the_directory_may_lie_in_the_repository_and_stand_apart_from_the_option() -> None:
    """Pytest then takes its settings from pyproject.toml, as if the directory held tests too."""
    (ROOT / "build").mkdir(exist_ok=True)
    with TemporaryDirectory(dir=ROOT / "build") as folder:
        written(Path(folder), {"aws_lambda_function": {"worker": {"architectures": ["arm64"]}}})

        done = gate("--synth-dir", folder, "-v", "-k", "runs_on_arm64")

    assert done.returncode == 0, done.stdout
    assert f"{FUNCTION} PASSED" in done.stdout


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "the file is not JSON: Expecting property name enclosed in double quotes"),
        (None, "contains no synthesized stack (stacks/<stack>/cdk.tf.json)"),
    ],
    ids=["broken JSON", "empty directory"],
)
def test_a_directory_that_cannot_be_evaluated_is_one_clear_sentence(
    tmp_path: Path, text: str | None, words: str
) -> None:
    if text is not None:
        written(tmp_path, {})
        (tmp_path / "stacks/prices/cdk.tf.json").write_text(text)

    done = gate(f"--synth-dir={tmp_path}", "-q")

    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    (sentence,) = done.stderr.strip().splitlines()
    assert sentence.startswith(f"ERROR: {tmp_path}")
    assert words in sentence


def test_the_gate_loads_no_plugin_of_the_test_suite(tmp_path: Path) -> None:
    synth = written(tmp_path, {"aws_sqs_queue": {"q": {}}})

    done = gate(synth, "--collect-only", "--trace-config")

    assert "hypothesis" not in done.stdout
    assert "xdist" not in done.stdout
