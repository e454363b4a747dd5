"""What other commands left is read as they wrote it, and nothing else is believed."""

import json
from pathlib import Path
from typing import Any

import pytest

from gitops.adapters.errors import Failure
from gitops.compliance import files
from gitops.compliance.report_files import Integration, integration, sections
from gitops.compliance.result import OWN, Result, RuleResult, Section
from policies.engine.stack import Place
from policies.engine.verdict import Status
from tests.gitops.compliance.examples import made

EXAMINED = {
    "stack": "s",
    "address": "aws_sqs_queue.q",
    "status": "violation",
    "message": "s: aws_sqs_queue.q: no",
    "detail": "no",
    "construct": "",
    "found": None,
    "wanted": None,
    "file": "stacks/s.py",
    "line": 3,
}
RULE = {
    "id": "a_b",
    "title": "A",
    "severity": None,
    "requirements": [],
    "link": None,
    "examined": 3,
    "idle": False,
    "findings": [EXAMINED],
    "waived": [],
    "deferred_to_plan": [],
    "compliant": ["s: aws_sqs_queue.r", "s: aws_sqs_queue.t"],
}
REPORT = {
    "version": 1,
    "on": "synth",
    "policies": {"problems": ["the waiver of x is unused"], "rules": [RULE]},
    "checkov": {
        "problems": [],
        "rules": [{**RULE, "id": "CKV_1", "findings": [], "compliant": [], "idle": True}],
    },
}


def _write(folder: Path, report: Any) -> Path:
    path = folder / "synth.json"
    path.write_text(json.dumps(report))
    return path


def test_every_tool_is_read(tmp_path: Path) -> None:
    own, builtin = sections(_write(tmp_path, REPORT))

    assert own.faults == ["a_b: s: aws_sqs_queue.q: no", "the waiver of x is unused"]
    assert len(own.examined) == 3
    assert builtin.faults == ["CKV_1 examined no resource"]


def test_what_is_written_is_read_back_whole(tmp_path: Path) -> None:
    """But for what no reader needs: the construct of what is compliant."""
    result = made(tmp_path)
    files.write(result, tmp_path)

    read = sections(files.path(tmp_path, result.place, "json"))

    for before, after in zip(result.sections, read, strict=True):
        assert (after.tool, after.place) == (before.tool, before.place)
        assert after.faults == before.faults
        assert [one.message for one in after.waived] == [one.message for one in before.waived]
        assert [one.waiver for one in after.waived] == [one.waiver for one in before.waived]
        assert [len(rule.examined) for rule in after.rules] == [
            len(rule.examined) for rule in before.rules
        ]
        for rule, kept in zip(before.rules, after.rules, strict=True):
            assert (kept.why, kept.remedy) == (rule.why, rule.remedy)
            for status in Status:
                places = [one.place for one in rule.having(status)]
                assert sorted(one.place for one in kept.having(status)) == sorted(places)


def test_the_page_is_told_why_a_policy_exists_and_what_to_do(tmp_path: Path) -> None:
    rule = RuleResult("p", "Queues are named", [], why="An alarm names it.", remedy="Name it.")
    result = Result("dev", Place.SYNTH, ["s"], [Section(OWN, Place.SYNTH, [rule])])
    files.write(result, tmp_path)

    ((read,),) = (section.rules for section in sections(files.path(tmp_path, Place.SYNTH, "json")))
    assert (read.why, read.remedy) == (rule.why, rule.remedy)


def test_what_did_not_run_found_nothing(tmp_path: Path) -> None:
    assert sections(tmp_path / "synth.json") == []
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
        sections(_write(tmp_path, report))


def test_a_report_that_is_nested_too_deeply_is_refused(tmp_path: Path) -> None:
    (tmp_path / "synth.json").write_text("[" * 100_000)

    with pytest.raises(Failure, match="is not a report of `gitops check`"):
        sections(tmp_path / "synth.json")


def test_failed_tests_are_named(tmp_path: Path) -> None:
    path = tmp_path / "integration.xml"
    path.write_text(
        '<testsuites><testsuite><testcase name="a"/><testcase name="b"><failure/></testcase>'
        '<testcase name="c"><error/></testcase></testsuite></testsuites>'
    )

    assert integration("pr-1", path) == Integration("pr-1", 3, ["b", "c"], [])


def test_a_skipped_test_did_not_run(tmp_path: Path) -> None:
    path = tmp_path / "integration.xml"
    path.write_text(
        '<testsuite><testcase name="a"/><testcase name="b"><skipped/></testcase></testsuite>'
    )

    assert integration("pr-1", path) == Integration("pr-1", 1, [], ["b"])


def test_a_cut_junit_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "integration.xml"
    path.write_text("<testsuites>")

    with pytest.raises(Failure, match="is not a JUnit report"):
        integration("pr-1", path)
