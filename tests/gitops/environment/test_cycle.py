"""Whatever happens after the deploy has begun, the environment is destroyed."""

import os
import signal
from collections.abc import Callable
from io import StringIO

import pytest
from rich.console import Console

from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure, Interrupted, Refusal
from gitops.adapters.processes import interruptible
from gitops.compliance import check
from gitops.compliance.result import Result, Section
from gitops.environment import cycle, operations, records
from gitops.environment.operations import OpenEnvironment
from policies.engine.stack import Place

STEPS = ("init", "plan", "deploy", "verify_unchanged", "test", "destroy")
pytestmark = pytest.mark.usefixtures("build")


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps as they are taken; none of them does anything."""
    steps: list[str] = []

    def note(name: str) -> Callable[..., None]:
        return lambda *_: steps.append(name)

    for name in STEPS:
        monkeypatch.setattr(operations, name, note(name))
    monkeypatch.setattr(operations, "build", lambda *_, **__: (records.recorded("x"), ["stack"]))
    monkeypatch.setattr(check, "synthesized", lambda *_: Result("x", Place.SYNTH, [], []))
    return steps


def _cycle(said: StringIO | None = None, *, tests: bool = True) -> None:
    report = Reporter(out=Console(file=said or StringIO(), soft_wrap=True))
    with interruptible():
        cycle.cycle("x", "all", "aws", report, tests=tests)


def test_a_cycle_plans_deploys_tests_destroys_and_verifies_after_each_change(
    done: list[str],
) -> None:
    _cycle()

    assert done == [
        "init",
        "plan",
        "deploy",
        "verify_unchanged",
        "test",
        "verify_unchanged",
        "destroy",
    ]


def test_without_tests_the_plan_is_verified_once(done: list[str]) -> None:
    _cycle(tests=False)

    assert done == ["init", "plan", "deploy", "verify_unchanged", "destroy"]


@pytest.mark.parametrize("step", ["deploy", "verify_unchanged", "test"])
def test_a_failure_after_the_deploy_began_still_destroys(
    done: list[str], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object) -> None:
        raise Failure(f"{step} went wrong")

    monkeypatch.setattr(operations, step, fail)

    with pytest.raises(Failure, match=f"{step} went wrong"):
        _cycle()

    assert done[-1] == "destroy"


def test_an_error_that_nobody_foresaw_still_destroys(
    done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(operations, "test", crash)

    with pytest.raises(ZeroDivisionError):
        _cycle()

    assert done[-1] == "destroy"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_in_the_deploy_still_destroys(
    done: list[str], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(operations, "deploy", lambda _environment: os.kill(os.getpid(), number))

    with pytest.raises(Interrupted, match="environment x is gone"):
        _cycle()

    assert done[-1] == "destroy"
    assert "verify_unchanged" not in done


def test_an_interrupt_in_the_destroy_is_answered_and_the_destroy_goes_on(
    done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def destroy(_environment: OpenEnvironment) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        done.append("destroyed to the end")

    monkeypatch.setattr(operations, "destroy", destroy)

    _cycle(said := StringIO())

    assert "Still destroying; please wait." in said.getvalue()
    assert done[-1] == "destroyed to the end"


def test_a_failing_policy_stops_before_the_deploy(
    done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Result(
        "x", Place.SYNTH, [], [Section("policies", Place.SYNTH, [], ["the waiver expired"])]
    )
    monkeypatch.setattr(check, "synthesized", lambda *_: found)

    with pytest.raises(Failure, match="the waiver expired"):
        _cycle()

    assert done == ["init", "plan"]


def test_the_reason_of_a_failure_is_said_before_the_destroy_begins(
    done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_environment: OpenEnvironment) -> None:
        raise Failure("the apply went wrong")

    monkeypatch.setattr(operations, "deploy", fail)
    said = StringIO()
    with pytest.raises(Failure):
        _cycle(said)

    assert done == ["init", "plan", "destroy"]
    assert "the apply went wrong\nDestroying x ..." in said.getvalue()


def test_a_protected_environment_is_no_throwaway() -> None:
    with pytest.raises(Refusal, match="dev is a protected environment; a cycle takes"):
        cycle.cycle("dev", "all", "aws", Reporter(), tests=True)


def test_a_protected_environment_is_destroyed_only_when_confirmed() -> None:
    with pytest.raises(Refusal, match=r"prod is a protected environment; .* --confirm prod"):
        operations.refuse_unconfirmed("prod", "dev")

    operations.refuse_unconfirmed("prod", "prod")
    operations.refuse_unconfirmed("pr-7", "")


def test_throwaway_suffixes_differ() -> None:
    assert cycle.throwaway_suffix() != cycle.throwaway_suffix()
