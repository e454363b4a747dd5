"""Options that several commands share, and the environment that they select."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from typing import Annotated

import typer

from gitops.adapters import cloud as clouds
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Refusal
from gitops.adapters.paths import EnvironmentPaths
from gitops.adapters.project import project
from gitops.environment import operations, synthesis
from gitops.plans import failure


class CloudName(StrEnum):
    """The cloud of an environment."""

    local = "local"
    aws = "aws"


Suffix = Annotated[
    str,
    typer.Option(
        envvar="ENVIRONMENT_SUFFIX",
        help="The environment's name, the suffix of every resource name.",
    ),
]
Stack = Annotated[str, typer.Option(help="One stack, or all.")]
Where = Annotated[
    CloudName,
    typer.Option(
        "--cloud", envvar="MARKET_CLOUD", help="The embedded cloud on this machine, or AWS."
    ),
]
Confirm = Annotated[str, typer.Option(help="Repeat the suffix of a protected environment.")]


def suffix_of(text: str) -> str:
    """The environment suffix, unchanged.

    Raises:
        Refusal: it breaks the rule for suffixes (R-ENV-1).
    """
    return project().parse_suffix(text)


def stacks_of(suffix: str, stack: str) -> list[str]:
    """The stacks of the environment, declared or still deployed, or the one named by `stack`.

    Raises:
        Refusal: nothing was synthesized, or there is no such stack.
    """
    folder = EnvironmentPaths(suffix).synth
    if not (folder / "manifest.json").is_file():
        raise Refusal(
            f"Nothing was synthesized for {suffix}. Plan it first: gitops plan --suffix {suffix}"
        )
    removed = EnvironmentPaths(suffix).undeclared.glob("stacks/*")
    names = sorted({*synthesis.stack_names(folder), *(path.name for path in removed)})
    return synthesis.chosen(names, stack)


@contextmanager
def opened(
    suffix: str,
    stack: str,
    cloud: CloudName,
    *,
    changes: bool,
    to_plan: bool = False,
    report: Reporter | None = None,
) -> Iterator[operations.OpenEnvironment]:
    """The environment, synthesized and locked for one command, which changes or only reads it.

    A command that is `to_plan` leaves no older plan behind, however early it fails, but the reason.
    """
    name = suffix_of(suffix)
    with ExitStack() as stacked:
        if to_plan:
            operations.remove_plans(name)
            stacked.enter_context(failure.recorded(EnvironmentPaths(name).plans))
        chosen = clouds.find(cloud)
        yield stacked.enter_context(
            operations.opened(name, stack, chosen, report or Reporter(), changes=changes)
        )
