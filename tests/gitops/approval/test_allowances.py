"""A finding that a pull request allows by changing a guard is shown, and is not red."""

import pytest

from gitops.approval import allowances
from gitops.compliance.result import OWN, Result, RuleResult, Section
from policies.engine.stack import Place
from policies.engine.verdict import Status, Verdict

POLICY, PLACE = "queue_is_encrypted", "prices: aws_sqs_queue.q"
GUARD = {"file": "policies/catalogue/sqs/queue_is_encrypted.py", "line": "7", "what": "modified",
         "text": ""}  # fmt: skip
ELSEWHERE = {"file": "policies/waivers.toml", "line": "3", "what": "modified",
             "text": f'-policy = "{POLICY}"'}  # fmt: skip
PROBLEM = f"the waiver of {POLICY} for {PLACE} is not needed"


def _result(status: Status = Status.VIOLATION, *problems: str, idle: bool = False) -> Result:
    verdict = Verdict(POLICY, "prices", "aws_sqs_queue.q", status, "not encrypted")
    rule = RuleResult(POLICY, "Queues are encrypted", [] if idle else [verdict], idle=idle)
    return Result("dev", Place.SYNTH, ["prices"], [Section(OWN, Place.SYNTH, [rule], problems)])


def test_a_finding_of_a_changed_policy_is_listed_and_passes() -> None:
    granted = allowances.granted(_result(), [GUARD])

    assert granted.passed
    (line,) = allowances.listed(granted.sections)
    assert POLICY in line
    assert f"allowed by this pull request: {GUARD['file']}:7" in line


@pytest.mark.parametrize(
    "result",
    [_result(idle=True), _result(Status.COMPLIANT, PROBLEM)],
    ids=["a policy without a resource", "a waiver without a finding"],
)
def test_what_a_pull_request_removes_together_with_its_guard_passes(result: Result) -> None:
    assert not result.passed
    assert allowances.granted(result, [ELSEWHERE]).passed


def test_without_a_changed_guard_a_finding_stays_red() -> None:
    for result in (_result(), _result(idle=True), _result(Status.COMPLIANT, PROBLEM)):
        assert not allowances.granted(result, []).passed


def test_a_policy_that_crashed_is_allowed_by_nobody() -> None:
    assert not allowances.granted(_result(Status.CRASHED), [GUARD]).passed


def test_a_waiver_of_main_is_not_listed_as_the_pull_requests() -> None:
    assert allowances.listed(_result(Status.WAIVED).sections) == []
