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
