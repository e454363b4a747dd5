"""Judges an environment by our own policies and by Checkov's built-in checks.

The same policies judge what was synthesized, what is planned and what is there.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from gitops import checkov
from gitops.errors import Failure
from policies.engine import plan, synth, waivers
from policies.engine.card import ACCOUNT_STACKS
from policies.engine.catalogue import UnfinishedPolicy, discover
from policies.engine.judgement import Judgement, accepted, judged
from policies.engine.plan import BrokenPlan
from policies.engine.stack import Place, Stack
from policies.engine.synth import BrokenSynth
from policies.engine.waivers import BrokenWaivers, Waiver
from stacks.environment import STACK_NAMES

STACKS = {*STACK_NAMES, *ACCOUNT_STACKS}


def policies(folder: Path, home: Path) -> str:
    """Judge the synthesized stacks in `folder`; return how many verdicts there are.

    Raises:
        Failure: with every finding, one a line.
    """
    return told(judge(synthesized(folder)), home)


def builtin(folder: Path) -> str:
    """Run Checkov over the synthesized stacks in `folder`; return the counts.

    Raises:
        Failure: with every finding, one a line.
    """
    result = checkov.check(folder, _granted(), today())
    wrong = [*map(str, result.failed), *result.problems]
    if wrong:
        raise Failure("\n".join([f"Checkov: {len(wrong)} checks fail:", *_indented(wrong)]))
    return f"{result.passed} checks passed, {len(result.waived)} waived with a reason"


def synthesized(folder: Path) -> list[Stack]:
    """The synthesized stacks in `folder`.

    Raises:
        Failure: they are not to be understood.
    """
    try:
        return synth.read(folder)
    except BrokenSynth as error:
        raise Failure(str(error)) from error


def shown(folder: Path, plans: Mapping[str, Path], place: Place) -> list[Stack]:
    """The stacks of plans (stack -> file that `terraform show -json` wrote), as they were read.

    `folder` holds what the plans were made of: it knows which construct made a resource.

    Raises:
        Failure: a plan is not to be understood, or is there no more.
    """
    written = {stack.name: stack for stack in synthesized(folder)}
    try:
        return [
            plan.stack(name, _json(path), place, written.get(name)) for name, path in plans.items()
        ]
    except BrokenPlan as error:
        raise Failure(str(error)) from error


def judge(stacks: Sequence[Stack]) -> Judgement:
    """The judgement of the whole catalogue on the stacks, with our waivers applied.

    Raises:
        Failure: a policy is unfinished, or the waivers are not to be understood.
    """
    try:
        catalogue = discover()
    except UnfinishedPolicy as error:
        raise Failure(str(error)) from error
    granted = _granted()
    judgement = accepted(judged(stacks, catalogue), granted, today())
    strangers = _strangers(granted, {policy.id for policy in catalogue})
    return replace(judgement, problems=[*judgement.problems, *strangers])


def told(judgement: Judgement, home: Path, *, whole: bool = True) -> str:
    """What the judgement comes to; every verdict goes to a log below `home`.

    With `whole` every stack of the environment was judged: a policy that examined nothing fails.

    Raises:
        Failure: with every finding, one a line.
    """
    _log(judgement, home / "logs" / f"policies-{judgement.place}.log")
    findings = [f"{found.policy}: {found.message}" for found in judgement.findings]
    idle = [f"{policy} examined no resource" for policy in judgement.idle if whole]
    wrong = [*findings, *idle, *judgement.problems]
    if wrong:
        total = len(judgement.verdicts)
        raise Failure("\n".join([f"{len(wrong)} of {total} verdicts fail:", *_indented(wrong)]))
    return _summary(judgement)


def today() -> date:
    """The day that decides whether a waiver has expired, in UTC. The one clock of the check."""
    return datetime.now(tz=UTC).date()


def _summary(judgement: Judgement) -> str:
    rest = {
        "waived": len(judgement.waived),
        "left to the plan": len(judgement.deferred),
    }
    words = "".join(f", {count} {word}" for word, count in rest.items() if count)
    return (
        f"{len(judgement.verdicts)} verdicts, {'none fails' if words else 'all compliant'}{words}"
    )


def _log(judgement: Judgement, log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{one.status}: {one.policy}: {one.message}\n" for one in judgement.verdicts]
    log.write_text("".join(lines))


def _granted() -> list[Waiver]:
    try:
        return waivers.read()
    except BrokenWaivers as error:
        raise Failure(str(error)) from error


def _strangers(granted: Iterable[Waiver], catalogue: set[str]) -> Iterator[str]:
    """The waivers that nothing will ever need, whatever is judged."""
    for waiver in granted:
        if waiver.policy not in catalogue and not checkov.is_check(waiver.policy):
            yield f"{waiver} names no policy"
        if waiver.stack not in STACKS:
            yield f"{waiver} names no stack"


def _json(path: Path) -> Mapping[str, Any]:
    try:
        document: Mapping[str, Any] = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise BrokenPlan(f"There is no plan {path}; run `gitops plan`.") from None
    except ValueError as error:
        raise BrokenPlan(f"{path} is not JSON: {error}.") from error
    return document


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]
