"""Writes the pages that the browser opens to `build/web`: python -m tests.web.pages."""

from datetime import UTC, date, datetime
from pathlib import Path

from gitops.compliance.frameworks import Control, Framework, FrameworkName
from gitops.compliance.report_files import Integration
from gitops.compliance.result import BUILTIN, OWN, RuleResult, Section
from gitops.plans.changes import Change, Kind, StackPlan
from gitops.report import drawing, page
from gitops.report.data_flow import DataFlow, FlowEdge, FlowNode
from gitops.report.evidence import Evidence
from gitops.report.recorded import MutationRun
from policies.engine.stack import Place
from policies.engine.verdict import Status, Verdict
from policies.engine.waivers import Waiver

FOLDER = Path("build/web")
MADE = datetime(2026, 3, 1, 12, tzinfo=UTC)
# What a name, a reason or a finding may hold when somebody means harm.
HOSTILE = (
    '</script><script>window.hacked=1</script><img src=x onerror="window.hacked=1">'
    "\u202e\u2028<!--{{constructor}}${alert(1)}"
)
STATUSES = (Status.COMPLIANT, Status.VIOLATION, Status.WAIVED, Status.DEFERRED, Status.UNDECIDED)


def main() -> None:
    """Write both pages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "report.html").write_text(page.html(small()))
    (FOLDER / "large.html").write_text(page.html(large(500, 110)))


def small() -> Evidence:
    """A report with each kind of verdict, and hostile texts wherever a text may be."""
    addresses = ["aws_sqs_queue.orders", f"aws_sqs_queue.{HOSTILE}"]
    names = ("is_encrypted", "keeps_messages", "has_redrive")
    rules = [_rule(f"sqs_queue_{name}", addresses, turn) for turn, name in enumerate(names)]
    waiver = Waiver(
        "sqs_queue_is_encrypted", "orders: aws_sqs_queue.orders", HOSTILE, HOSTILE, date(2026, 3, 9)
    )
    changes = [
        Change(
            f"aws_sqs_queue.{HOSTILE}",
            "aws_sqs_queue",
            Kind.DESTROY,
            {"actions": ["delete"], "before": {}},
        ),
        Change(
            "aws_sqs_queue.orders",
            "aws_sqs_queue",
            Kind.CREATE,
            {"actions": ["create"], "after": {}},
        ),
    ]
    nodes = [FlowNode("a", HOSTILE, "function"), FlowNode("b", "orders", "queue")]
    return Evidence(
        HOSTILE,
        MADE,
        "0123456789ab",
        [Section(OWN, Place.SYNTH, rules, [HOSTILE]), Section(BUILTIN, Place.SYNTH, rules[:1])],
        {
            "R-1": {"text": f"Queues {HOSTILE}.", "policies": [rules[0].id], "tests": []},
            "R-3": {"text": "Redrive.", "policies": [rules[2].id], "tests": []},
            "R-2": {"text": "Topics.", "policies": ["sns_topic_is_encrypted"], "tests": []},
        },
        [waiver],
        [StackPlan("orders", changes)],
        Integration(HOSTILE, 3, [HOSTILE], ["test_of_later"]),
        [{"report.filter_ms": 14.5}, {"report.filter_ms": 12.3456}],
        architecture=drawing.svg([DataFlow(HOSTILE, nodes, [FlowEdge("a", "b", True)])]),
        frameworks=[
            Framework(
                FrameworkName.SOC2,
                HOSTILE,
                3,
                (Control("CC6.1", ("a",), 2, (rules[0].id, HOSTILE), ()),),
            )
        ],
        mutation=MutationRun(
            "2026-03-01T11:00:00+00:00", 1200, 1199, 104, [f"survived: {HOSTILE}"]
        ),
    )  # fmt: skip


def large(resources: int, policies: int) -> Evidence:
    """Every policy examined every resource, all of one type: the worst that the matrix can meet."""
    addresses = [f"aws_sqs_queue.queue-{number}" for number in range(resources)]
    rules = [_rule(f"sqs_queue_rule_{number}", addresses, number) for number in range(policies)]
    return Evidence("large", MADE, "", [Section(OWN, Place.SYNTH, rules)], {}, [])


def _rule(name: str, addresses: list[str], turn: int) -> RuleResult:
    verdicts = [
        Verdict(
            name,
            "orders",
            address,
            STATUSES[(turn + place) % len(STATUSES)],
            f"finding {HOSTILE}",
            file=f"stacks/{HOSTILE}.py" if HOSTILE in address else "stacks/orders.py",
            line=7,
        )
        for place, address in enumerate(addresses)
    ]
    return RuleResult(
        name, f"Title of {name}", verdicts, "high", "Why.", "Do this.", "javascript:window.hacked=1"
    )


if __name__ == "__main__":
    main()
