"""What other commands left is read as they wrote it, and nothing else is believed."""

import json
from pathlib import Path
from typing import Any

import pytest

from gitops.adapters.errors import Failure
from gitops.compliance.report_files import Integration, integration, judged

EXAMINED = {
    "stack": "s",
    "address": "aws_sqs_queue.q",
    "status": "violation",
    "message": "s: q: no",
}
RULE = {
    "id": "a_b",
    "title": "A",
    "severity": None,
    "examined": 3,
    "idle": False,
    "findings": [EXAMINED],
    "waived": [],
}
REPORT = {
    "version": 1,
    "on": "synth",
    "policies": {"problems": ["the waiver of x is unused"], "rules": [RULE]},
    "checkov": {"problems": [], "rules": [{**RULE, "id": "CKV_1", "findings": [], "idle": True}]},
}


def _write(folder: Path, report: Any) -> Path:
    path = folder / "synth.json"
    path.write_text(json.dumps(report))
    return path


def test_every_judge_is_read(tmp_path: Path) -> None:
    own, builtin = judged(_write(tmp_path, REPORT))

    assert own.faults == ["a_b: s: q: no", "the waiver of x is unused"]
    assert own.examined == 3
    assert builtin.faults == ["CKV_1 examined no resource"]


def test_what_did_not_run_said_nothing(tmp_path: Path) -> None:
    assert judged(tmp_path / "synth.json") == []
    assert integration("dev", tmp_path / "integration.xml") is None


@pytest.mark.parametrize(
    "report",
    [
        [],
        {},
        {**REPORT, "version": 2},
        {**REPORT, "policies": {"problems": []}},
        {**REPORT, "policies": {"problems": [], "rules": [{"id": "a"}]}},
    ],
)
def test_what_is_no_report_is_refused(tmp_path: Path, report: Any) -> None:
    with pytest.raises(Failure, match="is not a report of `gitops check`"):
        judged(_write(tmp_path, report))


def test_failed_tests_are_named(tmp_path: Path) -> None:
    path = tmp_path / "integration.xml"
    path.write_text(
        '<testsuites><testsuite><testcase name="a"/><testcase name="b"><failure/></testcase>'
        '<testcase name="c"><error/></testcase></testsuite></testsuites>'
    )

    assert integration("pr-1", path) == Integration("pr-1", 3, ["b", "c"])


def test_a_cut_junit_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "integration.xml"
    path.write_text("<testsuites>")

    with pytest.raises(Failure, match="is not a JUnit report"):
        integration("pr-1", path)
