"""A transcript says what was done and found, and names the account only when asked."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from gitops.account.claims.finding import ClaimFinding, ClaimVerdict
from gitops.account.claims.register import Claim
from gitops.account.claims.transcript import Transcript
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure, Interrupted

ACCOUNT = "111122223333"
CLAIM = Claim("x-y", "KMS does X.", "a page, 2026-11-26", "`a/b.py`", "unproven")
SEEN = ClaimFinding(
    ClaimVerdict.confirmed, f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1: accepted", "a request"
)
BEGAN = datetime(2026, 12, 1, 10, 30, tzinfo=UTC)


@pytest.fixture
def transcript() -> Transcript:
    return Transcript(Cloud("aws"), ACCOUNT, began=BEGAN, findings=[(CLAIM, SEEN)])


def test_a_transcript_has_steps_and_claims_with_what_was_tried_and_answered(
    transcript: Transcript, build: Path
) -> None:
    with transcript.step("cycle", "nothing left"):
        pass

    written = transcript.write()

    assert written == build / "prove" / "aws-20261201T103000Z.md"
    text = written.read_text()
    assert "# gitops prove, 2026-12-01 10:30 UTC\n\nCloud: AWS." in text
    assert "| cycle | `nothing left` | 0 |" in text
    assert "### x-y: confirmed\n\nKMS does X.\n\n- tried: `a request`\n- answered: `arn:" in text
    assert transcript.faults == []


def test_the_account_is_masked_everywhere_unless_asked(transcript: Transcript) -> None:
    assert ACCOUNT not in transcript.markdown()
    assert transcript.markdown().count("*" * 12) == 2
    assert replace(transcript, shows_account=True).markdown().count(ACCOUNT) == 2


@pytest.mark.parametrize(
    "error",
    [Failure("went wrong"), ClientError({"Error": {"Code": "went wrong"}}, "CreateKey")],
)
def test_a_failed_step_is_recorded_and_the_next_one_runs(
    transcript: Transcript, error: Exception
) -> None:
    def fail() -> None:
        raise error

    with transcript.step("cycle", "nothing left"):
        fail()
    with transcript.step("sweep", "nothing"):
        pass

    assert [step.failed for step in transcript.steps] == [True, False]
    assert len(transcript.faults) == 1
    assert transcript.faults[0].startswith("cycle failed: ")
    assert "| cycle | `failed: " in transcript.markdown()


def test_an_interrupt_is_recorded_and_stops_everything(transcript: Transcript) -> None:
    with pytest.raises(Interrupted), transcript.step("cycle", "nothing left"):
        raise Interrupted("Interrupted.")

    assert transcript.steps[0].failed


def test_a_refuted_claim_and_what_a_probe_left_fail_the_run(transcript: Transcript) -> None:
    refuted = ClaimFinding(ClaimVerdict.refuted, "refused", "a request", left="key 1")
    transcript.findings = [(CLAIM, refuted)]

    assert transcript.faults == ["x-y is refuted: refused", "x-y left: key 1"]
    assert "- not removed: `key 1`" in transcript.markdown()


def test_a_claim_without_a_probe_has_the_reason(transcript: Transcript) -> None:
    transcript.findings = [(CLAIM, ClaimFinding(ClaimVerdict.not_tried, "takes a signed token"))]

    assert "### x-y: could not be tried" in transcript.markdown()
    assert "- why: `takes a signed token`" in transcript.markdown()
    assert "- tried:" not in transcript.markdown()
