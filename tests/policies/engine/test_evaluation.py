"""Whatever is not shown to be compliant fails, and idle policies are seen."""

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from policies.engine.card import Card, Severity
from policies.engine.catalogue import Policy
from policies.engine.decision import (
    COMPLIANT,
    NOT_APPLICABLE,
    Decision,
    Undecided,
    Violation,
)
from policies.engine.evaluation import evaluate, evaluate_folder
from policies.engine.resource import Resource
from policies.engine.stack import Place, Stack

CARD = Card("title", Severity.LOW, "why", "remedy", "https://example.org", ("R-A-1",), "nothing")


def policy_that(answer: Decision | Exception) -> Policy:
    def decide(_resource: Resource, _stack: Stack) -> Decision:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Policy("the_policy", CARD, decide)


def stack_of(name: str = "prices", /, **values: object) -> Stack:
    return Stack(name, [Resource(name, "aws_sqs_queue", "q", values, f"{name}/queue")])


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Violation("1", "2"), "found 1, wanted 2"),
        (Undecided("it is hidden"), "undecided: it is hidden"),
    ],
)
def test_a_verdict_that_is_no_compliance_fails_with_place_and_words(
    answer: Decision, words: str
) -> None:
    (verdict,) = evaluate([stack_of()], [policy_that(answer)]).verdicts

    assert verdict.failed
    assert verdict.message == f"prices: aws_sqs_queue.q (prices/queue): {words}"


def test_a_policy_that_raises_is_a_finding_with_its_place() -> None:
    (verdict,) = evaluate([stack_of()], [policy_that(KeyError("name"))]).findings

    assert verdict.message.startswith(
        "prices: aws_sqs_queue.q (prices/queue): the policy raised KeyError: 'name'"
        " (test_evaluation.py:"
    )


def test_a_policy_that_forgets_to_answer_is_a_finding() -> None:
    forgetful = Policy("the_policy", CARD, lambda _resource, _stack: cast("Decision", None))

    (verdict,) = evaluate([stack_of()], [forgetful]).findings

    assert verdict.message == (
        "prices: aws_sqs_queue.q (prices/queue): the policy answered None, which is no decision"
    )


def test_compliance_does_not_fail() -> None:
    evaluation = evaluate([stack_of()], [policy_that(COMPLIANT)])

    assert [verdict.failed for verdict in evaluation.verdicts] == [False]
    assert evaluation.findings == []
    assert evaluation.examined == {"the_policy": 1}
    assert evaluation.idle == []


def test_a_policy_that_examined_nothing_is_idle() -> None:
    evaluation = evaluate([stack_of()], [policy_that(NOT_APPLICABLE)])

    assert evaluation.examined == {"the_policy": 0}
    assert evaluation.idle == ["the_policy"]


def test_a_policy_is_not_idle_where_none_of_its_stacks_was_evaluated() -> None:
    policy = replace(policy_that(NOT_APPLICABLE), card=replace(CARD, stacks=("bootstrap",)))

    assert evaluate([stack_of()], [policy]).idle == []
    assert evaluate([stack_of("bootstrap")], [policy]).idle == ["the_policy"]


@pytest.mark.parametrize(
    ("stacks", "evaluated_stacks"),
    [
        ((), ["prices", "alerts"]),
        (("bootstrap",), ["bootstrap"]),
        (("bootstrap", "alerts"), ["bootstrap", "alerts"]),
    ],
    ids=["of environments", "of the account", "named"],
)
def test_a_policy_examines_the_stacks_that_it_is_for(
    stacks: tuple[str, ...], evaluated_stacks: list[str]
) -> None:
    policy = Policy("the_policy", replace(CARD, stacks=stacks), lambda _resource, _stack: COMPLIANT)
    every = [stack_of(name) for name in ("bootstrap", "prices", "alerts")]

    verdicts = evaluate(every, [policy]).verdicts

    assert {verdict.stack for verdict in verdicts} == set(evaluated_stacks)


@pytest.mark.parametrize(
    ("place", "attribute", "failed"),
    [
        (Place.SYNTH, "policy", False),
        (Place.SYNTH, "aws_sqs_queue.other.policy", False),
        (Place.SYNTH, "aws_kms_key.key.policy", True),
        (Place.SYNTH, "name", True),
        (Place.SYNTH, "", True),
        (Place.PLAN, "policy", True),
        (Place.LIVE, "policy", True),
    ],
    ids=["listed", "of another", "of another type", "another", "unnamed", "in the plan", "live"],
)
def test_doubt_is_deferred_to_the_plan_only_for_attributes_on_the_card(
    place: Place, attribute: str, failed: bool
) -> None:
    card = replace(CARD, decided_in_plan=("aws_sqs_queue.policy",))
    policy = Policy("the_policy", card, lambda _resource, _stack: Undecided("why", attribute))

    (verdict,) = evaluate([replace(stack_of(), place=place)], [policy]).verdicts

    assert verdict.failed is failed
    assert verdict.message.endswith("undecided: why" if failed else "deferred to plan: why")


@pytest.mark.parametrize("answer", [COMPLIANT, Violation("1", "2"), Undecided("hidden")])
def test_what_is_missing_keeps_no_promise(answer: Decision) -> None:
    queue = Resource("prices", "aws_sqs_queue", "q", {}, missing=True)

    (verdict,) = evaluate([Stack("prices", [queue])], [policy_that(answer)]).verdicts

    assert verdict.message == (
        "prices: aws_sqs_queue.q: found no such resource, although it is declared, wanted title"
    )


def test_what_is_missing_concerns_only_whom_it_would_concern() -> None:
    queue = Resource("prices", "aws_sqs_queue", "q", {}, missing=True)

    assert evaluate([Stack("prices", [queue])], [policy_that(NOT_APPLICABLE)]).verdicts == []


def test_a_directory_is_evaluated_by_the_whole_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "stacks" / "prices" / "cdk.tf.json"
    path.parent.mkdir(parents=True)
    path.write_text('{"resource": {"aws_lambda_function": {"f": {"architectures": ["arm64"]}}}}')

    evaluation = evaluate_folder(tmp_path)

    assert evaluation.examined["lambda_function_runs_on_arm64"] == 1
    assert "dynamodb_table_has_point_in_time_recovery" in evaluation.idle
