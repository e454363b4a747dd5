"""Judges every resource of every stack by every policy."""

import re
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from policies.engine import secrets, synth, waivers
from policies.engine.catalogue import Policy, discover
from policies.engine.outcome import (
    Compliant,
    Crashed,
    Deferred,
    NotConcerned,
    Outcome,
    Undecided,
    Violation,
)
from policies.engine.resource import Resource
from policies.engine.stack import Place, Stack
from policies.engine.waivers import Waiver

# Terraform's meta-arguments that make several resources, or none, of one.
MULTIPLIERS = ("count", "for_each")
# `aws_kms_key.key.policy`: the address of a resource, and its attribute.
OTHER_RESOURCE = re.compile(r"(?P<type>aws_[a-z0-9_]+)\.[A-Za-z_][A-Za-z0-9_-]*\.(?P<rest>.+)")


class Status(StrEnum):
    """The verdict in one word, for reports."""

    COMPLIANT = "compliant"
    VIOLATION = "violation"
    UNDECIDED = "undecided"
    CRASHED = "crashed"
    DEFERRED = "left to the plan"
    WAIVED = "waived"


Said = Compliant | Violation | Undecided | Deferred | Crashed
STATUS = {
    Compliant: Status.COMPLIANT,
    Violation: Status.VIOLATION,
    Undecided: Status.UNDECIDED,
    Crashed: Status.CRASHED,
    Deferred: Status.DEFERRED,
}
FAILED = {Status.VIOLATION, Status.UNDECIDED, Status.CRASHED}
WAIVABLE = {Status.VIOLATION, Status.UNDECIDED}


@dataclass(frozen=True)
class Verdict:
    """What one policy says of one resource that concerns it; `waiver` accepts what it found."""

    policy: str
    resource: Resource
    outcome: Said
    waiver: Waiver | None = None

    @property
    def place(self) -> str:
        """Stack and address."""
        return f"{self.resource.stack}: {self.resource.address}"

    @property
    def status(self) -> Status:
        """The verdict in one word."""
        return Status.WAIVED if self.waiver else STATUS[type(self.outcome)]

    @property
    def failed(self) -> bool:
        """Whether anything but compliance was found, and neither waived nor left to the plan."""
        return self.status in FAILED

    @property
    def message(self) -> str:
        """Place and finding in one line."""
        made_by = f" ({self.resource.path})" if self.resource.path else ""
        waived = f"waived until {self.waiver.expires}: " if self.waiver else ""
        return f"{self.place}{made_by}: {waived}{_in_words(self.outcome)}"


@dataclass(frozen=True)
class Judgement:
    """All verdicts on some stacks, policy by policy.

    `stacks` are their names, `place` is where they were read. `problems` are faults of the waivers.
    """

    policies: Sequence[Policy]
    verdicts: Sequence[Verdict]
    stacks: Sequence[str] = ()
    place: Place = Place.SYNTH
    problems: Sequence[str] = ()

    @cached_property
    def examined(self) -> dict[str, int]:
        """How many resources each policy examined."""
        counts = dict.fromkeys((policy.id for policy in self.policies), 0)
        for verdict in self.verdicts:
            counts[verdict.policy] += 1
        return counts

    @property
    def idle(self) -> list[str]:
        """The policies that examined nothing of the stacks that they are for.

        Such a policy proves nothing.
        """
        return [
            policy.id
            for policy in self.policies
            if not self.examined[policy.id] and any(map(policy.card.is_for, self.stacks))
        ]

    @property
    def findings(self) -> list[Verdict]:
        """The verdicts that fail."""
        return [verdict for verdict in self.verdicts if verdict.failed]

    @property
    def waived(self) -> list[Verdict]:
        """The verdicts that would fail but for a waiver."""
        return [verdict for verdict in self.verdicts if verdict.waiver]

    @property
    def deferred(self) -> list[Verdict]:
        """The verdicts that only a plan can give."""
        return [verdict for verdict in self.verdicts if verdict.status is Status.DEFERRED]


