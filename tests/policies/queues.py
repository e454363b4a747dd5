"""A stack with one queue, and policies on it, to be broken."""

from collections.abc import Callable
from dataclasses import replace

from policies.engine import synth
from policies.engine.card import Card, Severity
from policies.engine.catalogue import Policy
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Violation
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
                "aws_kms_key": {"key": {}},
            },
        },
    )


def policy(name: str, holds: Callable[[Resource, Stack], bool], *overlaps_with: str) -> Policy:
    """A policy on queues that is content if `holds` is."""

    def decide(resource: Resource, stack: Stack) -> Decision:
        if resource.type != "aws_sqs_queue":
            return NOT_APPLICABLE
        return COMPLIANT if holds(resource, stack) else Violation("x", "y")

    return Policy(name, replace(CARD, overlaps_with=overlaps_with), decide)


def exactly(name: str, attribute: str, value: object, *overlaps_with: str) -> Policy:
    return policy(
        name, lambda queue, stack: stack.value(queue, attribute) == Known(value), *overlaps_with
    )
