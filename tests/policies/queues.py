"""A stack with one queue, and policies on it, to be broken."""

from collections.abc import Callable
from dataclasses import replace

from policies.engine import synth
from policies.engine.card import Card, Severity
from policies.engine.catalogue import Policy
from policies.engine.outcome import COMPLIANT, NOT_CONCERNED, Outcome, Violation
from policies.engine.resource import Resource
from policies.engine.stack import Stack
from policies.engine.values import Known

CARD = Card("title", Severity.LOW, "why", "remedy", "https://example.org", ("R-A-1",), "nothing")
QUEUE = "aws_sqs_queue.q"


def stack_of(**values: object) -> Stack:
    return synth.stack(
        "prices",
        {
            "provider": {"aws": [{"default_tags": [{"tags": {"Environment": "dev"}}]}]},
            "resource": {
                "aws_sqs_queue": {"q": values},
                "aws_kms_key": {"key": {"description": "d"}},
            },
        },
    )


def policy(name: str, judge: Callable[[Resource, Stack], bool], *also_fire: str) -> Policy:
    """A policy on queues that is content if `judge` is."""

    def decide(resource: Resource, stack: Stack) -> Outcome:
        if resource.type != "aws_sqs_queue":
            return NOT_CONCERNED
        return COMPLIANT if judge(resource, stack) else Violation("x", "y")

    return Policy(name, replace(CARD, also_fire=also_fire), decide)


def exactly(name: str, attribute: str, value: object, *also_fire: str) -> Policy:
    return policy(
        name, lambda queue, stack: stack.value(queue, attribute) == Known(value), *also_fire
    )
