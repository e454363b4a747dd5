"""The command that comments the plan of an environment on a pull request."""

import os
import sys
from dataclasses import replace
from typing import Annotated

import typer

from gitops.adapters import actions_run, github_client
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Refusal
from gitops.adapters.files import write_atomically
from gitops.adapters.markdown import MOST_IN_A_SUMMARY, UNLIMITED
from gitops.adapters.paths import EnvironmentPaths
from gitops.approval import allowances, guards, received
from gitops.approval.received import Received
from gitops.commands.options import Stack, Suffix, stacks_of, suffix_of
from gitops.environment.synthesis import ALL
from gitops.review import collection, upsert
from gitops.review import comment as comments
from gitops.review.comment_model import CommentModel
from policies.engine.secrets import mask_text


def comment(
    suffix: Suffix = "dev",
    stack: Stack = ALL,
    pull_request: Annotated[
        int, typer.Option(help="Its number; default in a workflow: that of the run.")
    ] = 0,
    tests: Annotated[
        str,
        typer.Option(help="Report the integration tests of this environment; default: --suffix."),
    ] = "",
    base: Annotated[
        str, typer.Option(help="Compare waivers with this commit; default in a workflow: the base.")
    ] = "",
    *,
    plan: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STACK=FILE",
            help="With --dry-run: comment a file of `terraform show -json`.",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the comment only.")] = False,
    save: Annotated[
        bool, typer.Option("--save", help="Write it only; `gitops review comment` posts it.")
    ] = False,
) -> None:
    """Create or update the pull request comment with the plan of an environment.

    It includes the results of `gitops plan`, `gitops check` and `gitops test`. In a workflow it is
    also added to the job summary, with more details. `build/environments/<suffix>/comment.md` has
    all of them; review.yml uploads it as the artifact `comments`.

    `--plan orders=plan.json --dry-run` prints the comment of any plan, without an environment.
    """
    if plan:
        _print_files(plan, dry_run=dry_run)
        return
    name, run = suffix_of(suffix), actions_run.run()
    stacks = _stacks(name, stack)
    about = collection.collect(name, stacks, suffix_of(tests or suffix), base or _base(), run)
    reviewing = received.find()
    if reviewing:
        about = _as_received(about, reviewing)
    actions_run.summarize(comments.render(about, most=MOST_IN_A_SUMMARY, full=True))
    whole = comments.render(about, most=UNLIMITED, full=True)
    write_atomically(EnvironmentPaths(name).comment, mask_text(whole).encode())
    text = comments.render(about)
    write_atomically(EnvironmentPaths(name).short_comment, text.encode())
    if dry_run:
        sys.stdout.write(text)
        return
    done = "written"
    if not save:
        number = pull_request or actions_run.pull_request()
        posted = upsert.post(github_client.connect(), number, f"{name} {stack}", run, text)
        done = f"on pull request {number} {posted}"
    Reporter().say(f"{comments.verdict(about)}; comment {done}")


def _as_received(about: CommentModel, reviewing: Received) -> CommentModel:
    """The same with what only the review of a pull request knows."""
    broken = [*reviewing.refused.get(about.environment, ()), *about.broken]
    return replace(
        about,
        run=replace(about.run, head_sha=reviewing.source.head_sha),
        broken=[reviewing.unplanned] if reviewing.unplanned else broken,
        waivers=reviewing.waivers,
        allowed=[*allowances.listed(about.evaluated), *guards.weakened(reviewing.guards)],
    )


def _print_files(plans: list[str], *, dry_run: bool) -> None:
    """Print the comment of plans that belong to no environment."""
    if not dry_run:
        raise Refusal("With --plan, the comment is only printed; add --dry-run.")
    sys.stdout.write(comments.render(collection.of_files(plans, actions_run.run())))


def _stacks(suffix: str, stack: str) -> list[str]:
    """The stacks that the comment is about; without a synthesis it says that there is no plan."""
    try:
        return stacks_of(suffix, stack)
    except Refusal:
        return ["any stack" if stack == ALL else stack]


def _base() -> str:
    """The base of the pull request: a workflow checks out its merge, whose first parent it is.

    That requires a checkout with `fetch-depth: 2`.
    """
    return "HEAD^1" if os.environ.get("GITHUB_BASE_REF") else ""
