"""The command that tries out, in a scratch account, what the repository believes about AWS."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from gitops.account import bootstrap as bootstrapping
from gitops.account.claims import register
from gitops.account.claims.register import Claim
from gitops.account.claims.transcript import RecordedStep, Transcript
from gitops.account.claims.walk import walk
from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud, Embedded
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure, Interrupted, Refusal
from gitops.adapters.project import project
from gitops.commands.options import CloudName, Where
from gitops.environment import cycle as cycles
from gitops.environment.settings import is_protected
from gitops.environment.synthesis import ALL
from gitops.fleet.sweep import Sweep


def prove(
    cloud: Where = CloudName.local,
    account: Annotated[
        str, typer.Option(help="The id of the scratch account; required with --cloud aws.")
    ] = "",
    *,
    show_account: Annotated[
        bool, typer.Option("--show-account", help="Do not mask the account id in the transcript.")
    ] = False,
) -> None:
    """Bootstrap a scratch account, cycle an environment, try docs/claims.md; write a transcript.

    Exit code 1 when a step failed, a claim is refuted or a resource was left.
    """
    # Always a new one: what is left of it is swept.
    name = cycles.throwaway_suffix()
    if is_protected(name):
        file = project().settings.name
        raise Refusal(
            f"{name} would be a protected environment; {file}, [default], must not protect all."
        )
    if cloud == CloudName.aws and not account:
        raise Refusal(
            "Bootstrap and cycle change the account: name a scratch account, --account ID."
        )
    claims, report = register.read(), Reporter()
    with _opened(cloud) as where:
        transcript = Transcript(where, _confirmed(account, where), show_account)
        try:
            _steps(transcript, name, report)
            _walk(transcript, claims, report)
        except KeyboardInterrupt:
            raise Interrupted("Interrupted; the environment and all resources are gone.") from None
        finally:
            report.say(f"transcript: {transcript.write()}")
    if transcript.faults:
        raise Failure("\n".join(transcript.faults))


@contextmanager
def _opened(name: str) -> Iterator[Cloud]:
    """AWS, or an embedded cloud for this run."""
    if name == CloudName.aws:
        yield Cloud.aws()
        return
    embedded = Embedded()
    try:
        yield embedded.start()
    finally:
        embedded.stop()


def _confirmed(account: str, cloud: Cloud) -> str:
    """The caller's account, if it is the one that was named."""
    ours = str(client(cloud, "sts").get_caller_identity()["Account"])
    if account and account != ours:
        raise Refusal(
            f"The credentials are of account {ours}, not of {account}: use those of the scratch"
            " account, or correct --account."
        )
    return ours


def _steps(transcript: Transcript, name: str, report: Reporter) -> None:
    """Each step of an account's life; `--account` has confirmed the bootstrap."""
    cloud = transcript.cloud
    if cloud.is_local:
        why = "not run: the embedded cloud belongs to no account of environments.toml"
        transcript.steps.append(RecordedStep("bootstrap", why))
    else:
        with transcript.step("bootstrap", "the account is bootstrapped"):
            bootstrapping.bootstrap(cloud, report, lambda: True)
    with transcript.step("cycle", f"environment {name}: deployed, tested, destroyed, nothing left"):
        cycles.cycle(name, ALL, cloud.name, report, tests=True)
    with transcript.step("sweep", f"no record, state or tag names {name}"):
        _sweep(Sweep(cloud, None, report), name)


def _sweep(sweep: Sweep, name: str) -> None:
    """Remove what is left of the environment, and of no other.

    Raises:
        Failure: something was left.
    """
    left = [each.found for each in sweep.decisions() if each.found.suffix == name]
    for found in left:
        sweep.remove(found)
    if left:
        raise Failure(f"{name} was still there after the cycle; the sweep removed it.")


def _walk(transcript: Transcript, claims: list[Claim], report: Reporter) -> None:
    for claim, found in walk(claims, transcript.cloud):
        transcript.findings.append((claim, found))
        report.say(f"{found.verdict}: {claim.id}")
