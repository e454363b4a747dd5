"""The `gitops` command: what people and CI type."""

import json
import sys
from contextlib import AbstractContextManager
from enum import StrEnum
from typing import Annotated

import typer
from botocore.exceptions import BotoCoreError, ClientError

from gitops import check as checks
from gitops import cloud as clouds
from gitops import cycle as cycles
from gitops import environments, operations, outputs, secrets, settings, synthesized
from gitops import package as packaging
from gitops.console import Reporter
from gitops.errors import Failure, Refusal
from gitops.paths import ROOT, EnvironmentPaths
from gitops.processes import interruptible
from stacks.environment import parse_suffix

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Prove, plan, deploy, test and remove the environments of market-pipelines.",
)
cloud_app = typer.Typer(no_args_is_help=True, help="The embedded cloud, for hands-on work.")
secret_app = typer.Typer(no_args_is_help=True, help="Webhook secrets of the exchanges.")
app.add_typer(cloud_app, name="cloud")
app.add_typer(secret_app, name="secret")


class CloudName(StrEnum):
    """Where an environment lives."""

    local = "local"
    aws = "aws"


def _suffix(text: str) -> str:
    try:
        return parse_suffix(text)
    except ValueError as error:
        raise Refusal(str(error)) from error


Suffix = Annotated[
    str,
    typer.Option(
        envvar="ENVIRONMENT_SUFFIX", help="The environment's name, the end of every resource's."
    ),
]
Stack = Annotated[str, typer.Option(help="One stack, or all.")]
Where = Annotated[
    CloudName, typer.Option("--cloud", help="The embedded cloud on this machine, or AWS.")
]


@app.command()
def package(*, quiet: Annotated[bool, typer.Option(help="Print nothing.")] = False) -> None:
    """Build the archive of every function."""
    for path in packaging.package().values():
        if not quiet:
            Reporter().say(str(path.relative_to(ROOT)))


@app.command()
def synth(suffix: Suffix = "dev", stack: Stack = synthesized.ALL) -> None:
    """Synthesize the Terraform JSON of an environment."""
    with environments.exclusive(_suffix(suffix)):
        operations.build(suffix, stack, Reporter())
    Reporter().say(str(EnvironmentPaths(suffix).synth.relative_to(ROOT)))


@app.command()
def check(suffix: Suffix = "dev", stack: Stack = synthesized.ALL) -> None:
    """Judge the synthesized Terraform by the policies and by Checkov."""
    report, paths = Reporter(), EnvironmentPaths(_suffix(suffix))
    with environments.exclusive(suffix):
        operations.build(suffix, stack, report)
        with report.step("policies") as step:
            step.result = checks.policies(paths.synth, paths.home)
        with report.step("checkov") as step:
            step.result = checks.builtin(paths.synth)


@app.command()
def plan(
    suffix: Suffix = "dev", stack: Stack = synthesized.ALL, cloud: Where = CloudName.local
) -> None:
    """Plan an environment; exit code 0 without changes, 2 with changes."""
    with _opened(suffix, stack, cloud) as environment:
        operations.init(environment)
        changed = operations.plan(environment)
    raise typer.Exit(operations.CHANGES if changed else 0)


@app.command()
def deploy(
    suffix: Suffix = "dev", stack: Stack = synthesized.ALL, cloud: Where = CloudName.local
) -> None:
    """Check, plan and apply an environment, and write its outputs."""
    with _opened(suffix, stack, cloud) as environment:
        cycles.judge_and_plan(environment)
        operations.deploy(environment)
    outputs.copy_flat(outputs.read(suffix))
    environment.report.say(
        f"Outputs: {environment.paths.outputs.relative_to(ROOT)}, cfn-outputs/<stack>/"
    )


@app.command("outputs")
def show_outputs(suffix: Suffix = "dev", stack: Stack = synthesized.ALL) -> None:
    """Print the outputs of a deployed environment as JSON."""
    found = outputs.read(_suffix(suffix))
    chosen = {name: found[name] for name in synthesized.chosen(sorted(found), stack)}
    sys.stdout.write(json.dumps(chosen, indent=2, sort_keys=True) + "\n")


@app.command("test")
def run_tests(suffix: Suffix = "dev", cloud: Where = CloudName.local) -> None:
    """Run the integration tests against a deployed environment."""
    with _opened(suffix, synthesized.ALL, cloud) as environment:
        operations.test(environment)


@app.command()
def destroy(
    suffix: Suffix = "dev",
    stack: Stack = synthesized.ALL,
    cloud: Where = CloudName.local,
    confirm: Annotated[str, typer.Option(help="The suffix again, for a protected one.")] = "",
) -> None:
    """Destroy an environment and prove that nothing is left."""
    operations.refuse_unconfirmed(_suffix(suffix), confirm)
    with _opened(suffix, stack, cloud) as environment:
        operations.init(environment)
        operations.destroy(environment)


@app.command()
def cycle(
    suffix: Annotated[str, typer.Option(help="A throwaway suffix; made up if not given.")] = "",
    stack: Stack = synthesized.ALL,
    cloud: Where = CloudName.local,
    *,
    tests: Annotated[bool, typer.Option(help="Run the integration tests.")] = True,
) -> None:
    """Deploy, test and destroy a throwaway environment, and prove that nothing is left."""
    name = _suffix(suffix or cycles.throwaway_suffix())
    report = Reporter()
    report.say(f"environment {name} on {cloud}; its files: build/environments/{name}/")
    cycles.cycle(name, stack, cloud, report, tests=tests)


@cloud_app.command("up")
def cloud_up(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 chooses a free one.")] = 4566,
) -> None:
    """Start the embedded cloud and print the environment lines to paste."""
    cloud = clouds.up(port)
    for variable, value in cloud.variables.items():
        sys.stdout.write(f"export {variable}={value}\n")


@cloud_app.command("down")
def cloud_down() -> None:
    """End the embedded cloud; what was deployed in it is gone."""
    Reporter().say("ended" if clouds.down() else "No embedded cloud was running.")


@secret_app.command("set")
def secret_set(
    exchange: Annotated[str, typer.Argument(help="The exchange, as in the webhook's path.")],
    suffix: Suffix = "dev",
    cloud: Where = CloudName.local,
    *,
    generate: Annotated[bool, typer.Option(help="Make up a secret.")] = False,
) -> None:
    """Store the webhook secret of an exchange; it is read from standard input, never shown."""
    served = settings.served_exchanges(_suffix(suffix))
    if exchange not in served:
        raise Refusal(
            f"Environment {suffix} does not serve {exchange!r}; choose one of: {', '.join(served)}."
        )
    secret = secrets.generate() if generate else _entered()
    secrets.put(exchange, secret, suffix, clouds.find(cloud))
    Reporter().say(f"stored {secrets.parameter_name(exchange, suffix)}")


def _entered() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Secret", hide_input=True))
    return sys.stdin.read()


def _opened(
    suffix: str, stack: str, cloud: CloudName
) -> AbstractContextManager[operations.Environment]:
    return operations.opened(_suffix(suffix), stack, clouds.find(cloud), Reporter())


def main() -> None:
    """Run the command; turn what is known to go wrong into one sentence and an exit code."""
    try:
        with interruptible():
            app()
    except Failure as failure:
        Reporter().fail(str(failure))
        raise SystemExit(failure.exit_code) from None
    except (BotoCoreError, ClientError) as error:
        Reporter().fail(f"The cloud refused or could not be reached: {error}")
        raise SystemExit(Failure.exit_code) from None
