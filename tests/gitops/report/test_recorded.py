"""What earlier runs left is read, also when one of them was interrupted."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gitops.adapters.errors import Failure
from gitops.report.recorded import MutationRun, benchmarks, mutation
from policies.mutation.report import document, faults_of
from policies.mutation.run import Score

WHOLE = b'{"a": 1, "b": 2.5}'


def test_nothing_is_recorded_without_files(tmp_path: Path) -> None:
    assert benchmarks(tmp_path / "none") == ([], [])
    assert mutation(tmp_path / "none") is None


@pytest.mark.parametrize(
    "line",
    [
        b'{"a": 1, "b"',
        b"",
        b"\xff",
        b"[" * 100_000,
        b"[1]",
        b'{"a": NaN}',
        b'{"a": "1"}',
        b"7",
        b'{"a": 1' + b"0" * 400 + b"}",
    ],
    ids=lambda line: str(line[:12]),
)
def test_a_line_that_is_no_whole_run_is_skipped_and_numbered(line: bytes, tmp_path: Path) -> None:
    path = tmp_path / "history"
    path.write_bytes(b"\n".join((WHOLE, line, WHOLE)))

    assert benchmarks(path) == ([{"a": 1, "b": 2.5}] * 2, [2])


def test_the_mutation_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    score = Score(made=3, caught={"a": 2, "b": 1}, survivors=[(("a",), "x")])
    faults = faults_of(score, ["a"], [])
    path = tmp_path / "mutation.json"
    path.write_text(json.dumps(document(score, faults, datetime(2026, 3, 1, tzinfo=UTC))))

    assert mutation(path) == MutationRun("2026-03-01T00:00:00+00:00", 3, 2, 2, ["survived: a: x"])


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"version": 2}', '{"version": 1}'])
def test_what_is_no_mutation_run_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "mutation.json").write_text(text)

    with pytest.raises(Failure, match="make policies-mutation"):
        mutation(tmp_path / "mutation.json")
