"""Evaluates an environment by our own policies and by Checkov's built-in checks.

The same policies evaluate what was synthesized, what is planned and what is deployed.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from gitops.adapters import checkov
from gitops.adapters.errors import Failure
from gitops.adapters.paths import EnvironmentPaths
from gitops.compliance import files, result
from gitops.compliance.policies import catalogue
from gitops.compliance.result import Result, Section
from policies.engine import plan, synth, waivers
from policies.engine.card import ACCOUNT_STACKS
from policies.engine.evaluation import Evaluation, apply_waivers, evaluate
from policies.engine.plan import BrokenPlan
from policies.engine.stack import Place, Stack
from policies.engine.synth import BrokenSynth
from policies.engine.verdict import Status
from policies.engine.waivers import BrokenWaivers, Waiver


def synthesized(paths: EnvironmentPaths, account: Path | None = None) -> Result:
    """The result of our policies and Checkov for the environment's synthesized stacks.

    `account` is the folder of the account's own stack, if our policies shall evaluate it with them.
    Every form of the result is written below `paths.reports`, whether anything fails or not.

    Raises:
        Failure: the stacks, the catalogue or the waivers are not to be understood.
    """
    files.clear(paths.reports, Place.SYNTH)
    stacks = written(paths.synth)
    together = [*stacks, *(written(account) if account else ())]
    evaluation = evaluated(together, _known(stacks))
    builtin = checkov.check(paths.synth, _granted(), today())
    sections = [result.of_policies(evaluation), result.of_checkov(builtin)]
    return _reported(paths, evaluation, sections)


def there(
    paths: EnvironmentPaths, shown: Mapping[str, Path], place: Place, *, whole: bool = True
) -> Result:
    """The result of our policies for plans (stack -> file that `terraform show -json` wrote).

    At `Place.LIVE` the plans are refresh-only plans. With `whole` they are those of every
    stack: a policy that examined nothing fails. Reports are written as for `synthesized`.

    Raises:
        Failure: a plan, the catalogue or the waivers are not to be understood.
    """
    files.clear(paths.reports, place)
    evaluation = evaluated(read(paths.synth, shown, place), _known(written(paths.synth)))
    return _reported(paths, evaluation, [result.of_policies(evaluation, whole=whole)])


def summarize(section: Section) -> str:
    """The section in a few words.

    Raises:
        Failure: with everything that breaks the check, one a line.
    """
    total = len(section.examined)
    if section.faults:
        head = f"{len(section.faults)} faults, {total} verdicts:"
        raise Failure("\n  ".join([head, *section.faults]))
    rest = {
        "waived": len(section.waived),
        "deferred to plan": len(section.having(Status.DEFERRED)),
    }
    words = "".join(f", {count} {word}" for word, count in rest.items() if count)
    return f"{total} verdicts, {'none fails' if words else 'all compliant'}{words}"


def written(folder: Path) -> list[Stack]:
    """The synthesized stacks in `folder`.

    Raises:
        Failure: they are not to be understood.
    """
    try:
        return synth.read(folder)
    except BrokenSynth as error:
        raise Failure(str(error)) from error


def read(folder: Path, plans: Mapping[str, Path], place: Place) -> list[Stack]:
    """The stacks of plans (stack -> file that `terraform show -json` wrote), as they were read.

    `folder` holds what the plans were made of: it knows which construct made a resource.

    Raises:
        Failure: a plan is not to be understood, or is there no more.
    """
    stacks = {stack.name: stack for stack in written(folder)}
    try:
        return [
            plan.stack(name, _json(path), place, stacks.get(name)) for name, path in plans.items()
        ]
    except BrokenPlan as error:
        raise Failure(str(error)) from error


def evaluated(stacks: Sequence[Stack], known: Collection[str] = ()) -> Evaluation:
    """The evaluation of the whole catalogue on the stacks, with our waivers applied.

    A waiver for a stack that is not `known` is a problem; if none is given, that is not checked.

    Raises:
        Failure: a policy is unfinished, or the waivers are not to be understood.
    """
    policies, granted = catalogue(), _granted()
    evaluation = apply_waivers(evaluate(stacks, policies), granted, today())
    unknown = _unknown(granted, {policy.id for policy in policies}, known)
    return replace(evaluation, problems=[*evaluation.problems, *unknown])


def _known(stacks: Iterable[Stack]) -> set[str]:
    """Every stack that a waiver may name; the account's stack alone does not say."""
    names = {stack.name for stack in stacks}
    return set() if names <= set(ACCOUNT_STACKS) else names | set(ACCOUNT_STACKS)


def today() -> date:
    """The day that decides whether a waiver has expired, in UTC. The one clock of the check."""
    return datetime.now(tz=UTC).date()


def _reported(
    paths: EnvironmentPaths, evaluation: Evaluation, sections: Sequence[Section]
) -> Result:
    whole = Result(paths.suffix, evaluation.place, evaluation.stacks, sections)
    files.write(whole, paths.reports)
    return whole


def _granted() -> list[Waiver]:
    try:
        return waivers.read()
    except BrokenWaivers as error:
        raise Failure(str(error)) from error


def _unknown(
    granted: Iterable[Waiver], catalogue: set[str], known: Collection[str]
) -> Iterator[str]:
    """The waivers that nothing will ever need, whatever is evaluated."""
    for waiver in granted:
        if waiver.policy not in catalogue and not waivers.is_builtin(waiver.policy):
            yield f"{waiver} refers to an unknown policy"
        if known and waiver.stack and waiver.stack not in known:
            yield f"{waiver} refers to an unknown stack"


def _json(path: Path) -> Mapping[str, Any]:
    try:
        document: Mapping[str, Any] = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise BrokenPlan(f"There is no plan {path}; run `gitops plan`.") from None
    except ValueError as error:
        raise BrokenPlan(f"{path} is not JSON: {error}.") from error
    return document
