"""`gitops report` says what it could not read, and goes on."""

from pathlib import Path

import pytest

from gitops.commands import report


def test_half_a_line_of_the_history_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(report, "BENCHMARKS", tmp_path / "bench-history.jsonl")
    report.BENCHMARKS.write_text('{"a": 1}\n{"a": 2, "b')

    assert report._benchmarks() == [{"a": 1.0}]
    assert capsys.readouterr().err == (
        "warning: bench-history.jsonl holds no whole run of make bench in line 2.\n"
    )
