"""Evaluates every resource of every stack against every policy."""

import re
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from policies.engine import secrets, synth, waivers
from policies.engine.catalogue import Policy, discover
from policies.engine.decision import Compliant, Decision, NotApplicable, Undecided, Violation
from policies.engine.garbage import no_collections
from policies.engine.resource import Resource
from policies.engine.stack import Place, Stack
from policies.engine.values import Known
from policies.engine.verdict import WAIVABLE, Status, Verdict
from policies.engine.waivers import Waiver

# `aws_kms_key.key.policy`: the address of a resource, and its attribute.
OTHER_RESOURCE = re.compile(r"(?P<type>aws_[a-z0-9_]+)\.[A-Za-z_][A-Za-z0-9_-]*\.(?P<rest>.+)")

NO_NAMES = "without the tag Environment no name can be evaluated"


@dataclass(frozen=True)
class Evaluation:
    """All verdicts on some stacks, policy by policy.

    `stacks` are their names, `place` is where they were read. `problems` are faults of the waivers.
    `nameless` are the stacks without a suffix: what that lets the policies overlook is no idleness,
    but one finding of the missing tag.
    """

    policies: Sequence[Policy]
    verdicts: Sequence[Verdict]
    stacks: Sequence[str] = ()
    place: Place = Place.SYNTH
    problems: Sequence[str] = ()
    nameless: Sequence[str] = ()

    @cached_property
    def examined(self) -> dict[str, int]:
        """How many resources each policy examined."""
        counts = dict.fromkeys((policy.id for policy in self.policies), 0)
        for verdict in self.verdicts:
            counts[verdict.policy] += 1
        return counts

    @property
    def idle(self) -> list[str]:
        """The policies that examined nothing in the stacks that they apply to.

        Such a policy proves nothing.
        """
        whole = [stack for stack in self.stacks if stack not in self.nameless]
        return [
            policy.id
            for policy in self.policies
            if not self.examined[policy.id] and any(map(policy.card.is_for, whole))
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


def evaluate_folder(folder: Path, policies: Sequence[Policy] | None = None) -> Evaluation:
    """Evaluate the synthesized stacks in `folder` with `policies` (default: the whole catalogue).

    Raises:
        BrokenSynth: the directory cannot be read.
        UnfinishedPolicy: a file of the catalogue is no complete policy.
    """
    chosen = discover() if policies is None else policies
    return evaluate(synth.read(folder), chosen)


def evaluate(stacks: Sequence[Stack], policies: Sequence[Policy]) -> Evaluation:
    """Evaluate `stacks`, all of them read at one place, with `policies`."""
    linked = [
        replace(one, neighbours=[other for other in stacks if other is not one]) for one in stacks
    ]
    with no_collections():
        verdicts = [verdict for policy in policies for verdict in verdicts_of(policy, linked)]
    place = stacks[0].place if stacks else Place.SYNTH
    nameless = [one.name for one in stacks if _lacks_suffix(one)]
    names = [stack.name for stack in stacks]
    return Evaluation(policies, verdicts, names, place, nameless=nameless)


def _lacks_suffix(stack: Stack) -> bool:
    known = isinstance(stack.suffix, Known) and bool(stack.suffix.value)
    return bool(stack.providers) and not known


def apply_waivers(evaluation: Evaluation, granted: Sequence[Waiver], today: date) -> Evaluation:
    """The evaluation with every finding marked that one of our waivers accepts on that day.

    A crash is never accepted, nor that a stack names no environment: that finding stands for those
    of all policies that then say nothing. Waivers for other tools' checks, and for stacks that were
    not evaluated, are left alone.
    """
    ours = [waiver for waiver in granted if _applies(waiver, evaluation)]
    refused = [one for one in ours if _is_for_all_names(one, evaluation)]
    holding = {
        (one.policy, one.place): one for one in ours if one.holds(today) and one not in refused
    }
    verdicts = [_waived(one, holding.get((one.policy, one.place))) for one in evaluation.verdicts]
    needed = [(v.policy, v.place) for v in evaluation.verdicts if v.status is not Status.COMPLIANT]
    faults = [*waivers.problems(ours, today), *waivers.unused(ours, needed)]
    faults += [f"{one} is refused: {NO_NAMES}" for one in refused]
    return replace(evaluation, verdicts=verdicts, problems=faults)


def _is_for_all_names(waiver: Waiver, evaluation: Evaluation) -> bool:
    """Whether it is for the provider, where a stack without an environment is found."""
    return waiver.stack in evaluation.nameless and waiver.place.startswith(
        f"{waiver.stack}: provider."
    )


def _applies(waiver: Waiver, evaluation: Evaluation) -> bool:
    return waiver.policy in evaluation.examined and waiver.stack in evaluation.stacks


def _waived(verdict: Verdict, waiver: Waiver | None) -> Verdict:
    if waiver is None or verdict.status not in WAIVABLE:
        return verdict
    return replace(verdict, status=Status.WAIVED, waiver=waiver)


def verdicts_of(policy: Policy, stacks: Sequence[Stack]) -> Iterator[Verdict]:
    """The verdicts of one policy on the resources that it applies to."""
    for stack in stacks:
        if not policy.card.is_for(stack.name):
            continue
        blocks = [one for one in stack.blocks if one.type in policy.card.blocks]
        for resource in [*blocks, *stack.resources]:
            verdict = _verdict(policy, resource, stack)
            if verdict:
                yield verdict


def _verdict(policy: Policy, resource: Resource, stack: Stack) -> Verdict | None:
    """The verdict on one resource; None if the policy does not apply to it."""
    decision = _decision(policy, resource, stack)
    if isinstance(decision, NotApplicable):
        return None
    if resource.missing:
        decision = Violation("no such resource, although it is declared", policy.card.title)
    return _in_words(decision, policy, resource, stack)


def _decision(policy: Policy, resource: Resource, stack: Stack) -> Decision | str:
    """What the policy decides; what it did instead, in words, if it crashed."""
    try:
        decision: object = policy.evaluate(resource, stack)
    except Exception as error:  # noqa: BLE001 (whatever it is, it must not look like a pass)
        return f"raised {_where(error)}"
    if not isinstance(decision, Decision):
        return f"answered {decision!r}, which is no decision"
    return decision


def _in_words(
    decision: Decision | str, policy: Policy, resource: Resource, stack: Stack
) -> Verdict:
    # The words go into every report, and what they quote may be a secret.
    found = wanted = ""
    match decision:
        case Violation():
            found, wanted = map(secrets.mask_text, (decision.found, decision.wanted))
            status, detail = Status.VIOLATION, f"found {found}, wanted {wanted}"
        case Compliant():
            status, detail = Status.COMPLIANT, "compliant"
        case Undecided(why, attribute) if _is_deferred(attribute, policy, resource, stack):
            status, detail = Status.DEFERRED, f"deferred to plan: {why}"
        case Undecided(why):
            status, detail = Status.UNDECIDED, f"undecided: {why}"
        case _:
            status, detail = Status.CRASHED, f"the policy {decision}"
    if status not in (Status.COMPLIANT, Status.VIOLATION):
        detail = secrets.mask_text(detail)
    return Verdict(
        policy.id,
        resource.stack,
        resource.address,
        status,
        detail,
        found,
        wanted,
        policy.card.severity,
        resource.path,
    )


def _is_deferred(attribute: str, policy: Policy, resource: Resource, stack: Stack) -> bool:
    return stack.place is Place.SYNTH and (
        _attribute(attribute, resource) in policy.card.decided_in_plan
    )


def _attribute(name: str, resource: Resource) -> str:
    """The attribute as cards name it: `type.attribute`, of another resource if it says so."""
    other = OTHER_RESOURCE.match(name)
    return f"{other['type']}.{other['rest']}" if other else f"{resource.type}.{name}"


def _where(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})"
