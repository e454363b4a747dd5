"""The mutation run breaks what policies read, and tells what was not noticed."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from policies.engine.resource import Resource
from policies.engine.stack import Stack
from policies.engine.values import Known
from policies.mutation.mutants import mutants, same
from policies.mutation.report import lines
from policies.mutation.run import Allowed, Score, run
from policies.mutation.watching import reads_of
from tests.policies.queues import QUEUE, exactly, policy, stack_of


def changes(value: object, *path: str | int) -> dict[str, Any]:
    """The mutants of one attribute: change -> what the queue then holds."""
    queue = Resource("prices", "aws_sqs_queue", "q", {"at": value})
    return {one.change: one.values.get("at") for one in mutants(queue, path or ("at",), "dev")}


ALWAYS: Mapping[str, Any] = {
    "removed": None,
    "nulled": None,
    "replaced by a reference": "${var.mutant}",
}


@pytest.mark.parametrize(
    ("value", "near"),
    [
        (3, {"negated": -3, "one less": 2, "one more": 4}),
        (345_600, {"negated": -345_600, "one less": 345_599, "one more": 345_601}),
        ("3", {"negated": "-3", "one less": "2", "one more": "4"}),
        (True, {"flipped": False}),
        ("true", {"flipped": "false"}),
        ("name", {"emptied": "", "one letter more": "namex"}),
        ("arm64", {"emptied": "", "another word": "x86_64", "one letter more": "arm64x"}),
        (
            "price-enricher-dlq-dev",
            {
                "emptied": "",
                "its suffix in the middle": "price-enricher-dev-dlq",
                "another suffix": "price-enricher-dlq-devx",
            },
        ),
        (
            "${aws_kms_key.key.arn}",
            {
                "emptied": "",
                "a text instead of a reference": "arn:aws:none:us-east-1::other",
                "another attribute": "${aws_kms_key.key.mutant}",
            },
        ),
        (
            ["a"],
            {
                "emptied": [],
                "item 0: emptied": [""],
                "item 0: one letter more": ["ax"],
                "a wildcard hidden in it": ["a", "*"],
            },
        ),
        ({"on": True}, {"emptied": {}, "on: removed": {}, "on: flipped": {"on": False}}),
        (
            '{"Action": "a:b"}',
            {
                "emptied": "{}",
                "Action: removed": "{}",
                "Action: emptied": '{"Action": ""}',
                "Action: one letter more": '{"Action": "a:bx"}',
                "Action: a wildcard": '{"Action": "*"}',
            },
        ),
    ],
    ids=str,
)
def test_a_value_is_broken_in_every_small_way(value: object, near: dict[str, Any]) -> None:
    assert changes(value) == {**ALWAYS, **near}


def test_what_is_absent_is_switched_on_and_hidden_in_a_reference() -> None:
    queue = Resource("prices", "aws_sqs_queue", "q", {"other": 1})
    made = {one.change: one.values for one in mutants(queue, ("block", "switch"), "dev")}

    assert made == {
        "replaced by a reference": {"other": 1, "block": {"switch": "${var.mutant}"}},
        "switched on": {"other": 1, "block": {"switch": True}},
    }
    assert queue.values == {"other": 1}


def test_what_is_absent_in_a_block_of_a_list_is_switched_on_within_it() -> None:
    queue = Resource("prices", "aws_sqs_queue", "q", {"rule": [{"id": "a"}]})
    made = {one.change: one.values for one in mutants(queue, ("rule", "end", "days"), "dev")}

    assert made["switched on"] == {"rule": [{"id": "a", "end": {"days": True}}]}
    assert [one.values for one in mutants(queue, ("rule", "on"), "dev")][-1] == {
        "rule": [{"id": "a", "on": True}]
    }


def test_an_attribute_of_one_of_several_blocks_is_broken_in_its_place() -> None:
    made = changes([{"id": "a"}, {"id": "b"}], "at", 1, "id")

    assert made["one letter more"] == [{"id": "a"}, {"id": "bx"}]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"a": 3}, {"a": "3"}, True),
        ({"a": True}, {"a": "true"}, True),
        ({"a": {"b": 1}}, {"a": [{"b": 1}]}, True),
        ({"a": 1, "b": None}, {"a": 1}, True),
        ({"a": 3}, {"a": 4}, False),
        ({"a": ["b"]}, {"a": "b"}, False),
        ({"a": []}, {}, False),
    ],
    ids=str,
)
def test_what_terraform_reads_alike_is_the_same(
    one: dict[str, Any], other: dict[str, Any], expected: bool
) -> None:
    assert same(one, other) is expected


@pytest.mark.parametrize(
    ("holds", "named"),
    [
        (lambda q, s: s.value(q, "days"), [("days",)]),
        (lambda q, s: s.value(q, "block", "on"), [("block", 0, "on")]),
        (lambda q, s: s.value(q, "no", "such"), [("no", "such")]),
        (lambda q, _: q.values["days"], [("days",)]),
        (lambda q, _: "days" in q.values, [("days",)]),
        (lambda q, _: [*q.values.items(), *q.values.values(), *q.values], []),
        (lambda q, s: q.refers_to(s.of_type("aws_kms_key")[0]), [("key",)]),
    ],
    ids=["value", "block", "absent", "raw", "in", "walk", "refers to"],
)
def test_a_policy_speaks_of_what_it_asks_for_by_name(
    holds: Callable[[Resource, Stack], Any], named: list[Any]
) -> None:
    stack = stack_of(days=4, block=[{"on": True}], key="${aws_kms_key.key.arn}")

    reads = reads_of(policy("p", lambda q, s: bool(holds(q, s))), stack)

    assert reads.deepest() == [(QUEUE, path) for path in named]


def test_a_policy_speaks_of_other_resources_too() -> None:
    def described(_queue: Resource, stack: Stack) -> bool:
        return bool(stack.value(stack.of_type("aws_kms_key")[0], "description"))

    reads = reads_of(policy("p", described), stack_of())

    assert reads.deepest() == [("aws_kms_key.key", ("description",))]


def test_a_walk_over_everything_sees_every_attribute() -> None:
    reads = reads_of(policy("p", lambda q, _: bool(list(q.values.items()))), stack_of(a=1, b=2))

    assert reads.touched >= {(QUEUE, "a"), (QUEUE, "b")}


def test_every_mutant_is_caught_by_a_strict_policy() -> None:
    score = run(stack_of(days=4), [exactly("strict", "days", 4)])

    assert (score.made, score.total, score.survivors, score.strays) == (6, 6, [], [])
    assert score.caught == {"strict": 6}
    assert lines(score, ["strict"], [])[1]


def test_a_survivor_is_named_with_policy_attribute_and_mutation() -> None:
    lax = policy("lax", lambda q, s: s.value(q, "days") in (Known(4), Known(5)))

    score = run(stack_of(days=4), [lax])
    said, good = lines(score, ["lax"], [])

    assert score.survivors == [(("lax",), f"{QUEUE}.days: one more")]
    assert f"survived: lax: {QUEUE}.days: one more" in said
    assert said[-1].startswith("5 of 6 mutants caught (83.33 %)")
    assert not good


def test_a_policy_that_fires_without_being_listed_is_a_stray() -> None:
    first, second = exactly("first", "days", 4), exactly("second", "days", 4)

    score = run(stack_of(days=4), [first, second])
    said, good = lines(score, ["first", "second"], [])

    assert len(score.strays) == score.made
    assert f"stray: second fired, but no card lists it: {QUEUE}.days: removed" in said
    assert not good


def test_a_policy_that_one_owner_lists_is_no_stray() -> None:
    first, second = exactly("first", "days", 4), exactly("second", "days", 4, "first")

    assert run(stack_of(days=4), [first, second]).strays == []


def test_a_policy_that_only_walked_by_does_not_own_what_it_catches() -> None:
    reader = policy("reader", lambda q, s: bool(s.value(q, "days")))
    walker = policy("walker", lambda q, _: ("days", 4) in list(q.values.items()))

    score = run(stack_of(days=4), [reader, walker])

    assert {owners for owners, _ in score.survivors} == {("reader",)}


def test_what_aws_fills_in_is_not_broken() -> None:
    follower = policy("follower", lambda q, s: "key" in str(s.value(q, "key")))

    score = run(stack_of(key="${aws_kms_key.key.arn}"), [follower])

    assert not any("aws_kms_key" in mutant for _, mutant in score.survivors)


def test_mutants_equal_to_the_original_are_reported_and_not_counted() -> None:
    stack = stack_of(days=None)
    score = run(stack, [policy("p", lambda q, s: str(s.value(q, "days")) == "nothing")])

    assert (score.made, score.total) == (2, 2)
    stack = stack_of(block={"a": None})
    score = run(stack, [policy("p", lambda q, s: bool(s.value(q, "block")))])
    assert f"{QUEUE}.block: emptied" in score.equal


MORE = Allowed("aws_sqs_queue.days", ("one more",), "a reason")


def test_a_change_that_breaks_no_promise_is_reported_and_not_counted() -> None:
    lax = policy("lax", lambda q, s: s.value(q, "days") in (Known(4), Known(5)))

    score = run(stack_of(days=4), [lax], [MORE])

    assert (score.made, score.total) == (5, 5)
    assert score.compliant == [f"{QUEUE}.days: one more"]
    assert lines(score, ["lax"], [MORE])[1]


def test_an_excuse_that_nothing_needs_fails() -> None:
    score = run(stack_of(days=4), [exactly("strict", "days", 4)], [MORE])
    said, good = lines(score, ["strict"], [MORE])

    assert "unneeded: aws_sqs_queue.days is excused (a reason)" in said
    assert not good


def test_a_policy_that_catches_nothing_and_a_run_without_mutants_fail() -> None:
    said, good = lines(run(stack_of(days=4), [exactly("strict", "days", 4)]), ["other"], [])

    assert "asleep: other caught no mutant" in said
    assert not good
    assert not lines(Score(), [], [])[1]


@pytest.mark.parametrize(
    ("attribute", "covered"),
    [
        ("aws_sqs_queue.block.*", True),
        ("aws_sqs_queue.block.on", True),
        ("aws_sqs_queue.block", False),
        ("aws_sns_topic.block.on", False),
    ],
)
def test_an_excuse_reaches_as_far_as_it_says(attribute: str, covered: bool) -> None:
    queue = Resource("prices", "aws_sqs_queue", "q", {"block": [{"on": True}]})
    mutant = next(mutants(queue, ("block", 0, "on"), "dev"))

    assert Allowed(attribute, (), "a reason").covers(mutant) is covered


@pytest.mark.parametrize(
    ("changes", "covered"),
    [
        (("flipped",), True),
        (("flip*",), True),
        (("*: flipped",), False),
        (("removed", "*lipped"), True),
    ],
)
def test_an_excuse_names_its_changes_by_patterns(changes: tuple[str, ...], covered: bool) -> None:
    queue = Resource("prices", "aws_sqs_queue", "q", {"on": True})
    flipped = next(one for one in mutants(queue, ("on",), "dev") if one.change == "flipped")

    assert Allowed("aws_sqs_queue.on", changes, "a reason").covers(flipped) is covered
