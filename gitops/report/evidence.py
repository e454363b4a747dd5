"""What the report shows, as the JSON document that its page reads.

Verdicts are rows of numbers, so that 50,000 of them stay small: the index of the rule, that of the
resource, the status, and the index of the text beside it, -1 for none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from gitops.compliance.frameworks import Framework
from gitops.compliance.report_files import Integration
from gitops.compliance.result import OWN, RuleResult, Section
from gitops.cost.estimate import StackCost
from gitops.cost.report import usd
from gitops.plans.changes import StackPlan
from gitops.plans.danger import of_change
from gitops.report.recorded import MutationRun
from policies.engine.secrets import mask_text
from policies.engine.verdict import Status, Verdict
from policies.engine.waivers import Waiver

VERSION = 1
STATUSES = list(Status)
# The list above the matrix, which holds all of them.
MOST_FAULTS = 200
# As many runs as a line of the trend can show.
MOST_RUNS = 30


@dataclass(frozen=True)
class Evidence:
    """All that is known of an environment; what was not done is None or empty, and says so.

    `controls` is the content of policies/controls.toml, `benchmarks` holds runs of `make bench`,
    each a number by name, the newest last. `frameworks` are those of auditors.
    """

    environment: str
    made: datetime
    commit: str
    sections: Sequence[Section]
    controls: Mapping[str, Mapping[str, Any]]
    waivers: Sequence[Waiver]
    plans: Sequence[StackPlan] = ()
    tested: Integration | None = None
    benchmarks: Sequence[Mapping[str, float]] = ()
    costs: Sequence[StackCost] = ()
    architecture: str = ""
    frameworks: Sequence[Framework] = ()
    mutation: MutationRun | None = None

    @cached_property
    def failed(self) -> set[str]:
        """The policies of ours that fail anywhere."""
        return {rule.id for rule in self._own if rule.failed}

    @cached_property
    def waived(self) -> set[str]:
        """The policies of ours of which a finding is waived."""
        return {rule.id for rule in self._own if rule.waived}

    @cached_property
    def compliant(self) -> set[str]:
        """The policies of ours with which anything complies."""
        return {rule.id for rule in self._own if rule.having(Status.COMPLIANT)}

    @property
    def _own(self) -> Iterator[RuleResult]:
        return (rule for one in self.sections if one.tool == OWN for rule in one.rules)

    @cached_property
    def faults(self) -> list[str]:
        """What is wrong, a line each."""
        found = [fault for section in self.sections for fault in section.faults]
        found += filter(None, (plan.problem for plan in self.plans))
        found += (f"mutation run: {one}" for one in (self.mutation.faults if self.mutation else ()))
        failed = self.tested.failed if self.tested else ()
        return [*dict.fromkeys(found), *(f"integration test {name} failed" for name in failed)]

    @property
    def missing(self) -> list[str]:
        """What was not done, and so proves nothing."""
        places = {str(section.place) for section in self.sections}
        commands = {
            "policies on the synthesized JSON": "synth" in places,
            "policies on the plan": "plan" in places,
            "policies on the live environment": "live" in places,
            "integration tests": self.tested is not None and self.tested.ran > 0,
            "a plan": bool(self.plans),
            "benchmarks": bool(self.benchmarks),
            "the mutation run": self.mutation is not None,
        }
        return [name for name, done in commands.items() if not done]


def document(evidence: Evidence) -> dict[str, Any]:
    """The document; texts have their secrets masked."""
    return {
        "version": VERSION,
        "environment": evidence.environment,
        "made": evidence.made.isoformat(timespec="seconds"),
        "commit": evidence.commit,
        "faults": [mask_text(fault) for fault in evidence.faults[:MOST_FAULTS]],
        "fault_count": len(evidence.faults),
        "missing": evidence.missing,
        "statuses": [str(status) for status in STATUSES],
        "sections": [_section(section) for section in evidence.sections],
        "controls": list(_controls(evidence)),
        "waivers": list(_waivers(evidence.waivers, evidence.made.date())),
        "plans": [_plan(plan) for plan in evidence.plans],
        "tested": _tested(evidence.tested),
        "mutation": _mutation(evidence.mutation),
        "frameworks": [_framework(one, evidence) for one in evidence.frameworks],
        "benchmarks": _trends(evidence.benchmarks),
        "costs": [_cost(cost) for cost in evidence.costs],
    }


def _section(section: Section) -> dict[str, Any]:
    resources: dict[tuple[str, str], int] = {}
    made: list[Verdict] = []
    texts: dict[str, int] = {}
    rows: list[list[int]] = []
    for number, rule in enumerate(section.rules):
        for one in rule.examined:
            key = (one.stack, one.address)
            if key not in resources:
                resources[key] = len(resources)
                made.append(one)
            elif one.file and not made[resources[key]].file:
                made[resources[key]] = one
            text = -1 if one.status is Status.COMPLIANT else _index(texts, _text(one))
            rows.append([number, resources[key], STATUSES.index(one.status), text])
    return {
        "tool": section.tool,
        "place": str(section.place),
        "problems": [mask_text(one) for one in section.problems],
        "rules": [_rule(rule) for rule in section.rules],
        "resources": [
            {
                "stack": one.stack,
                "address": mask_text(one.address),
                "file": one.file,
                "line": one.line,
            }
            for one in made
        ],
        "texts": list(texts),
        "verdicts": rows,
    }


def _index(texts: dict[str, int], text: str) -> int:
    return texts.setdefault(text, len(texts))


def _text(verdict: Verdict) -> str:
    waiver = verdict.waiver
    until = f"waived until {waiver.expires} by {waiver.owner}: {waiver.reason} " if waiver else ""
    return mask_text(f"{until}{verdict.detail}")


def _rule(rule: RuleResult) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": rule.title,
        "severity": str(rule.severity or ""),
        "why": rule.why,
        "remedy": rule.remedy,
        "link": rule.link,
        "requirements": list(rule.requirements),
        "idle": rule.idle,
    }


def _controls(evidence: Evidence) -> Iterator[dict[str, Any]]:
    """Each requirement with what holds it, and what its policies found here."""
    for name, row in evidence.controls.items():
        yield {
            "id": name,
            "text": " ".join(str(row["text"]).split()),
            "policies": list(row["policies"]),
            "tests": list(row["tests"]),
            **_held(row["policies"], evidence),
        }


def _held(policies: Iterable[str], evidence: Evidence) -> dict[str, list[str]]:
    """The policies that fail here, are waived, and those that decided nothing and prove nothing."""
    named = set(policies)
    passed = named - evidence.failed
    return {
        "failed": sorted(named & evidence.failed),
        "waived": sorted(passed & evidence.waived),
        "not_run": sorted(passed - evidence.waived - evidence.compliant),
    }


def _framework(framework: Framework, evidence: Evidence) -> dict[str, Any]:
    return {
        "title": framework.title,
        "total": framework.total,
        "not_claimed": framework.not_claimed,
        "controls": [
            {
                "id": one.id,
                "checks": len(one.checks),
                "of": one.of,
                "policies": list(one.policies),
                **_held(one.policies, evidence),
            }
            for one in framework.controls
        ],
    }


def _trends(runs: Sequence[Mapping[str, float]]) -> dict[str, list[float]]:
    """The numbers of each benchmark, the newest last; a run need not hold all of them."""
    names = sorted({name for run in runs for name in run})
    return {name: [run[name] for run in runs if name in run][-MOST_RUNS:] for name in names}


def _waivers(waivers: Iterable[Waiver], today: date) -> Iterator[dict[str, Any]]:
    for one in waivers:
        yield {
            "policy": one.policy,
            "place": one.place,
            "reason": one.reason,
            "owner": one.owner,
            "expires": one.expires.isoformat(),
            "days": (one.expires - today).days,
        }


def _plan(plan: StackPlan) -> dict[str, Any]:
    dangers = ((change, of_change(change, plan.account)) for change in plan.changes)
    return {
        "stack": plan.stack,
        "problem": plan.problem,
        "counts": {str(kind): count for kind, count in plan.counts.items()},
        "changes": [
            {
                "address": change.address,
                "kind": str(change.kind),
                "dangers": list(danger.titles) if danger else [],
                "loses_data": change.loses_data,
            }
            for change, danger in dangers
        ],
    }


def _tested(tested: Integration | None) -> dict[str, Any] | None:
    if tested is None:
        return None
    return {
        "environment": tested.environment,
        "ran": tested.ran,
        "failed": [mask_text(name) for name in tested.failed],
        "skipped": [mask_text(name) for name in tested.skipped],
    }


def _mutation(run: MutationRun | None) -> dict[str, Any] | None:
    if run is None:
        return None
    return {
        "made": run.made,
        "mutants": run.mutants,
        "caught": run.caught,
        "policies": run.policies,
        "faults": [mask_text(fault) for fault in run.faults[:MOST_FAULTS]],
    }


def _cost(cost: StackCost) -> dict[str, Any]:
    return {
        "stack": cost.stack,
        "unit": cost.unit,
        "monthly": usd(cost.monthly),
        "per_million": usd(cost.per_million) if cost.unit else "",
    }
