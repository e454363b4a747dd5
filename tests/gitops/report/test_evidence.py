"""What stands in a report: every verdict, and what was not done."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gitops.compliance.frameworks import Control, Framework, FrameworkName
from gitops.compliance.report_files import Integration
from gitops.compliance.result import OWN, RuleResult, Section
from gitops.plans.changes import StackPlan
from gitops.report.evidence import MOST_FAULTS, MOST_RUNS, STATUSES, Evidence, document
from gitops.report.recorded import MutationRun
from policies.engine.stack import Place
from policies.engine.verdict import Status, Verdict
from policies.engine.waivers import Waiver

MADE = datetime(2026, 3, 1, 23, 59, tzinfo=UTC)
SECRET = "AKIA" + "IOSFODNN7EXAMPLE"


def _verdict(status: Status, detail: str = "wrong", number: int = 1) -> Verdict:
    return Verdict(
        "queue_is_encrypted",
        "orders",
        f"aws_sqs_queue.q{number}",
        status,
        detail,
        file="a.py",
        line=3,
    )


def _evidence(*verdicts: Verdict, **rest: object) -> Evidence:
    rule = RuleResult("queue_is_encrypted", "Queues are encrypted", verdicts)
    controls = {"R-1": {"text": "Queues\nare encrypted.", "policies": [rule.id], "tests": []}}
    return Evidence("dev", MADE, "", [Section(OWN, Place.SYNTH, [rule])], controls, [], **rest)  # type: ignore[arg-type]


def test_every_verdict_is_a_row_that_names_rule_resource_status_and_text() -> None:
    found = document(_evidence(_verdict(Status.COMPLIANT), _verdict(Status.VIOLATION, number=2)))
    section = found["sections"][0]

    good, bad = section["verdicts"]
    assert good == [0, 0, STATUSES.index(Status.COMPLIANT), -1]
    assert section["resources"][bad[1]] == {
        "stack": "orders", "address": "aws_sqs_queue.q2", "file": "a.py", "line": 3
    }  # fmt: skip
    assert section["texts"][bad[3]] == "wrong"


def test_a_control_names_the_policies_of_it_that_fail() -> None:
    good, bad = (
        document(_evidence(_verdict(status)))["controls"][0]
        for status in (Status.COMPLIANT, Status.UNDECIDED)
    )

    assert (good["text"], good["failed"]) == ("Queues are encrypted.", [])
    assert bad["failed"] == ["queue_is_encrypted"]


def test_a_control_of_a_framework_names_what_holds_it_and_what_of_that_fails() -> None:
    control = Control("CC6.1", ("a", "b"), 3, ("queue_is_encrypted", "other"), ())
    framework = Framework(FrameworkName.SOC2, "SOC 2", 5, (control,))

    (found,) = document(_evidence(_verdict(Status.VIOLATION), frameworks=[framework]))["frameworks"]

    assert (found["total"], found["not_claimed"]) == (5, 4)
    assert found["controls"][0]["failed"] == ["queue_is_encrypted"]
    assert (found["controls"][0]["checks"], found["controls"][0]["of"]) == (2, 3)


def test_the_trend_of_a_benchmark_is_its_newest_runs_the_last_at_the_end() -> None:
    runs = [{"a": float(number)} for number in range(MOST_RUNS + 5)]

    found = document(_evidence(benchmarks=[{"b": 7.0}, *runs]))["benchmarks"]

    assert found["b"] == [7.0]
    assert (len(found["a"]), found["a"][-1]) == (MOST_RUNS, MOST_RUNS + 4)


def test_what_was_not_done_is_named() -> None:
    assert _evidence().missing == [
        "policies on the plan",
        "policies on the live environment",
        "integration tests",
        "a plan",
        "benchmarks",
        "the mutation run",
    ]


def test_tests_that_were_all_skipped_are_no_tests() -> None:
    assert "integration tests" in _evidence(tested=Integration("dev", 0, [], ["test_a"])).missing


@pytest.mark.parametrize(
    ("status", "not_run"),
    [
        (Status.COMPLIANT, ["other"]),
        (Status.WAIVED, ["other"]),
        (Status.VIOLATION, ["other"]),
        (Status.DEFERRED, ["other", "queue_is_encrypted"]),
    ],
)
def test_a_policy_that_decided_nothing_holds_no_control(status: Status, not_run: list[str]) -> None:
    names = ("queue_is_encrypted", "other")
    framework = Framework(FrameworkName.SOC2, "x", 5, (Control("C", ("a",), 1, names, ()),))
    evidence = _evidence(_verdict(status), frameworks=[framework])
    controls = {"R-1": {"text": "x", "policies": names, "tests": []}}

    found = document(replace(evidence, controls=controls))

    assert found["controls"][0]["not_run"] == not_run
    waived = ["queue_is_encrypted"] if status is Status.WAIVED else []
    assert found["controls"][0]["waived"] == waived
    assert found["frameworks"][0]["controls"][0]["not_run"] == not_run


def test_a_fault_of_the_mutation_run_is_a_fault() -> None:
    run = MutationRun("2026-03-01T00:00:00+00:00", 10, 9, 3, [f"survived: {SECRET}"])
    found = document(_evidence(_verdict(Status.COMPLIANT), mutation=run))

    assert (found["mutation"]["mutants"], found["mutation"]["caught"]) == (10, 9)
    assert found["faults"][0].startswith("mutation run: survived: ")
    assert SECRET not in str(found)


def test_a_failed_integration_test_is_a_fault() -> None:
    tested = Integration("dev", 2, ["test_an_order"])

    assert _evidence(tested=tested).faults == ["integration test test_an_order failed"]


def test_a_plan_that_nobody_may_apply_is_a_fault() -> None:
    plans = [StackPlan("orders", [], {}, errored=True), StackPlan("whole", [], {})]

    (fault,) = document(_evidence(_verdict(Status.COMPLIANT), plans=plans))["faults"]
    assert fault.startswith("The plan of orders failed")


def test_the_days_of_a_waiver_are_counted_from_the_day_of_the_report() -> None:
    waiver = Waiver(
        "queue_is_encrypted", "orders: aws_sqs_queue.q1", "why", "team", date(2026, 3, 3)
    )
    evidence = Evidence("dev", MADE, "", [], {}, [waiver])

    assert document(evidence)["waivers"][0]["days"] == 2


def test_secrets_are_masked() -> None:
    found = document(_evidence(_verdict(Status.VIOLATION, f"holds {SECRET}")))

    assert SECRET not in str(found)


def test_of_many_faults_the_first_are_listed_and_all_are_counted() -> None:
    verdicts = [_verdict(Status.VIOLATION, number=number) for number in range(MOST_FAULTS + 5)]
    found = document(_evidence(*verdicts))

    assert (len(found["faults"]), found["fault_count"]) == (MOST_FAULTS, MOST_FAULTS + 5)
