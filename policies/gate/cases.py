"""Turns verdicts into test cases that pytest lists, selects and reports."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from policies.engine.catalogue import Policy
from policies.engine.evaluation import Evaluation
from policies.engine.verdict import Status, Verdict

SKIPPED = {Status.DEFERRED, Status.WAIVED}
EVALUATION = pytest.StashKey[Evaluation]()


class PolicyFile(pytest.File):
    """A file of the catalogue; its cases are its verdicts."""

    def collect(self) -> Iterable[pytest.Item]:
        """One case per resource that the policy examined, or one that fails for want of any."""
        evaluation = self.config.stash[EVALUATION]
        policy = next(policy for policy in evaluation.policies if policy.id == self.path.stem)
        verdicts = [verdict for verdict in evaluation.verdicts if verdict.policy == policy.id]
        if policy.id in evaluation.idle:
            yield Idle.from_parent(self, name=f"{policy.id}[no resource]")
        for verdict in verdicts:
            name = f"{policy.id}[{verdict.place}]"
            yield Case.from_parent(self, name=name, policy=policy, verdict=verdict)


class CaseFailed(Exception):
    """Why a case fails, in words; there is no code to show."""


class _Item(pytest.Item):
    def repr_failure(
        self,
        excinfo: pytest.ExceptionInfo[BaseException],
        style: object = None,  # noqa: ARG002 (pytest's signature)
    ) -> str:
        # The words are the report: a traceback into the gate would explain nothing.
        return str(excinfo.value)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, self.name


def run_case(item: pytest.Item) -> bool | None:
    """Run and report an item if it is a case: without fixtures there is nothing to set up.

    pytest's own protocol has three phases, which are most of the time of over a thousand cases.
    """
    if not isinstance(item, _Item):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    call = pytest.CallInfo.from_call(
        item.runtest, when="call", reraise=(pytest.exit.Exception, KeyboardInterrupt)
    )
    report = item.ihook.pytest_runtest_makereport(item=item, call=call)
    item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


class Case(_Item):
    """One policy on one resource."""

    def __init__(self, *, policy: Policy, verdict: Verdict, **names: object) -> None:
        super().__init__(**names)  # type: ignore[arg-type]
        self._policy = policy
        self._verdict = verdict

    def runtest(self) -> None:
        """Fail with place, finding, reason and remedy; what is waived or deferred is no pass."""
        if self._verdict.status in SKIPPED:
            pytest.skip(self._verdict.message)
        if self._verdict.failed:
            card = self._policy.card
            words = (self._verdict.message, card.why, card.remedy, f"See {card.source}")
            raise CaseFailed("\n".join(words))


class Idle(_Item):
    """A policy that examined nothing in the whole directory."""

    def runtest(self) -> None:
        """Fail: such a policy proves nothing."""
        raise CaseFailed(f"{self.path.stem} examined no resource of any stack and proves nothing")
