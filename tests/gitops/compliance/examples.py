"""A result in which everything happens that can happen."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from gitops.adapters.checkov import CheckovResult, Finding, Waived
from gitops.compliance.result import Result, of_checkov, of_policies
from policies.engine.card import Card, Severity
from policies.engine.catalogue import Policy
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation
from policies.engine.evaluation import apply_waivers, evaluate
from policies.engine.resource import Resource
from policies.engine.stack import Place, Stack
from policies.engine.waivers import Waiver

STACK = "prices"
TODAY = date(2026, 11, 21)
CARD = Card(
    title="Queues are named",
    severity=Severity.MEDIUM,
    why="Nobody finds <nameless> queues.",
    remedy="Set name.",
    source="https://example.org/names",
    requirements=("R-A-5",),
    when_missing="nothing",
    decided_in_plan=("aws_sqs_queue.name",),
)
REASON = "It goes | on\nMonday."
ANSWERS: dict[str, Decision] = {
    "good": COMPLIANT,
    "bad": Violation("name = `x|y`\x00", "a name"),
    "unknown": Undecided("tags: nobody knows", "tags"),
    "later": Undecided("name: nobody knows", "name"),
    "excused": Violation("no name", "a name"),
}
SOURCES = """
class Prices(TerraformStack):
    def __init__(self, scope):
        super().__init__(scope, "prices")
        SqsQueue(self, "good")
        SqsQueue(self, "bad")
"""


def made(root: Path) -> Result:
    """The result, pointing into sources below `root`."""
    (root / "stacks").mkdir()
    (root / "stacks" / "prices.py").write_text(SOURCES)
    names = (*ANSWERS, "broken")
    queues = [Resource(STACK, "aws_sqs_queue", name, {}, f"{STACK}/{name}") for name in names]
    idle = Policy("topic_is_named", CARD, lambda _resource, _stack: NOT_APPLICABLE)
    elsewhere = Policy("account_is_named", replace(CARD, stacks=("bootstrap",)), _evaluate)
    evaluation = evaluate(
        [Stack(STACK, queues)], [Policy("queue_is_named", CARD, _evaluate), idle, elsewhere]
    )
    place = f"{STACK}: aws_sqs_queue."
    expired = Waiver("queue_is_named", f"{place}good", "why", "who", date(2026, 11, 20))
    granted = [Waiver("queue_is_named", f"{place}excused", REASON, "ann", date(2027, 1, 31))]
    own = of_policies(apply_waivers(evaluation, [*granted, expired], TODAY), root=root)
    return Result("pr-7", Place.SYNTH, [STACK], [own, of_checkov(_builtin(), root)])


def clean(root: Path) -> Result:
    """A result in which nothing fails."""
    (root / "stacks").mkdir()
    queue = Resource(STACK, "aws_sqs_queue", "good", {}, f"{STACK}/good")
    evaluation = evaluate([Stack(STACK, [queue])], [Policy("queue_is_named", CARD, _evaluate)])
    return Result("pr-7", Place.LIVE, [STACK], [of_policies(evaluation, root=root)])


def _evaluate(resource: Resource, _stack: Stack) -> Decision:
    return ANSWERS[resource.name]


def _builtin() -> CheckovResult:
    good, bad, excused = (
        Finding("CKV_AWS_27", "Encrypt queues", STACK, f"aws_sqs_queue.{name}", f"{STACK}/{name}")
        for name in ("good", "bad", "excused")
    )
    provider = Finding("CKV_AWS_41", "No keys", STACK, "provider.aws")
    waiver = Waiver("CKV_AWS_27", excused.place, REASON, "bob", date(2027, 1, 31))
    return CheckovResult([good, provider], [Waived(excused, waiver)], [bad], [], "3.3.30")
