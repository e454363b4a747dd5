"""Keeps `cdktf.out` in step with the sources by running the `app` command of cdktf.json."""

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What the app command takes to synthesize the stacks of an environment in which everything is set,
# and the account's own stack, of no real account.
EXAMPLE, EXAMPLE_ACCOUNT = "--example", "bootstrap --example"
OUTPUT = "cdktf.out"

# What the synthesized JSON is made of. Both a changed and a vanished input make it stale.
INPUTS = (
    "cdktf.json",
    "environments.toml",
    "gitops/package.py",
    "lambda_src/**/*.py",
    "stacks/**/*.py",
    "uv.lock",
)
SETTINGS = ("ENVIRONMENT_SUFFIX", "EXPIRES_AT", "STATE_BUCKET")


class SynthesisFailed(Exception):
    """The app command gave no stacks: one sentence with its own words."""


def current(root: Path = ROOT, environ: Mapping[str, str] = os.environ) -> Path:
    """The synthesized stacks of the sources below `root` as they are now, made if need be.

    Raises:
        SynthesisFailed: there is no app command, or it failed.
    """
    output = root / OUTPUT
    output.mkdir(exist_ok=True)
    with _alone(output):
        seal = output / ".inputs.sha256"
        if not seal.is_file() or seal.read_text() != fingerprint(root, environ):
            seal.unlink(missing_ok=True)
            made_of = _inputs(root, environ)
            synthesize(output, root, environ)
            seal.write_text(_sealed(made_of, output))
    return output


def fingerprint(root: Path, environ: Mapping[str, str]) -> str:
    """A digest of the inputs and of the output: a hand in either makes the output stale."""
    return _sealed(_inputs(root, environ), root / OUTPUT)


def synthesize(
    output: Path, root: Path = ROOT, environ: Mapping[str, str] = os.environ, arguments: str = ""
) -> None:
    """Run the app command with `output` as its output directory.

    Raises:
        SynthesisFailed: there is no app command, or it failed.
    """
    done = subprocess.run(  # noqa: S602 (as the CDKTF CLI runs it; the command is ours)
        f"{_app(root)} {arguments}".strip(),
        shell=True,
        cwd=root,
        env=_with_our_python(environ) | {"CDKTF_OUTDIR": str(output)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SynthesisFailed(f"Synthesis failed: {(done.stderr or done.stdout).strip()}")


def _app(root: Path) -> str:
    try:
        return str(json.loads((root / "cdktf.json").read_bytes())["app"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SynthesisFailed(f"{root / 'cdktf.json'} names no app command: {error}.") from error


def _with_our_python(environ: Mapping[str, str]) -> dict[str, str]:
    # `python` and jsii's `node` are those of the virtual environment that runs us.
    search = f"{Path(sys.executable).parent}{os.pathsep}{environ.get('PATH', '')}"
    return {**environ, "PATH": search}


@contextmanager
def _alone(output: Path) -> Iterator[None]:
    with (output / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _inputs(root: Path, environ: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for name in SETTINGS:
        digest.update(f"{name}={environ.get(name)}\n".encode())
    for path in sorted(path for pattern in INPUTS for path in root.glob(pattern)):
        _add(digest, path, root)
    return digest.hexdigest()


def _sealed(inputs: str, output: Path) -> str:
    digest = hashlib.sha256(inputs.encode())
    for path in sorted(output.glob("stacks/*/cdk.tf.json")):
        _add(digest, path, output)
    return digest.hexdigest()


def _add(digest: "hashlib._Hash", path: Path, root: Path) -> None:
    content = path.read_bytes()
    digest.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode() + content)
