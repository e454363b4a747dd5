"""The transcript of a `gitops prove`: its steps, and what was found out about each claim."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from gitops.account.claims.finding import ClaimFinding, ClaimVerdict
from gitops.account.claims.register import Claim
from gitops.adapters import paths
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure, Interrupted
from gitops.adapters.files import write_atomically
from gitops.adapters.markdown import prose, prose_cell, table

LONGEST_ANSWER = 2000
HIDDEN = "************"


@dataclass(frozen=True)
class RecordedStep:
    """One step, its outcome in words, and its seconds."""

    title: str
    outcome: str
    seconds: float = 0.0
    failed: bool = False


@dataclass
class Transcript:
    """What was done in which account; the account's id is masked unless `shows_account`."""

    cloud: Cloud
    account: str
    shows_account: bool = False
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    steps: list[RecordedStep] = field(default_factory=list)
    findings: list[tuple[Claim, ClaimFinding]] = field(default_factory=list)

    @contextmanager
    def step(self, title: str, outcome: str) -> Iterator[None]:
        """Record how the step ends; its failure does not stop the next one, an interrupt does."""
        began = time.monotonic()
        try:
            yield
        except (Failure, BotoCoreError, ClientError) as error:
            self.steps.append(
                RecordedStep(title, str(error), time.monotonic() - began, failed=True)
            )
            if isinstance(error, Interrupted):
                raise
        else:
            self.steps.append(RecordedStep(title, outcome, time.monotonic() - began))

    @property
    def page(self) -> Path:
        """Its file: one for each run."""
        return paths.BUILD / "prove" / f"{self.cloud.name}-{self.began:%Y%m%dT%H%M%SZ}.md"

    def write(self) -> Path:
        """Write the file and return its path."""
        write_atomically(self.page, self.markdown().encode())
        return self.page

    @property
    def faults(self) -> list[str]:
        """Why the run failed: steps, refuted claims, resources that a probe left."""
        return [
            *(f"{step.title} failed: {step.outcome}" for step in self.steps if step.failed),
            *(f"{claim.id} is refuted: {found.seen}" for claim, found in self._refuted()),
            *(f"{claim.id} left: {found.left}" for claim, found in self.findings if found.left),
        ]

    def _refuted(self) -> Iterator[tuple[Claim, ClaimFinding]]:
        for claim, found in self.findings:
            if found.verdict is ClaimVerdict.refuted:
                yield claim, found

    def markdown(self) -> str:
        """The transcript as a page."""
        lines = [
            f"# gitops prove, {self.began:%Y-%m-%d %H:%M} UTC",
            "",
            f"Cloud: {'embedded' if self.cloud.is_local else 'AWS'}. Account: {self.account}.",
            "",
            "## Steps",
            "",
            *table(("step", "outcome", "seconds"), *map(_row, self.steps), numbers=1),
            "",
            "## Claims",
            *(line for claim, found in self.findings for line in _claim(claim, found)),
        ]
        page = "\n".join(lines) + "\n"
        return page if self.shows_account else page.replace(self.account, HIDDEN)


def _claim(claim: Claim, found: ClaimFinding) -> Iterator[str]:
    yield from ("", f"### {claim.id}: {found.verdict}", "", claim.sentence, "")
    if found.tried:
        yield f"- tried: {prose(found.tried, LONGEST_ANSWER)}"
    label = "answered" if found.tried else "why"
    yield f"- {label}: {prose(found.seen, LONGEST_ANSWER)}"
    if found.left:
        yield f"- not removed: {prose(found.left, LONGEST_ANSWER)}"


def _row(step: RecordedStep) -> tuple[str, str, str]:
    outcome = f"failed: {step.outcome}" if step.failed else step.outcome
    return step.title, prose_cell(outcome), f"{step.seconds:.0f}"
