"""One result holds every verdict of every tool, and where each resource was made."""

from pathlib import Path

import pytest

from gitops.compliance.result import Result
from policies.engine.verdict import Status, Verdict
from tests.gitops.compliance.examples import clean, made


@pytest.fixture
def result(tmp_path: Path) -> Result:
    return made(tmp_path)


def _by_name(result: Result, section: int) -> dict[str, Verdict]:
    return {one.address.split(".")[1]: one for one in result.sections[section].examined}


def test_every_verdict_of_every_tool_is_there_under_its_rule(result: Result) -> None:
    assert {name: one.status for name, one in _by_name(result, 0).items()} == {
        "good": Status.COMPLIANT,
        "bad": Status.VIOLATION,
        "unknown": Status.UNDECIDED,
        "later": Status.DEFERRED,
        "excused": Status.WAIVED,
        "broken": Status.CRASHED,
    }
    assert [(rule.id, len(rule.examined)) for rule in result.sections[1].rules] == [
        ("CKV_AWS_27", 3),
        ("CKV_AWS_41", 1),
    ]


def test_a_policy_for_other_stacks_is_not_listed(result: Result) -> None:
    assert [rule.id for rule in result.sections[0].rules] == ["queue_is_named", "topic_is_named"]


def test_both_values_of_a_violation_are_kept_apart(result: Result) -> None:
    bad = _by_name(result, 0)["bad"]

    assert (bad.found, bad.wanted) == ("name = `x|y`\x00", "a name")


@pytest.mark.parametrize("section", [0, 1])
def test_verdicts_of_every_tool_point_at_the_line_that_made_the_resource(
    result: Result, section: int
) -> None:
    examined = _by_name(result, section)

    assert (examined["bad"].file, examined["bad"].line) == ("stacks/prices.py", 6)
    assert (examined["excused"].file, examined["excused"].line) == ("stacks/prices.py", 1)


def test_everything_that_breaks_the_check_is_a_fault(result: Result) -> None:
    own, builtin = result.sections

    assert not result.passed
    assert [fault.split(": ")[0] for fault in own.faults] == [
        "queue_is_named",
        "queue_is_named",
        "queue_is_named",
        "topic_is_named examined no resource",
        "the waiver of queue_is_named for prices",
        "the waiver of queue_is_named for prices",
    ]
    assert builtin.faults == ["CKV_AWS_27: prices: aws_sqs_queue.bad: Encrypt queues"]


def test_a_result_without_a_fault_passes(tmp_path: Path) -> None:
    assert clean(tmp_path).passed