def judge(folder: Path, policies: Sequence[Policy] | None = None) -> Judgement:
    """Judge the synthesized stacks in `folder` by `policies` (default: the whole catalogue).

    Raises:
        BrokenSynth: the directory is not to be understood.
        UnfinishedPolicy: a file of the catalogue is no complete policy.
    """
    chosen = discover() if policies is None else policies
    return judged(synth.read(folder), chosen)


def judged(stacks: Sequence[Stack], policies: Sequence[Policy]) -> Judgement:
    """Judge `stacks`, all of them read at one place, by `policies`."""
    verdicts = [verdict for policy in policies for verdict in by(policy, stacks)]
    place = stacks[0].place if stacks else Place.SYNTH
    return Judgement(policies, verdicts, [stack.name for stack in stacks], place)


def accepted(judgement: Judgement, granted: Sequence[Waiver], today: date) -> Judgement:
    """The judgement with every finding marked that one of our waivers excuses on that day.

    A crash is never excused. Waivers of other tools' checks, and of stacks that were not judged,
    are left alone.
    """
    ours = [waiver for waiver in granted if _concerns(waiver, judgement)]
    holding = {(one.policy, one.place): one for one in ours if one.holds(today)}
    verdicts = [
        replace(verdict, waiver=holding.get((verdict.policy, verdict.place)))
        if verdict.status in WAIVABLE
        else verdict
        for verdict in judgement.verdicts
    ]
    needed = [(v.policy, v.place) for v in judgement.verdicts if v.status is not Status.COMPLIANT]
    faults = [*waivers.problems(ours, today), *waivers.unused(ours, needed)]
    return replace(judgement, verdicts=verdicts, problems=faults)


def _concerns(waiver: Waiver, judgement: Judgement) -> bool:
    return waiver.policy in judgement.examined and waiver.stack in judgement.stacks


def by(policy: Policy, stacks: Sequence[Stack]) -> Iterator[Verdict]:
    """The verdicts of one policy on the resources that concern it."""
    for stack in stacks:
        if not policy.card.is_for(stack.name):
            continue
        for resource in stack.resources:
            outcome = _outcome(policy, resource, stack)
            if not isinstance(outcome, NotConcerned):
                yield Verdict(policy.id, resource, _masked(outcome))


def _outcome(policy: Policy, resource: Resource, stack: Stack) -> Outcome | Deferred | Crashed:
    answer = _answer(policy, resource, stack)
    if resource.missing and not isinstance(answer, NotConcerned):
        return Violation("no such resource, though it is declared", policy.card.title)
    if isinstance(answer, Undecided) and stack.place is Place.SYNTH:
        attribute = _attribute(answer.attribute, resource)
        return Deferred(answer.why) if attribute in policy.card.decided_in_plan else answer
    return answer


def _masked(outcome: Said) -> Said:
    """The outcome without secrets: its words go into every report."""
    words: dict[str, Any] = {name: secrets.mask_text(text) for name, text in vars(outcome).items()}
    return replace(outcome, **words)


def _attribute(name: str, resource: Resource) -> str:
    """The attribute as cards name it: `type.attribute`, of another resource if it says so."""
    other = OTHER_RESOURCE.match(name)
    return f"{other['type']}.{other['rest']}" if other else f"{resource.type}.{name}"


def _answer(policy: Policy, resource: Resource, stack: Stack) -> Outcome | Crashed:
    try:
        outcome: object = policy.judge(resource, stack)
    except Exception as error:  # noqa: BLE001 (whatever it is, it must not look like a pass)
        return Crashed(f"raised {_where(error)}")
    if not isinstance(outcome, Outcome):
        return Crashed(f"answered {outcome!r}, which is no outcome")
    if isinstance(outcome, Compliant):
        multiplier = next((name for name in MULTIPLIERS if name in resource.values), None)
        if multiplier:
            return Undecided(f"{multiplier} decides how many there are only in the plan")
    return outcome


def _where(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})"


def _in_words(outcome: Outcome | Deferred | Crashed) -> str:
    match outcome:
        case Violation(found, wanted):
            return f"found {found}, wanted {wanted}"
        case Undecided(why):
            return f"undecided: {why}"
        case Deferred(why):
            return f"left to the plan: {why}"
        case Crashed(error):
            return f"the policy {error}"
        case _:
            return "compliant"
