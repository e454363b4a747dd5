"""What is added to a resource, and what all resources share, is broken too."""

from dataclasses import replace

from policies.engine.secrets import is_secret
from policies.engine.values import Known
from policies.mutation.report import lines
from policies.mutation.run import Allowed, run
from policies.mutation.watching import reads_of
from tests.policies.queues import QUEUE, policy, stack_of

# Removed, nulled, replaced by a reference.
AT_LEAST = 3


def test_who_asks_for_the_keys_speaks_of_what_is_added() -> None:
    reads = reads_of(
        policy("p", lambda q, _: bool([q.values.keys(), q.values["block"].keys()])),
        stack_of(days=4, block={"on": True}),
    )

    assert reads.listed == {(QUEUE, ()), (QUEUE, ("block",))}


def test_an_attribute_that_nobody_has_heard_of_is_added_where_somebody_lists_them() -> None:
    closed = policy("closed", lambda q, _: set(q.values.keys()) <= {"days"})
    open_ = policy("open", lambda q, _: bool([q.values.keys()]))

    assert run(stack_of(), [closed]).caught == {"closed": 1}
    assert run(stack_of(), [open_]).survivors == [(("open",), f"{QUEUE}.mutant: an attribute more")]


def test_the_provider_and_the_backend_are_broken_like_resources() -> None:
    stack = replace(stack_of(), backend={"local": {"path": "here"}})
    tagged = policy("tagged", lambda _, s: s.suffix == Known("dev"))
    kept = policy("kept", lambda _, s: (s.backend or {}).get("local") == {"path": "here"})

    score = run(stack, [tagged, kept])

    assert score.caught["tagged"] >= AT_LEAST
    assert score.caught["kept"] >= AT_LEAST
    assert (score.survivors, score.strays) == ([], [])


def test_an_attribute_that_no_policy_reads_must_be_excused_with_a_reason() -> None:
    blind = policy("blind", lambda q, s: s.value(q, "days") == Known(4))
    stack = stack_of(days=4, text="for people")
    excuse = Allowed("aws_sqs_queue.text", (), "a text for people")

    score = run(stack, [blind])
    excused = run(stack, [blind], [excuse])

    assert {owners for owners, _ in score.survivors} == {()}
    assert {mutant.partition(":")[0] for _, mutant in score.survivors} == {f"{QUEUE}.text"}
    assert (score.attributes, score.unread) == (2, 1)
    assert excused.survivors == []
    said, good = lines(excused, ["blind"], [excuse])
    assert good
    assert said[-1].endswith("1 of 2 attributes are read by no policy")


def test_a_secret_in_a_text_that_nobody_reads_is_caught_by_who_walks_over_it() -> None:
    walker = policy("walker", lambda q, _: not is_secret("", list(q.values.values())))
    excuse = Allowed("aws_sqs_queue.text", (), "a text for people")

    score = run(stack_of(text="for people"), [walker], [excuse])

    assert (score.made, score.caught, score.survivors) == (1, {"walker": 1}, [])
