"""A waiver excuses one finding at one place for a while, in the open, and nothing else."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from policies.engine import synth, waivers
from policies.engine.card import Card, Severity
from policies.engine.catalogue import Policy, discover
from policies.engine.decision import COMPLIANT, Decision, Undecided, Violation
from policies.engine.evaluation import NO_NAMES, Evaluation, apply_waivers, evaluate
from policies.engine.resource import Resource
from policies.engine.stack import Stack
from policies.engine.verdict import Status
from policies.engine.waivers import BrokenWaivers, Waiver
from tests.policies.documents import document

TODAY = date(2026, 11, 21)
LAST = date(2027, 5, 20)
PLACE = "prices: aws_sqs_queue.q"
CARD = Card("title", Severity.LOW, "why", "remedy", "https://example.org", ("R-A-1",), "nothing")
WAIVER = Waiver("the_policy", PLACE, "a reason", "somebody", LAST)

ENTRY = """
[[waiver]]
policy = "the_policy"
addresses = ["prices: aws_sqs_queue.q", "prices: aws_sqs_queue.r"]
reason = "a reason"
owner = "somebody"
expires = 2027-05-20
"""


def evaluation(answer: Decision | Exception) -> Evaluation:
    def decide(_resource: Resource, _stack: Stack) -> Decision:
        if isinstance(answer, Exception):
            raise answer
        return answer

    queues = [Resource("prices", "aws_sqs_queue", name, {}) for name in ("p", "q")]
    return evaluate([Stack("prices", queues)], [Policy("the_policy", CARD, decide)])


def statuses(found: Evaluation) -> Mapping[str, Status]:
    return {verdict.place: verdict.status for verdict in found.verdicts}


@pytest.mark.parametrize("answer", [Violation("1", "2"), Undecided("hidden")])
def test_a_waived_finding_is_neither_failed_nor_passed(answer: Decision) -> None:
    result = apply_waivers(evaluation(answer), [WAIVER], TODAY)
    (failed,) = result.findings
    (waived,) = result.waived

    assert failed.place == "prices: aws_sqs_queue.p"
    assert (waived.place, waived.status) == (PLACE, Status.WAIVED)
    assert waived.message.startswith(f"{PLACE}: waived until 2027-05-20: ")
    assert result.problems == []
    assert result.examined == {"the_policy": 2}


def test_a_crash_is_never_waived() -> None:
    result = apply_waivers(evaluation(KeyError("name")), [WAIVER], TODAY)

    assert len(result.findings) == 2
    assert result.waived == []


def test_a_waiver_that_excuses_nothing_is_a_problem() -> None:
    result = apply_waivers(evaluation(COMPLIANT), [WAIVER], TODAY)

    assert result.problems == [
        f"the waiver of the_policy for {PLACE} matches no finding; remove it"
    ]


@pytest.mark.parametrize(
    ("today", "holds"),
    [
        (date(2027, 5, 20), True),
        (date(2027, 5, 21), False),
        (date(2026, 11, 21), True),
        (date(2026, 11, 20), False),
    ],
    ids=["its last day", "the day after", "180 days before", "181 days before"],
)
def test_a_waiver_holds_for_180_days_at_most_and_to_its_last_day(today: date, holds: bool) -> None:
    result = apply_waivers(evaluation(Violation("1", "2")), [WAIVER], today)

    assert (statuses(result)[PLACE] is Status.WAIVED) is holds
    assert (result.problems == []) is holds


def test_a_waiver_that_does_not_hold_says_why() -> None:
    assert waivers.problems([WAIVER], date(2027, 6, 1)) == [
        (
            f"the waiver of the_policy for {PLACE} expired on 2027-05-20: fix the finding, or"
            f" renew the waiver with a reason"
        )
    ]
    assert waivers.problems([WAIVER], date(2026, 1, 1)) == [
        f"the waiver of the_policy for {PLACE} ends on 2027-05-20, more than 180 days from now"
    ]


@pytest.mark.parametrize(
    "other",
    [
        Waiver("CKV_AWS_50", PLACE, "a reason", "somebody", LAST),
        Waiver("the_policy", "alerts: aws_sqs_queue.q", "a reason", "somebody", LAST),
    ],
    ids=["a check of another tool", "a stack that was not evaluated"],
)
def test_waivers_of_what_was_not_evaluated_are_left_alone(other: Waiver) -> None:
    result = apply_waivers(evaluation(Violation("1", "2")), [other], TODAY)

    assert len(result.findings) == 2
    assert result.problems == []


def test_an_entry_gives_a_waiver_for_each_of_its_addresses() -> None:
    found = waivers.parse(ENTRY, "waivers.toml")

    assert found == [
        WAIVER,
        Waiver("the_policy", "prices: aws_sqs_queue.r", "a reason", "somebody", LAST),
    ]


BY_CONSTRUCT = Waiver("CKV_AWS_50", "*/function: aws_lambda_function", "a reason", "x", LAST)


@pytest.mark.parametrize(
    ("finding", "covered"),
    [
        (("CKV_AWS_50", "a: aws_lambda_function.new-function", "a/new/function"), True),
        (("CKV_AWS_51", "a: aws_lambda_function.new-function", "a/new/function"), False),
        (("CKV_AWS_50", "a: aws_lambda_function.new", "a/new"), False),
        (("CKV_AWS_50", "a: aws_lambda_function.new-other", "a/new/other"), False),
        (("CKV_AWS_50", "a: aws_lambda_function.x-new-function", "a/x/new/function"), False),
        (("CKV_AWS_50", "a: aws_lambda_function.new-function", ""), False),
        (("CKV_AWS_50", "a: aws_lambda_function_url.new-function", "a/new/function"), False),
    ],
    ids=["any name", "another check", "no construct", "another part", "deeper", "unknown", "type"],
)
def test_a_waiver_by_construct_covers_the_same_part_of_every_such_construct(
    finding: tuple[str, str, str], covered: bool
) -> None:
    assert BY_CONSTRUCT.covers(*finding) is covered
    assert BY_CONSTRUCT.stack == ""


def test_an_entry_gives_a_waiver_for_each_of_its_constructs() -> None:
    text = ENTRY.replace("the_policy", "CKV_AWS_50").replace('owner = "somebody"', 'owner = "x"')
    lines = [line for line in text.splitlines() if not line.startswith("addresses")]
    entry = "\n".join([*lines, 'constructs = ["*/function: aws_lambda_function"]'])

    assert waivers.parse(entry, "waivers.toml") == [BY_CONSTRUCT]


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "cannot be read: No such file or directory."), (b"\xff", "is not TOML: ")],
)
def test_a_file_that_cannot_be_read_is_refused(
    tmp_path: Path, content: bytes | None, words: str
) -> None:
    if content is not None:
        (tmp_path / "waivers.toml").write_bytes(content)

    with pytest.raises(BrokenWaivers) as refused:
        waivers.read(tmp_path / "waivers.toml")

    assert str(refused.value).startswith(f"waivers.toml {words}")


def test_a_file_without_waivers_has_none(tmp_path: Path) -> None:
    (tmp_path / "waivers.toml").write_text("# none\n")

    assert waivers.read(tmp_path / "waivers.toml") == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('owner = "somebody"', "", "the waiver of the_policy lacks owner."),
        (
            "[[waiver]]",
            "[[waiver]]\nonly = 1",
            "the waiver of the_policy has an unknown key: only.",
        ),
        ('"a reason"', '" "', "the waiver of the_policy has an empty reason."),
        ("2027-05-20", '"soon"', "the waiver of the_policy has no valid expiry date"),
        ("2027-05-20", "2027-05-20T00:00:00", "the waiver of the_policy has no valid expiry date"),
        ("prices: aws_sqs_queue.q", "aws_sqs_queue", "the waiver of the_policy is too broad: "),
        ("addresses", "places", "the waiver of the_policy has an unknown key: places."),
        ("[[waiver]]", "[[waiver]]\nconstructs = []", "the waiver of the_policy must list either"),
        ("addresses", "constructs", "the waiver of the_policy is too broad: only for Checkov are"),
        (
            'policy = "the_policy"\naddresses',
            'policy = "CKV_AWS_50"\nconstructs',
            "the waiver of CKV_AWS_50 is too broad: 'prices: aws_sqs_queue.q' is not a part of a",
        ),
        ("prices: aws_sqs_queue.q", "prices: aws_sqs_queue.*", "the waiver of the_policy is too"),
        ("prices: aws_sqs_queue.q", "prices: aws_sqs_queue.q[*]", "the waiver of the_policy is to"),
        ("prices: aws_sqs_queue.q", "*: aws_sqs_queue.q", "the waiver of the_policy is too broad"),
        ("prices: aws_sqs_queue.q", "prices: aws_sqs_queue", "the waiver of the_policy is too br"),
        (
            "prices: aws_sqs_queue.q",
            "prices: aws_sqs_queue.r",
            "the waiver of the_policy for prices: aws_sqs_queue.r is listed twice.",
        ),
        (
            '["prices: aws_sqs_queue.q", "prices: aws_sqs_queue.r"]',
            "[]",
            "the waiver of the_policy",
        ),
        ("[[waiver]]", "[[waiver", "is not TOML: "),
        ("[[waiver]]", "waiver = [1]\n[other]", "a waiver is a table ([[waiver]])."),
        ("[[waiver]]", "[[waver]]", "has an unknown table: waver."),
    ],
)
def test_a_waiver_that_is_not_complete_and_exact_is_refused(old: str, new: str, words: str) -> None:
    assert old in ENTRY

    with pytest.raises(BrokenWaivers) as refused:
        waivers.parse(ENTRY.replace(old, new), "waivers.toml")

    said = str(refused.value)
    assert said.startswith("waivers.toml")
    assert said.removeprefix("waivers.toml").removeprefix(":").strip().startswith(words)


def test_the_waivers_of_this_repository_are_complete_and_exact() -> None:
    for waiver in waivers.read():
        assert len(waiver.reason) > 20, waiver


ADOPTIONS = {
    "import": [{"to": "aws_sqs_queue.q", "id": "https://sqs.us-east-1.amazonaws.com/1/q"}],
    "removed": [{"from": "aws_sqs_queue.old", "lifecycle": {"destroy": False}}],
}
ADOPTED = (
    "prices: import.aws_sqs_queue.q[https://sqs.us-east-1.amazonaws.com/1/q]",
    "prices: removed.aws_sqs_queue.old",
)


@pytest.mark.parametrize("lacking", range(len(ADOPTED)))
def test_what_a_stack_takes_over_or_leaves_behind_is_waived_by_its_address(lacking: int) -> None:
    """By the waivers of a file, so that the address is one that a file may hold."""
    policies = [one for one in discover() if one.id == "stack_adopts_and_leaves_nothing"]
    stack = synth.stack("prices", {**ADOPTIONS, "resource": {"aws_sqs_queue": {"q": {}}}})
    places = [place for number, place in enumerate(ADOPTED) if number != lacking]
    text = ENTRY.replace('"prices: aws_sqs_queue.q", "prices: aws_sqs_queue.r"', f'"{places[0]}"')
    granted = waivers.parse(text.replace("the_policy", policies[0].id), "waivers.toml")

    result = apply_waivers(evaluate([stack], policies), granted, TODAY)

    assert [one.place for one in result.findings] == [ADOPTED[lacking]]
    assert [one.place for one in result.waived] == places
    assert result.problems == []


@pytest.mark.parametrize("suffix", ["", "${var.suffix}"])
def test_no_waiver_accepts_that_a_stack_names_no_environment(suffix: str) -> None:
    """The policies about names are silent in such a stack: that one finding stands for theirs."""
    policies = [one for one in discover() if one.id == "resource_has_required_tags"]
    stack = synth.stack("prices", document({"aws_api_gateway_resource": {"r": {}}}, suffix=suffix))
    place = "prices: provider.aws"
    granted = Waiver(policies[0].id, place, "a reason", "somebody", LAST)

    result = apply_waivers(evaluate([stack], policies), [granted], TODAY)

    assert ([one.place for one in result.findings], result.waived) == ([place], [])
    assert result.problems == [f"{granted} is refused: {NO_NAMES}"]
