"""The result of one check: the verdicts by rule and tool, of which every report is made."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path

from gitops.adapters.checkov import CheckovResult, Finding
from gitops.adapters.paths import ROOT
from gitops.compliance.sources import source
from policies.engine.catalogue import Policy
from policies.engine.evaluation import Evaluation
from policies.engine.stack import Place
from policies.engine.verdict import FAILED, Status, Verdict
from policies.engine.waivers import Waiver

OWN, BUILTIN = "policies", "checkov"


@dataclass(frozen=True)
class RuleResult:
    """A policy of ours or a check of Checkov's, with everything that it examined.

    An `idle` one examined nothing though it should have, and so proves nothing. Checkov's checks
    have no severity, no remedy and no link.
    """

    id: str
    title: str
    examined: Sequence[Verdict]
    severity: str = ""
    why: str = ""
    remedy: str = ""
    link: str = ""
    requirements: Sequence[str] = ()
    idle: bool = False

    def having(self, *statuses: Status) -> list[Verdict]:
        """What was examined and found to be so."""
        return [one for one in self.examined if one.status in statuses]

    @property
    def findings(self) -> list[Verdict]:
        """What breaks the check."""
        return self.having(*FAILED)

    @property
    def waived(self) -> list[Verdict]:
        """What a waiver excuses."""
        return self.having(Status.WAIVED)

    @property
    def failed(self) -> bool:
        """Whether the rule breaks the check."""
        return self.idle or bool(self.findings)


@dataclass(frozen=True)
class Section:
    """All rules of one tool at one place; `problems` of the waivers break the check, too.

    `version` is that of another's tool, if it says so.
    """

    tool: str
    place: Place
    rules: Sequence[RuleResult]
    problems: Sequence[str] = ()
    version: str = ""

    @cached_property
    def examined(self) -> list[Verdict]:
        """The verdicts of all rules."""
        return [one for rule in self.rules for one in rule.examined]

    def having(self, *statuses: Status) -> list[Verdict]:
        """What was examined by any rule and found to be so."""
        return [one for one in self.examined if one.status in statuses]

    @property
    def waived(self) -> list[Verdict]:
        """What a waiver excuses."""
        return self.having(Status.WAIVED)

    @property
    def faults(self) -> list[str]:
        """Everything that breaks the check, a line each."""
        return [
            *(f"{one.policy}: {one.message}" for one in self.having(*FAILED)),
            *(f"{rule.id} examined no resource" for rule in self.rules if rule.idle),
            *self.problems,
        ]


@dataclass(frozen=True)
class Result:
    """What all tools found in one environment at one place."""

    environment: str
    place: Place
    stacks: Sequence[str]
    sections: Sequence[Section]

    @property
    def passed(self) -> bool:
        """Whether nothing breaks the check."""
        return not any(section.faults for section in self.sections)


def of_policies(evaluation: Evaluation, *, whole: bool = True, root: Path = ROOT) -> Section:
    """The verdicts of our policies, those for other stacks left out.

    With `whole`, all stacks were evaluated: no policy for them may have been idle.
    """
    by_policy: dict[str, list[Verdict]] = {policy.id: [] for policy in evaluation.policies}
    for verdict in evaluation.verdicts:
        by_policy[verdict.policy].append(verdict)
    idle = set(evaluation.idle) if whole else set()
    rules = [
        _policy(policy, by_policy[policy.id], root, idle=policy.id in idle)
        for policy in evaluation.policies
        if any(map(policy.card.is_for, evaluation.stacks))
    ]
    return Section(OWN, evaluation.place, rules, evaluation.problems)


def of_checkov(result: CheckovResult, root: Path = ROOT) -> Section:
    """The verdicts of Checkov, which reads synthesized stacks only, a rule for each check."""
    found = [
        *((finding, Status.COMPLIANT, None) for finding in result.passed),
        *((finding, Status.VIOLATION, None) for finding in result.failed),
        *((waived.finding, Status.WAIVED, waived.waiver) for waived in result.waived),
    ]
    found.sort(key=lambda one: (one[0].check, one[0].place))
    rules = []
    for _, group in groupby(found, key=lambda one: one[0].check):
        held = list(group)
        examined = [_builtin(*one, root) for one in held]
        rules.append(RuleResult(held[0][0].check, held[0][0].title, examined))
    return Section(BUILTIN, Place.SYNTH, rules, result.problems, result.version)


def _policy(policy: Policy, verdicts: Sequence[Verdict], root: Path, *, idle: bool) -> RuleResult:
    card = policy.card
    return RuleResult(
        policy.id,
        card.title,
        [_located(verdict, verdict.construct, root) for verdict in verdicts],
        severity=card.severity,
        why=card.why,
        remedy=card.remedy,
        link=card.source,
        requirements=card.requirements,
        idle=idle,
    )


def _located(verdict: Verdict, construct: str, root: Path) -> Verdict:
    kind = verdict.address.split(".", maxsplit=1)[0]
    made = source(verdict.stack, kind, construct, root)
    return replace(verdict, file=made.file, line=made.line)


def _builtin(finding: Finding, status: Status, waiver: Waiver | None, root: Path) -> Verdict:
    verdict = Verdict(
        finding.check, finding.stack, finding.address, status, finding.title, waiver=waiver
    )
    return _located(verdict, finding.construct, root)
