"""`gitops check` fails with every finding, and never passes on nothing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gitops import check, checkov
from gitops.checkov import CheckovResult
from gitops.errors import Failure
from policies.engine import waivers
from policies.engine.card import Card, Severity
from policies.engine.catalogue import Policy
from policies.engine.judgement import Judgement, accepted, judged
from policies.engine.outcome import COMPLIANT, NOT_CONCERNED, Outcome, Undecided, Violation
from policies.engine.resource import Resource
from policies.engine.stack import Place, Stack
from policies.engine.waivers import Waiver
from tests.policies.plans import plan

TAGS = {"default_tags": [{"tags": {"Environment": "pr-7"}}], "region": "us-east-1"}
TODAY = date(2026, 11, 21)
GROUP = "aws_cloudwatch_log_group.worker"
CARD = Card("title", Severity.LOW, "why", "remedy", "https://example.org", ("R-A-1",), "nothing")


def _synth(folder: Path, resources: Mapping[str, Any]) -> Path:
    stack = folder / "synth" / "stacks" / "stack"
    stack.mkdir(parents=True)
    document = {"provider": {"aws": [TAGS]}, "resource": resources}
    (stack / "cdk.tf.json").write_text(json.dumps(document))
    return folder / "synth"


def _group(days: int) -> dict[str, object]:
    return {"name": "/aws/lambda/worker-pr-7", "retention_in_days": days}


def _judgement(answer: Outcome) -> Judgement:
    policy = Policy("the_policy", CARD, lambda _resource, _stack: answer)
    queue = Resource("stack", "aws_sqs_queue", "q", {})
    return judged([Stack("stack", [queue])], [policy])


def test_every_finding_is_named_with_its_place_and_both_values(tmp_path: Path) -> None:
    synth = _synth(tmp_path, {"aws_cloudwatch_log_group": {"worker": _group(4)}})

    with pytest.raises(Failure) as failure:
        check.policies(synth, tmp_path)

    said = str(failure.value)
    assert f"cloudwatch_log_group_keeps_three_days: stack: {GROUP}: found retention" in said
    assert "found retention_in_days = 4, wanted 3" in said
    assert "  lambda_function_runs_on_arm64 examined no resource" in said
    log = (tmp_path / "logs" / "policies-synth.log").read_text()
    assert f"violation: cloudwatch_log_group_keeps_three_days: stack: {GROUP}: found" in log
    assert f"compliant: resource_name_ends_in_suffix: stack: {GROUP}: compliant" in log


def test_a_directory_that_cannot_be_judged_is_no_pass(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="There is no directory"):
        check.policies(tmp_path / "nowhere", tmp_path)


def test_compliance_is_counted(tmp_path: Path) -> None:
    assert check.told(_judgement(COMPLIANT), tmp_path) == "1 verdicts, all compliant"


def test_what_is_waived_and_what_is_left_to_the_plan_is_no_compliance(tmp_path: Path) -> None:
    waiver = Waiver("the_policy", "stack: aws_sqs_queue.q", "why", "who", date(2027, 1, 1))
    waived = accepted(_judgement(Violation("1", "2")), [waiver], TODAY)
    policy = replace(CARD, decided_in_plan=("aws_sqs_queue.name",))
    doubt = Policy("doubt", policy, lambda _resource, _stack: Undecided("why", "name"))
    deferred = judged([Stack("stack", [Resource("stack", "aws_sqs_queue", "q", {})])], [doubt])

    assert check.told(waived, tmp_path) == "1 verdicts, none fails, 1 waived"
    assert check.told(deferred, tmp_path) == "1 verdicts, none fails, 1 left to the plan"


def test_a_policy_that_examined_nothing_fails_only_if_everything_was_judged(tmp_path: Path) -> None:
    idle = _judgement(NOT_CONCERNED)

    with pytest.raises(Failure, match="the_policy examined no resource"):
        check.told(idle, tmp_path)
    assert check.told(idle, tmp_path, whole=False) == "0 verdicts, all compliant"


def test_a_fault_of_the_waivers_fails(tmp_path: Path) -> None:
    faulty = replace(_judgement(COMPLIANT), problems=["the waiver expired"])

    with pytest.raises(Failure, match="1 of 1 verdicts fail:\n  the waiver expired"):
        check.told(faulty, tmp_path)


@pytest.mark.parametrize(
    ("policy", "stack", "words"),
    [
        ("no_such_policy", "market-data-processing", "names no policy"),
        ("lambda_function_runs_on_arm64", "no-such-stack", "names no stack"),
    ],
)
def test_a_waiver_that_nothing_will_ever_need_fails(
    monkeypatch: pytest.MonkeyPatch, policy: str, stack: str, words: str
) -> None:
    place = "market-data-processing: aws_sqs_queue.q"
    good = Waiver("lambda_function_runs_on_arm64", place, "why", "who", date(2027, 1, 1))
    bad = replace(good, policy=policy, place=f"{stack}: aws_sqs_queue.q")
    monkeypatch.setattr(waivers, "read", lambda: [good, bad])

    (problem,) = check.judge([]).problems

    assert problem.endswith(words)


def _file(folder: Path, content: object) -> Path:
    path = folder / "plan.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


@pytest.mark.parametrize("place", [Place.PLAN, Place.LIVE])
def test_what_is_there_is_judged_like_what_was_synthesized(tmp_path: Path, place: Place) -> None:
    synth = _synth(tmp_path, {"aws_cloudwatch_log_group": {"worker": _group(3)}})
    path = _file(tmp_path, plan({GROUP: _group(3)}, {GROUP: _group(4)}))

    judgement = check.judge(check.shown(synth, {"stack": path}, place))

    (message,) = [one.message for one in judgement.findings if "three_days" in one.policy]
    assert message == f"stack: {GROUP}: found retention_in_days = 4, wanted 3"
    assert judgement.place is place


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "plan.json is not JSON: "),
        (plan({}, {}) | {"errored": True}, "The plan of stack failed; plan again"),
        ("[]", "What is given as the plan of stack is no plan."),
        (None, "plan.json; run `gitops plan`."),
    ],
    ids=["broken", "errored", "a list", "missing"],
)
def test_a_plan_that_cannot_be_judged_is_one_clear_error(
    tmp_path: Path, content: object, words: str
) -> None:
    synth = _synth(tmp_path, {})
    path = tmp_path / "plan.json" if content is None else _file(tmp_path, content)

    with pytest.raises(Failure) as failure:
        check.shown(synth, {"stack": path}, Place.PLAN)

    assert words in str(failure.value)
    assert len(str(failure.value).splitlines()) == 1


def _checkov_says(
    monkeypatch: pytest.MonkeyPatch, failed: Sequence[checkov.Finding], problems: Sequence[str]
) -> None:
    result = CheckovResult(7, [], list(failed), list(problems))
    monkeypatch.setattr(checkov, "check", lambda *_: result)


def test_what_checkov_finds_fails_and_so_does_a_fault_of_its_waivers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    finding = checkov.Finding("CKV_AWS_27", "Encrypt", "stack", "aws_sqs_queue.q")
    _checkov_says(monkeypatch, [finding], ["the waiver expired"])

    with pytest.raises(Failure) as failure:
        check.builtin(tmp_path)

    assert str(failure.value).splitlines() == [
        "Checkov: 2 checks fail:",
        "  stack: aws_sqs_queue.q: CKV_AWS_27 Encrypt",
        "  the waiver expired",
    ]


def test_what_checkov_passes_and_what_is_waived_is_counted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _checkov_says(monkeypatch, [], [])

    assert check.builtin(tmp_path) == "7 checks passed, 0 waived with a reason"
