"""The catalogue as a whole holds for the real stacks, and each rule over its whole space."""

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from policies.engine import synth
from policies.engine.catalogue import discover
from policies.engine.evaluation import Evaluation, evaluate, evaluate_folder, verdicts_of
from tests.policies.documents import changed

POLICIES = {policy.id: policy for policy in discover()}
SUFFIXES = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?", fullmatch=True)
NAMES = st.from_regex(r"[a-z]([a-z0-9-]{0,30}[a-z0-9])?", fullmatch=True)


@pytest.fixture(scope="module")
def evaluation(synthesized: Path, account: Path) -> Evaluation:
    return evaluate([*synth.read(synthesized), *synth.read(account)], discover())


def test_the_synthesized_stacks_are_compliant(evaluation: Evaluation) -> None:
    assert [verdict.message for verdict in evaluation.findings] == []


def test_an_environment_in_which_everything_is_set_is_compliant(everything: Path) -> None:
    assert [verdict.message for verdict in evaluate_folder(everything).findings] == []


def test_every_policy_examined_something(evaluation: Evaluation) -> None:
    assert set(evaluation.examined) == set(POLICIES)
    assert evaluation.idle == []
    assert all(evaluation.examined.values())


def test_titles_are_distinguished() -> None:
    titles = [policy.card.title for policy in POLICIES.values()]

    assert len(set(titles)) == len(titles)


def failed(policy: str, path: str, value: object, suffix: str = "dev") -> bool:
    kind, name, _ = path.split(".")
    provider = {"aws": [{"default_tags": [{"tags": {"Environment": suffix}}]}]}
    stack = changed({kind: {name: {}}}, {path: value, "provider": provider})
    verdicts = verdicts_of(POLICIES[policy], [stack])
    (verdict,) = [one for one in verdicts if one.address == f"{kind}.{name}"]
    return verdict.failed


@given(name=NAMES, suffix=SUFFIXES)
def test_a_name_with_its_suffix_last_is_compliant(name: str, suffix: str) -> None:
    path = "aws_sqs_queue.queue.name"

    assert not failed("resource_name_ends_in_suffix", path, f"{name}-{suffix}", suffix)


@given(name=NAMES, suffix=SUFFIXES, other=SUFFIXES)
def test_a_name_with_the_suffix_of_another_environment_is_not(
    name: str, suffix: str, other: str
) -> None:
    written = f"{name}-{other}"
    path = "aws_sqs_queue.queue.name"

    assert failed("resource_name_ends_in_suffix", path, written, suffix) is not written.endswith(
        f"-{suffix}"
    )


@given(name=NAMES, suffix=SUFFIXES, rest=NAMES)
def test_a_suffix_in_the_middle_of_a_name_is_not_enough(name: str, suffix: str, rest: str) -> None:
    written = f"{name}-{suffix}_{rest}"
    assume(not written.endswith(f"-{suffix}"))

    assert failed("resource_name_ends_in_suffix", "aws_sqs_queue.queue.name", written, suffix)


@given(st.integers() | st.floats(allow_nan=False) | st.text() | st.booleans())
def test_three_days_are_the_one_retention_of_logs(value: object) -> None:
    path = "aws_cloudwatch_log_group.group.retention_in_days"
    three = not isinstance(value, bool) and value in (3, 3.0, "3")

    assert failed("cloudwatch_log_group_keeps_three_days", path, value) is not three


@given(st.integers())
def test_concurrency_is_reserved_from_one_up(value: int) -> None:
    path = "aws_lambda_function.worker.reserved_concurrent_executions"

    assert failed("lambda_function_reserves_concurrency", path, value) is (value < 1)


@given(st.lists(st.sampled_from(["arm64", "x86_64"]), max_size=3))
def test_arm64_is_the_one_architecture(value: list[str]) -> None:
    path = "aws_lambda_function.worker.architectures"

    assert failed("lambda_function_runs_on_arm64", path, value) is (value != ["arm64"])
