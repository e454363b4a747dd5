"""The commands that review a pull request, and bind an apply to its review."""

import os
from pathlib import Path
from typing import Annotated

import typer

from gitops.adapters import actions_run, github_client
from gitops.adapters import cloud as clouds
from gitops.adapters.console import Reporter, reporter
from gitops.adapters.errors import Refusal
from gitops.adapters.paths import EnvironmentPaths
from gitops.approval import gate, reception, reviews, statuses
from gitops.approval import received as receptions
from gitops.approval.pull_requests import Superseded
from gitops.approval.reception import Trigger
from gitops.commands.admit import admit_foreign
from gitops.commands.check import show_result
from gitops.commands.options import CloudName, Stack, Suffix, Where, stacks_of, suffix_of
from gitops.environment.settings import protected_environments
from gitops.environment.synthesis import ALL
from gitops.plans import failure
from gitops.review import upsert

app = typer.Typer(
    no_args_is_help=True, help="Review a pull request; compare a plan with its review."
)
app.command("admit")(admit_foreign)


@app.command("receive")
def receive() -> None:
    """Take in what a pull request's run synthesized of each protected environment: as data only.

    For review.yml. The run is proven, its Terraform JSON admitted and written anew. Step outputs:
    `number` and `head_sha` of the pull request, `plans` (whether the role that plans may be taken)
    and `tested_in`; none of them if a newer run takes its place.
    """
    repository = github_client.connect()
    reviews.refuse_old_code(repository, actions_run.run(), os.environ.get("GITHUB_SHA", ""))
    try:
        found = reception.receive(repository, _trigger(), protected_environments(), _bucket())
    except Superseded as superseded:
        Reporter().say(str(superseded))
        return
    receptions.write(found)
    number, head_sha = found.source.pull_request, found.source.head_sha
    outputs = {
        "number": str(number),
        "head_sha": head_sha,
        "plans": str(not found.unplanned).lower(),
        "tested_in": found.tested_in,
    }
    for name, value in outputs.items():
        actions_run.set_output(name, value)
    Reporter().say(f"Received pull request {number} at {head_sha}.")


@app.command("check")
def check(
    suffix: Suffix = "dev",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Check what was received against this working copy's policies.

    What the pull request allows by changing them is waived, and reported by `gitops comment`.
    """
    result = reviews.check(EnvironmentPaths(suffix_of(suffix)), receptions.read())
    show_result(result, reporter(for_machines=as_json), as_json=as_json)


@app.command("plan")
def plan(suffix: Suffix = "dev", cloud: Where = CloudName.local) -> None:
    """Plan what was received, without locking its state."""
    name = suffix_of(suffix)
    receptions.read()
    with failure.recorded(EnvironmentPaths(name).plans):
        reviews.plan(name, stacks_of(name, ALL), clouds.find(cloud), Reporter())


@app.command("comment")
def comment(suffix: Suffix = "dev") -> None:
    """Post the comment that `gitops comment --save` wrote on the received pull request.

    The step output `commented` is then `true`; none if the pull request has another head by now.
    """
    name, source = suffix_of(suffix), receptions.read().source
    path = EnvironmentPaths(name).short_comment
    if not path.is_file():
        raise Refusal(f"Not found: {path}. `gitops comment --save` writes it.")
    repository = github_client.connect()
    try:
        receptions.refuse_moved(repository, source)
    except Superseded as superseded:
        Reporter().say(str(superseded))
        return
    number, text = source.pull_request, path.read_text()
    done = upsert.post(repository, number, f"{name} {ALL}", actions_run.run(), text)
    actions_run.set_output("commented", "true")
    Reporter().say(f"{name}: comment on pull request {number} {done}")


@app.command("status")
def status(
    suffix: Suffix = "dev",
    saved: Annotated[str, typer.Option(envvar="REVIEW_SAVED", help="`true` if it was kept.")] = "",
    shown: Annotated[
        str, typer.Option(envvar="REVIEW_SHOWN", help="`true` if it was commented.")
    ] = "",
) -> None:
    """Set the commit status review/<suffix> of the pull request's head.

    It is pending while the pull request's run is in progress, then success, failure or error.
    """
    name, repository = suffix_of(suffix), github_client.connect()
    try:
        run, _pull = reception.proven(repository, _trigger())
    except Superseded as superseded:
        Reporter().say(str(superseded))
        return
    state = statuses.ended(saved=saved == "true", shown=shown == "true")
    if actions_run.triggering_run()[2] == "in_progress":
        if run.status == "completed":
            return
        state = statuses.CommitState.PENDING
    statuses.post(repository, run.head_sha, name, state, actions_run.run().url)
    Reporter().say(f"review/{name}: {state}")


def _trigger() -> Trigger:
    run_id, attempt, _action = actions_run.triggering_run()
    return Trigger(run_id, attempt)


def _bucket() -> str:
    """The bucket of the states; without one they are local."""
    return os.environ.get("STATE_BUCKET", "")


@app.command("save")
def save(
    suffix: Suffix = "dev",
    stack: Stack = ALL,
    output: Annotated[
        Path | None, typer.Option(help="The folder; default: build/environments/<suffix>/reviewed.")
    ] = None,
) -> None:
    """Save the change set of `gitops plan`, without secrets, for a later `verify`.

    In a review of a pull request of which nothing is planned, nothing is saved. The step output
    `saved` is then `true`, too: nothing else went wrong.
    """
    name, received = suffix_of(suffix), receptions.find()
    if received and received.unplanned:
        Reporter().say(received.unplanned)
    else:
        Reporter().say(str(gate.save(name, stacks_of(name, stack), output, received)))
    actions_run.set_output("saved", "true")


@app.command("verify")
def verify(
    suffix: Suffix = "dev",
    stack: Stack = ALL,
    commit: Annotated[
        str, typer.Option(help="The commit on main; default in a workflow: the pushed commit.")
    ] = "",
    approved: Annotated[
        Path | None,
        typer.Option(help="Compare with the plan saved in this folder, not with a review."),
    ] = None,
) -> None:
    """Compare the current plan with the plan of the merged pull request.

    Exit code 3: it differs and requires an approval. The workflow step output `reviewed` is then
    `false`, otherwise `true`.
    """
    name = suffix_of(suffix)
    remarks = gate.verify(name, stacks_of(name, stack), commit, approved)
    which = "approved" if approved else "reviewed"
    Reporter().say("; ".join([f"{name}: the plan equals the {which} plan", *remarks]))
