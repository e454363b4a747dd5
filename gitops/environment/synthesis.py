"""Makes the synthesized Terraform JSON of an environment and reads it."""

import json
import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from gitops.adapters.errors import Failure, Refusal
from gitops.adapters.paths import ROOT, EnvironmentPaths
from gitops.environment.isolation import refuse_foreign
from gitops.environment.record import Record
from policies.engine.resource import Resource
from policies.engine.stack import Stack
from policies.engine.synth import BrokenSynth, read
from policies.gate import synthesis
from policies.gate.synthesis import SynthesisFailed

BAD_SETTING = 2
ALL = "all"


def synthesize(record: Record, *, local: bool = False) -> list[str]:
    """Synthesize all stacks of the environment into its folder; return the stacks' names.

    For a `local` cloud the state stays local: its S3 knows nothing of our state bucket. What is
    there already and would be written again the same stays as it is.

    Raises:
        Refusal: a setting is refused, there is no stack, or one is of another environment.
        Failure: the program failed, or wrote what is not to be understood.
    """
    folder = EnvironmentPaths(record.suffix).synth
    program("", folder, _settings(record, local=local))
    if not (names := stack_names(folder)):
        raise Refusal(
            "The app of cdktf.json declares no stack; declare one (docs/adopting.md says how)."
        )
    refuse_foreign(_read(folder), record.suffix)
    return names


def empty(suffix: str, stacks: Sequence[str], folder: Path, *, local: bool) -> None:
    """Write into `folder` the stacks as if nothing were declared in them: only their backends.

    Raises:
        Failure: the app refused or failed.
    """
    settings = {**os.environ, "ENVIRONMENT_SUFFIX": suffix}
    if local:
        settings.pop("STATE_BUCKET", None)
    program(shlex.join(["--empty", *stacks]), folder, settings)


def program(arguments: str, folder: Path, settings: Mapping[str, str]) -> None:
    """Run the app of cdktf.json, which declares the stacks, with these variables and no others.

    Raises:
        Refusal: a setting is refused.
        Failure: the program failed.
    """
    with _failing():
        synthesis.synthesize(folder, ROOT, settings, arguments)


def printed(arguments: str) -> str:
    """Run the app of cdktf.json for what it prints.

    Raises:
        Refusal: there is no app that can be run, or it knows no such argument.
        Failure: the app failed.
    """
    with _failing():
        return synthesis.printed(arguments, ROOT)


@contextmanager
def _failing() -> Iterator[None]:
    try:
        yield
    except SynthesisFailed as error:
        refused = error.exit_code in (BAD_SETTING, synthesis.NOT_FOUND)
        raise (Refusal if refused else Failure)(str(error)) from error


def stack_names(folder: Path) -> list[str]:
    """The stacks that CDKTF's manifest in a folder of synthesized JSON names.

    Raises:
        Failure: there is no manifest that can be read.
    """
    path = folder / "manifest.json"
    try:
        return sorted(json.loads(path.read_bytes())["stacks"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Failure(f"{path} names no stacks ({error}); run `gitops synth`.") from error


def chosen(names: list[str], stack: str) -> list[str]:
    """The stacks that `--stack` names; `all` names all of them.

    Raises:
        Refusal: there is no such stack.
    """
    if stack == ALL:
        return names
    if stack not in names:
        raise Refusal(f"There is no stack {stack!r}; choose one of: {', '.join(names)}, {ALL}.")
    return [stack]


def resources(folder: Path, names: list[str]) -> list[Resource]:
    """All resources of the stacks.

    Raises:
        Failure: the folder holds something that CDKTF did not write.
    """
    return [each for stack in stacks(folder, names) for each in stack.resources]


def stacks(folder: Path, names: list[str]) -> list[Stack]:
    """The stacks of these names.

    Raises:
        Failure: the folder holds something that CDKTF did not write.
    """
    return [stack for stack in _read(folder) if stack.name in names]


def _read(folder: Path) -> list[Stack]:
    try:
        return read(folder)
    except BrokenSynth as error:
        raise Failure(str(error)) from error


def _settings(record: Record, *, local: bool) -> dict[str, str]:
    environ = {**os.environ, "ENVIRONMENT_SUFFIX": record.suffix}
    if record.expires:
        environ["EXPIRES_AT"] = record.expires
    if local:
        environ.pop("STATE_BUCKET", None)
    return environ
