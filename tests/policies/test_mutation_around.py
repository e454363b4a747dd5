"""What is added to a resource, and what all resources share, is broken too."""

from dataclasses import replace

from policies.engine.values import Known
from policies.mutation.run import run
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

    assert run(stack_of(days=4), [closed]).caught == {"closed": 1}
    assert run(stack_of(days=4), [open_]).survivors == [
        (("open",), f"{QUEUE}.mutant: an attribute more")
    ]


def test_the_provider_and_the_backend_are_broken_like_resources() -> None:
    stack = replace(stack_of(days=4), backend={"local": {"path": "here"}})
    tagged = policy("tagged", lambda _, s: s.suffix == Known("dev"))
    kept = policy("kept", lambda _, s: (s.backend or {}).get("local") == {"path": "here"})

    score = run(stack, [tagged, kept])

    assert score.caught["tagged"] >= AT_LEAST
    assert score.caught["kept"] >= AT_LEAST
    assert (score.survivors, score.strays) == ([], [])
