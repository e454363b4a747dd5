"""Runs the `app` command of cdktf.json, which leaves stacks that are current as they are."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What the app command takes to synthesize the stacks of an environment in which everything is set,
# and the account's own stack, of no real account.
EXAMPLE, EXAMPLE_ACCOUNT = "--example", "bootstrap --example"
OUTPUT = "cdktf.out"
REFUSED, NOT_FOUND = 2, 127
RESTORE = (
    'Restore it from Git, or write {"app": "..."} with the command that synthesizes your stacks.'
)


class SynthesisFailed(Exception):
    """The app command gave no stacks: one sentence with its own words, and its exit code."""

    def __init__(self, sentence: str, exit_code: int = 1) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code


def current(root: Path = ROOT, environ: Mapping[str, str] = os.environ) -> Path:
    """The synthesized stacks of the sources below `root` as they are now, made if need be.

    Raises:
        SynthesisFailed: there is no app command, or it failed.
    """
    output = root / OUTPUT
    synthesize(output, root, environ)
    return output


def synthesize(
    output: Path, root: Path = ROOT, environ: Mapping[str, str] = os.environ, arguments: str = ""
) -> None:
    """Run the app command with `output` as its output directory.

    Raises:
        SynthesisFailed: there is no app command, or it failed.
    """
    printed(arguments, root, {**environ, "CDKTF_OUTDIR": str(output)})


def printed(arguments: str, root: Path = ROOT, environ: Mapping[str, str] = os.environ) -> str:
    """Run the app command with these arguments; return what it printed.

    Raises:
        SynthesisFailed: there is no app command, or it failed.
    """
    done = subprocess.run(  # noqa: S602 (as the CDKTF CLI runs it; the command is ours)
        f"{_app(root)} {arguments}".strip(),
        shell=True,
        cwd=root,
        env=_with_our_python(environ),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = (done.stderr or done.stdout).strip()
        if done.returncode == NOT_FOUND:
            reason = f"the app command of cdktf.json cannot be run ({reason}); run `make setup`"
        raise SynthesisFailed(f"Synthesis failed: {reason}", done.returncode)
    return done.stdout


def _app(root: Path) -> str:
    try:
        return str(json.loads((root / "cdktf.json").read_bytes())["app"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        sentence = f"{root / 'cdktf.json'} names no app command: {error}. {RESTORE}"
        raise SynthesisFailed(sentence, REFUSED) from error


def _with_our_python(environ: Mapping[str, str]) -> dict[str, str]:
    # `python` and jsii's `node` are those of the virtual environment that runs us.
    search = f"{Path(sys.executable).parent}{os.pathsep}{environ.get('PATH', '')}"
    return {**environ, "PATH": search}
