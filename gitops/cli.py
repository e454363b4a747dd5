"""The `gitops` command: what people and CI type."""

from collections.abc import Callable

import typer
from botocore.exceptions import BotoCoreError, ClientError

from gitops.commands import (
    bootstrap,
    build,
    check,
    cloud,
    comment,
    cycle,
    deployment,
    drift,
    lifecycle,
    policy,
    review,
)
from gitops.console import Reporter
from gitops.errors import Failure
from gitops.processes import interruptible

COMMANDS: dict[str, Callable[..., None]] = {
    "bootstrap": bootstrap.bootstrap,
    "package": build.package,
    "synth": build.synth,
    "check": check.check,
    "plan": deployment.plan,
    "deploy": deployment.deploy,
    "outputs": deployment.show_outputs,
    "test": deployment.run_tests,
    "destroy": deployment.destroy,
    "docs": policy.docs,
    "drift": drift.drift,
    "environments": lifecycle.environments,
    "sweep": lifecycle.sweep,
    "comment": comment.comment,
    "cycle": cycle.cycle,
}
GROUPS = {"cloud": cloud.app, "new": policy.app, "review": review.app}

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Prove, plan, deploy, test and remove the environments of market-pipelines.",
)
for name, command in COMMANDS.items():
    app.command(name)(command)
for name, group in GROUPS.items():
    app.add_typer(group, name=name)


def main() -> None:
    """Run the `gitops` command."""
    run(app)


def run(command: Callable[[], None]) -> None:
    """Run the command; turn what is known to go wrong into one sentence and an exit code."""
    try:
        with interruptible():
            command()
    except Failure as failure:
        Reporter().fail(str(failure))
        raise SystemExit(failure.exit_code) from None
    except (BotoCoreError, ClientError) as error:
        Reporter().fail(f"The cloud refused or could not be reached: {error}")
        raise SystemExit(Failure.exit_code) from None
