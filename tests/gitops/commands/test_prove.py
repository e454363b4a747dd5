"""`gitops prove` begins only in the account that was named, and goes on after a failed step."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gitops.account import bootstrap as bootstrapping
from gitops.account.claims.finding import ClaimFinding, ClaimVerdict
from gitops.account.claims.register import Claim
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure, Interrupted, Refusal
from gitops.commands import prove as command
from gitops.commands.options import CloudName
from gitops.environment import cycle as cycles
from gitops.environment import settings
from gitops.environment.records import recorded
from gitops.environment.registry import registry_of

OURS = "123456789012"
CLAIM = Claim("x-y", "KMS does X.", "a page, 2026-11-26", "`a/b.py`", "unproven")


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps as they are taken; none of them does anything, and one claim is confirmed."""
    steps: list[str] = []

    def note(name: str) -> Callable[..., None]:
        return lambda *_, **__: steps.append(name)

    monkeypatch.setattr(bootstrapping, "bootstrap", note("bootstrap"))
    monkeypatch.setattr(cycles, "cycle", note("cycle"))
    monkeypatch.setattr(cycles, "throwaway_suffix", lambda: "x")
    found = ClaimFinding(ClaimVerdict.confirmed, "accepted", "a request")

    def walk(*_: object) -> list[tuple[Claim, ClaimFinding]]:
        steps.append("claims")
        return [(CLAIM, found)]

    monkeypatch.setattr(command, "walk", walk)
    return steps


def _transcript(build: Path) -> str:
    (page,) = (build / "prove").glob("*.md")
    return page.read_text()


@pytest.mark.parametrize(
    ("account", "sentence"),
    [
        ("", "name a scratch account, --account ID"),
        ("111122223333", f"The credentials are of account {OURS}, not of 111122223333"),
    ],
)
@pytest.mark.usefixtures("aws")
def test_nothing_is_begun_in_an_account_that_was_not_named(
    done: list[str], build: Path, account: str, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        command.prove(CloudName.aws, account)

    assert done == []
    assert not (build / "prove").exists()


@pytest.mark.usefixtures("aws")
def test_nothing_is_begun_where_every_environment_is_protected(
    done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "_tables", lambda: {"default": {"protected": True}})

    with pytest.raises(Refusal, match=r"x would be a protected environment; .*\[default\]"):
        command.prove(CloudName.aws, OURS)

    assert done == []


@pytest.mark.usefixtures("aws")
def test_in_the_named_account_every_step_is_taken_and_written_down(
    done: list[str], build: Path
) -> None:
    command.prove(CloudName.aws, OURS)

    assert done == ["bootstrap", "cycle", "claims"]
    text = _transcript(build)
    assert "| sweep | `no record, state or tag names x`" in text
    assert "### x-y: confirmed" in text
    assert OURS not in text


def test_what_the_cycle_left_is_swept_and_fails_the_run(
    done: list[str], aws: Cloud, build: Path
) -> None:
    registry = registry_of(aws)
    for suffix in ("x", "y"):
        registry.write(recorded(suffix))

    with pytest.raises(Failure, match="sweep failed: x was still there after the cycle"):
        command.prove(CloudName.aws, OURS)

    assert done[-1] == "claims"
    assert [record.suffix for record in registry.all()[0]] == ["y"]
    assert "x was still there" in _transcript(build)


@pytest.mark.usefixtures("aws")
def test_an_interrupt_stops_it_and_leaves_the_transcript(
    done: list[str], build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise Interrupted("Interrupted; environment x is gone.")

    monkeypatch.setattr(cycles, "cycle", interrupt)

    with pytest.raises(Interrupted):
        command.prove(CloudName.aws, OURS)

    assert done == ["bootstrap"]
    assert "failed: Interrupted; environment x is gone." in _transcript(build)
