"""A mistyped name: nothing is registered for it, nothing is deployed, and the command says so."""

from typing import Any

import pytest
from typer.testing import CliRunner, Result

from gitops import cli
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure, Refusal
from gitops.adapters.paths import EnvironmentPaths
from gitops.environment import operations
from gitops.environment.records import recorded, register
from gitops.environment.registry import LocalRegistry, registry_of


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The environments that were synthesized, which takes half a minute; here none is."""
    suffixes: list[str] = []

    def build(suffix: str, *_: Any, **__: Any) -> Any:
        suffixes.append(suffix)
        raise Failure("synthesized")

    monkeypatch.setattr(operations, "build", build)
    return suffixes


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, [*arguments, "--suffix", "tpyo", "--cloud", "aws"])


def test_a_name_that_was_only_synthesized_or_planned_is_no_environment(aws: Cloud) -> None:
    assert recorded("tpyo", registry_of(aws)) == recorded("tpyo")
    assert not EnvironmentPaths("tpyo").record.exists()
    assert LocalRegistry().all() == ([], [])
    assert registry_of(aws).all() == ([], [])

    register(recorded("tpyo"), aws)

    assert [record.suffix for record in registry_of(aws).all()[0]] == ["tpyo"]


@pytest.mark.parametrize(
    "command", [["drift"], ["check", "--on", "live"], ["deploy", "--resume"]], ids=" ".join
)
def test_what_needs_a_deployed_environment_fails_at_once_with_one_exit_code(
    aws: Cloud,  # noqa: ARG001 (commands go there)
    built: list[str],
    command: list[str],
) -> None:
    failure = _run(*command).exception

    assert isinstance(failure, Failure)
    assert "Nothing of environment tpyo is deployed in cloud aws" in str(failure)
    assert failure.exit_code == 1
    assert built == []


def test_tests_of_nothing_are_refused_before_anything_is_synthesized(
    aws: Cloud,  # noqa: ARG001 (commands go there)
    built: list[str],
) -> None:
    assert isinstance(_run("test").exception, Refusal)
    assert built == []
    assert not EnvironmentPaths("tpyo").home.exists()


def test_destroy_says_that_nothing_of_that_name_exists(aws: Cloud, built: list[str]) -> None:
    done = _run("destroy")

    assert (done.exit_code, built) == (0, [])
    assert done.output == "No environment tpyo exists in cloud aws; nothing to destroy.\n"

    register(recorded("tpyo"), aws)
    assert str(_run("destroy").exception) == "synthesized"
