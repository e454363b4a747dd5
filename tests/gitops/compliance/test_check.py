"""`gitops check` fails with every finding, and never passes on nothing."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import gitops.adapters.paths
from gitops.adapters import checkov
from gitops.adapters.checkov import CheckovResult
from gitops.adapters.errors import Failure
from gitops.adapters.paths import EnvironmentPaths
from gitops.compliance import check, result
from policies.engine import waivers
from policies.engine.card import Card, Severity
from policies.engine.catalogue import Policy
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation
from policies.engine.evaluation import Evaluation, apply_waivers, evaluate
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


def _evaluation(answer: Decision) -> Evaluation:
    policy = Policy("the_policy", CARD, lambda _resource, _stack: answer)
    queue = Resource("stack", "aws_sqs_queue", "q", {})
    return evaluate([Stack("stack", [queue])], [policy])


def _summary(evaluation: Evaluation, *, whole: bool = True) -> str:
    return check.summarize(result.of_policies(evaluation, whole=whole))


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EnvironmentPaths:
    """An environment in a folder of its own, in which Checkov finds nothing."""
    monkeypatch.setattr(gitops.adapters.paths, "BUILD", tmp_path)
    monkeypatch.setattr(checkov, "check", lambda *_: CheckovResult([], [], [], []))
    monkeypatch.setattr(waivers, "read", list)
    return EnvironmentPaths("pr-7")


def test_every_finding_is_named_with_its_place_and_both_values(paths: EnvironmentPaths) -> None:
    _synth(paths.home, {"aws_cloudwatch_log_group": {"worker": _group(4)}})

    with pytest.raises(Failure) as failure:
        check.summarize(check.synthesized(paths).sections[0])

    said = str(failure.value)
    assert f"cloudwatch_log_group_keeps_three_days: stack: {GROUP}: found retention" in said
    assert "found retention_in_days = 4, wanted 3" in said
    assert "  lambda_function_runs_on_arm64 examined no resource" in said


def test_the_reports_are_written_even_when_something_fails(paths: EnvironmentPaths) -> None:
    _synth(paths.home, {"aws_cloudwatch_log_group": {"worker": _group(4)}})

    assert not check.synthesized(paths).passed

    found = {path.name for path in paths.reports.iterdir()}
    assert found == {"synth.txt", "synth.json", "synth.md", "synth.sarif", "synth.xml"}
    assert all("retention_in_days = 4" in path.read_text() for path in paths.reports.iterdir())


def test_the_account_is_in_the_same_reports(paths: EnvironmentPaths) -> None:
    _synth(paths.home, {"aws_cloudwatch_log_group": {"worker": _group(3)}})
    stack = paths.home / "account" / "stacks" / "bootstrap"
    stack.mkdir(parents=True)
    role = {"aws_iam_openid_connect_provider": {"github": {"url": "https://evil.example"}}}
    (stack / "cdk.tf.json").write_text(json.dumps({"provider": {"aws": [TAGS]}, "resource": role}))

    found = check.synthesized(paths, paths.home / "account")

    assert found.stacks == ["stack", "bootstrap"]
    report = json.loads((paths.reports / "synth.sarif").read_text())
    (run, _) = report["runs"]
    assert "account_trusts_only_github" in {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    named = "bootstrap: aws_iam_openid_connect_provider.github"
    assert any(one["message"]["text"].startswith(named) for one in run["results"])


def test_no_report_of_an_earlier_check_is_left_when_nothing_can_be_judged(
    paths: EnvironmentPaths,
) -> None:
    synth = _synth(paths.home, {"aws_cloudwatch_log_group": {"worker": _group(3)}})
    check.synthesized(paths)
    (synth / "stacks" / "stack" / "cdk.tf.json").write_text("{")

    with pytest.raises(Failure, match="is not JSON"):
        check.synthesized(paths)

    assert list(paths.reports.iterdir()) == []


def test_a_directory_that_cannot_be_judged_is_no_pass(paths: EnvironmentPaths) -> None:
    with pytest.raises(Failure, match="There is no directory"):
        check.synthesized(paths)


def test_compliance_is_counted() -> None:
    assert _summary(_evaluation(COMPLIANT)) == "1 verdicts, all compliant"


def test_what_is_waived_and_what_is_deferred_to_plan_is_no_compliance() -> None:
    waiver = Waiver("the_policy", "stack: aws_sqs_queue.q", "why", "who", date(2027, 1, 1))
    waived = apply_waivers(_evaluation(Violation("1", "2")), [waiver], TODAY)
    policy = replace(CARD, decided_in_plan=("aws_sqs_queue.name",))
    doubt = Policy("doubt", policy, lambda _resource, _stack: Undecided("why", "name"))
    deferred = evaluate([Stack("stack", [Resource("stack", "aws_sqs_queue", "q", {})])], [doubt])

    assert _summary(waived) == "1 verdicts, none fails, 1 waived"
    assert _summary(deferred) == "1 verdicts, none fails, 1 deferred to plan"


def test_a_policy_that_examined_nothing_fails_only_if_everything_was_judged() -> None:
    idle = _evaluation(NOT_APPLICABLE)

    with pytest.raises(Failure, match="the_policy examined no resource"):
        _summary(idle)
    assert _summary(idle, whole=False) == "0 verdicts, all compliant"


def test_a_policy_that_raises_fails_with_the_place() -> None:
    def broken(_resource: Resource, _stack: Stack) -> Decision:
        raise ZeroDivisionError("of what?")

    queue = Resource("stack", "aws_sqs_queue", "q", {})
    evaluation = evaluate([Stack("stack", [queue])], [Policy("the_policy", CARD, broken)])

    with pytest.raises(Failure) as failure:
        _summary(evaluation)

    (_, line) = str(failure.value).splitlines()
    assert line.startswith("  the_policy: stack: aws_sqs_queue.q: the policy raised ZeroDivision")


def test_a_fault_of_the_waivers_fails() -> None:
    faulty = replace(_evaluation(COMPLIANT), problems=["the waiver expired"])

    with pytest.raises(Failure, match="1 faults, 1 verdicts:\n  the waiver expired"):
        _summary(faulty)


@pytest.mark.parametrize(
    ("policy", "stack", "words"),
    [
        ("no_such_policy", "market-data-processing", "refers to an unknown policy"),
        ("lambda_function_runs_on_arm64", "no-such-stack", "refers to an unknown stack"),
    ],
)
def test_a_waiver_that_nothing_will_ever_need_fails(
    monkeypatch: pytest.MonkeyPatch, policy: str, stack: str, words: str
) -> None:
    place = "market-data-processing: aws_sqs_queue.q"
    good = Waiver("lambda_function_runs_on_arm64", place, "why", "who", date(2027, 1, 1))
    bad = replace(good, policy=policy, place=f"{stack}: aws_sqs_queue.q")
    monkeypatch.setattr(waivers, "read", lambda: [good, bad])

    (problem,) = check.evaluated([], {"market-data-processing"}).problems

    assert problem.endswith(words)


def _file(folder: Path, content: object) -> Path:
    path = folder / "plan.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


@pytest.mark.parametrize("place", [Place.PLAN, Place.LIVE])
def test_what_is_there_is_judged_like_what_was_synthesized(tmp_path: Path, place: Place) -> None:
    synth = _synth(tmp_path, {"aws_cloudwatch_log_group": {"worker": _group(3)}})
    path = _file(tmp_path, plan({GROUP: _group(3)}, {GROUP: _group(4)}))

    evaluation = check.evaluated(check.read(synth, {"stack": path}, place))

    (message,) = [one.message for one in evaluation.findings if "three_days" in one.policy]
    assert message == f"stack: {GROUP}: found retention_in_days = 4, wanted 3"
    assert evaluation.place is place


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "plan.json is not JSON: "),
        (plan({}, {}) | {"errored": True}, "The plan of stack failed; fix what Terraform reports"),
        ("[]", "The file for the plan of stack is not a plan."),
        (None, "plan.json; run `gitops plan`."),
    ],
    ids=["broken", "errored", "a list", "missing"],
)
def test_a_plan_that_cannot_be_judged_is_one_clear_error(
    tmp_path: Path, content: object, words: str
) -> None:
    synth = _synth(tmp_path, {"aws_cloudwatch_log_group": {"worker": _group(3)}})
    path = tmp_path / "plan.json" if content is None else _file(tmp_path, content)

    with pytest.raises(Failure) as failure:
        check.read(synth, {"stack": path}, Place.PLAN)

    assert words in str(failure.value)
    assert len(str(failure.value).splitlines()) == 1


def test_what_checkov_finds_fails_and_so_does_a_fault_of_its_waivers() -> None:
    finding = checkov.Finding("CKV_AWS_27", "Encrypt", "stack", "aws_sqs_queue.q")
    said = CheckovResult([], [], [finding], ["the waiver expired"])

    with pytest.raises(Failure) as failure:
        check.summarize(result.of_checkov(said))

    assert str(failure.value).splitlines() == [
        "2 faults, 1 verdicts:",
        "  CKV_AWS_27: stack: aws_sqs_queue.q: Encrypt",
        "  the waiver expired",
    ]


def test_what_checkov_passes_and_what_is_waived_is_counted() -> None:
    good = checkov.Finding("CKV_AWS_27", "Encrypt", "stack", "aws_sqs_queue.q")
    bad = replace(good, address="aws_sqs_queue.r")
    waiver = Waiver("CKV_AWS_27", bad.place, "why", "who", date(2027, 1, 1))
    said = CheckovResult([good], [checkov.Waived(bad, waiver)], [], [])

    assert check.summarize(result.of_checkov(said)) == "2 verdicts, none fails, 1 waived"
