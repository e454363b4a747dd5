"""Runs Terraform for one stack: its full output goes to a log, progress and errors to the user."""

import errno
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from gitops.adapters import logs, processes
from gitops.adapters.errors import Failure, Refusal
from gitops.adapters.files import write_atomically
from gitops.adapters.paths import BUILD, PROVIDER_LOCK
from gitops.adapters.provider_mirror import SETTING, cli_config
from policies.engine import marks, secrets

OLDEST = (1, 11)
# A job's rights at GitHub: Terraform and its providers need none of them.
OF_A_JOB = re.compile(r"ACTIONS_.*|(GITHUB|GH)_TOKEN")
# What Terraform adds to the reason when one of several resources failed.
NOISE = {"execution halted"}
# Go's words for ENOSPC, in every language.
FULL_DISK = "no space left on device"

Progress = Callable[[str], None]


@dataclass
class TerraformOutcome:
    """What one Terraform run did: changes by kind, and the reasons if it failed."""

    exit_code: int = 0
    changes: dict[str, int] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """The changes in words, for instance `3 to add, 1 to change`."""
        words = [f"{self.changes[kind]} {kind}" for kind in self.changes if self.changes[kind]]
        return ", ".join(words) or "no changes"


@dataclass(frozen=True)
class Terraform:
    """Terraform in one stack's folder, with the environment of one cloud.

    Every call gets the provider lock file of the repository and a CLI configuration that finds
    the provider without a registry where there is a mirror.
    """

    folder: Path
    environ: Mapping[str, str]
    log: Path
    lock: Path = PROVIDER_LOCK

    def init(self, *, migrate: bool = False) -> None:
        """Initialize the folder: backend and locked provider.

        With `migrate` the state moves from the backend of the last init into the present one.
        On a full disk a folder that was ready stays as it was: what follows says if that is not
        enough.

        Raises:
            Failure: the provider could not be installed, or the backend refused.
        """
        write_atomically(self.folder / PROVIDER_LOCK.name, self.lock.read_bytes())
        printed: list[str] = []
        backend = ["-migrate-state", "-force-copy"] if migrate else ["-reconfigure"]
        arguments = ["init", "-input=false", "-lockfile=readonly", *backend, "-no-color"]
        if not self._run(arguments, printed.append):
            return
        text, ready = "".join(printed), self.folder / ".terraform" / "terraform.tfstate"
        if migrate or FULL_DISK not in text or not ready.is_file():
            raise Failure(f"{_init_reason(self.folder.name, text)}\nlog: {self.log}")
        logs.lost(ready, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))

    def plan(self, target: Path, progress: Progress, *, lock: bool = True) -> TerraformOutcome:
        """Save a plan in `target`; exit code 0 no changes, 2 changes.

        Without `lock` it neither waits for an apply nor leaves a lock behind when it is cancelled;
        a plan from it is for reading, and Terraform refuses to apply it once the state has moved.

        Raises:
            Failure: with Terraform's own reasons.
        """
        target.parent.mkdir(parents=True, exist_ok=True)
        arguments = [
            "-input=false",
            "-detailed-exitcode",
            f"-out={target}",
            f"-lock={lock}".lower(),
        ]
        return self._streamed("plan", arguments, progress, good={0, 2})

    def refresh_only_plan(self, target: Path, progress: Progress) -> TerraformOutcome:
        """Save a refresh-only plan in `target`: the live state of the stack.

        Neither the state nor the cloud changes. Raises Failure with Terraform's own reasons.
        """
        target.parent.mkdir(parents=True, exist_ok=True)
        arguments = [
            "-refresh-only",
            "-input=false",
            f"-out={target}",
            "-lock=false",
        ]
        return self._streamed("plan", arguments, progress, good={0})

    def apply(self, plan: Path, progress: Progress) -> TerraformOutcome:
        """Apply exactly the saved plan. Raises Failure with Terraform's own reasons."""
        return self._streamed("apply", ["-input=false", str(plan)], progress, good={0})

    def refresh(self, progress: Progress) -> TerraformOutcome:
        """Update the state from the live resources. Raises Failure with Terraform's reasons."""
        arguments = ["-refresh-only", "-input=false", "-auto-approve"]
        return self._streamed("apply", arguments, progress, good={0})

    def destroy(self, progress: Progress) -> TerraformOutcome:
        """Destroy everything in the state. Raises Failure with Terraform's own reasons."""
        return self._streamed("destroy", ["-input=false", "-auto-approve"], progress, good={0})

    def import_resource(self, address: str, identity: str) -> None:
        """Import an existing resource into the state. Raises Failure with Terraform's reasons."""
        arguments = ["import", "-input=false", "-no-color", address, identity]
        if self._run(arguments, lambda _line: None):
            raise Failure(f"terraform import of {address} failed.\nlog: {self.log}")

    def untaint(self, address: str) -> None:
        """Untaint a resource so that it is kept. Raises Failure with Terraform's reasons."""
        if self._run(["untaint", "-no-color", address], lambda _line: None):
            raise Failure(f"terraform untaint of {address} failed.\nlog: {self.log}")

    def state(self) -> dict[str, Any]:
        """The stack's state, in Terraform's JSON state representation."""
        shown: dict[str, Any] = json.loads(self._read("show", "-json"))
        return shown

    def unlock(self, identity: str) -> None:
        """Break the lock of the state. Raises Failure with Terraform's reasons."""
        if self._run(["force-unlock", "-force", identity], lambda _line: None):
            raise Failure(f"terraform force-unlock of {self.folder.name} failed.\nlog: {self.log}")

    def outputs(self) -> dict[str, Any]:
        """The stack's outputs, name -> value; what is sensitive, or a secret, is masked.

        They are printed and written where many can read them.
        """
        raw = json.loads(self._read("output", "-json"))
        return {
            name: marks.MASK if output["sensitive"] else secrets.mask(output["value"], name)
            for name, output in raw.items()
        }

    def show(self, plan: Path) -> dict[str, Any]:
        """The saved plan as Terraform's JSON plan representation."""
        shown: dict[str, Any] = json.loads(self._read("show", "-json", str(plan)))
        return shown

    def _streamed(
        self, command: str, arguments: Sequence[str], progress: Progress, good: set[int]
    ) -> TerraformOutcome:
        outcome = TerraformOutcome()
        outcome.exit_code = self._run(
            [command, "-json", *arguments], lambda line: _take(line, outcome, progress)
        )
        if outcome.exit_code not in good:
            raise Failure(self._reason(command, outcome))
        return outcome

    def _reason(self, command: str, outcome: TerraformOutcome) -> str:
        reasons = "; ".join(dict.fromkeys(outcome.reasons)) or f"exit code {outcome.exit_code}"
        return f"terraform {command} of {self.folder.name} failed: {reasons}\nlog: {self.log}"

    def _run(self, arguments: Sequence[str], each: Callable[[str], None]) -> int:
        """Run terraform; every line goes to the log and to `each`."""
        argv = [executable(), *arguments]
        return processes.run(argv, env=self._env(), cwd=self.folder, log=self.log, each=each)

    def _read(self, *arguments: str) -> str:
        done = subprocess.run(
            [executable(), *arguments],
            env=self._env(),
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Failure(f"terraform {arguments[0]} failed: {done.stderr.strip()}")
        return done.stdout

    def _env(self) -> dict[str, str]:
        config = cli_config(BUILD / "terraform.rc", self.environ)
        environ = {
            name: text for name, text in self.environ.items() if not OF_A_JOB.fullmatch(name)
        }
        return {**environ, "TF_CLI_CONFIG_FILE": str(config), "TF_IN_AUTOMATION": "1"}


def _init_reason(stack: str, output: str) -> str:
    if "Failed to query available provider packages" in output or "Failed to install" in output:
        return (
            "Terraform cannot install the provider hashicorp/aws: the registry did not answer and"
            f" no mirror was found; set {SETTING} to a directory made by"
            " `terraform providers mirror`."
        )
    errors = [line.removeprefix("Error: ") for line in output.splitlines() if line[:6] == "Error:"]
    return f"terraform init of {stack} failed: {'; '.join(dict.fromkeys(errors))}"


def _take(line: str, outcome: TerraformOutcome, progress: Progress) -> None:
    """Read one line of Terraform's machine-readable output into `outcome`."""
    try:
        event = json.loads(line)
    except ValueError:
        # A crash or a warning printed before the JSON begins; the log has it.
        return
    match event.get("type"):
        case "apply_complete":
            progress(event["hook"]["resource"]["addr"])
        case "change_summary":
            outcome.changes = _changes(event["changes"])
        case "diagnostic" if event["diagnostic"]["severity"] == "error":
            outcome.reasons += _diagnosis(event["diagnostic"])


def _changes(summary: Mapping[str, Any]) -> dict[str, int]:
    planned = summary["operation"] == "plan"
    words = {"add": "added", "change": "changed", "remove": "destroyed"}
    plans = {"add": "to add", "change": "to change", "remove": "to destroy"}
    return {(plans if planned else words)[kind]: summary[kind] for kind in words}


def _diagnosis(diagnostic: Mapping[str, Any]) -> list[str]:
    if diagnostic["summary"] in NOISE:
        return []
    place = f"{diagnostic['address']}: " if diagnostic.get("address") else ""
    detail = " ".join(str(diagnostic.get("detail", "")).split())
    return [f"{place}{diagnostic['summary']}" + (f" ({detail})" if detail else "")]


@cache
def executable() -> str:
    """The terraform on PATH.

    Raises:
        Refusal: there is none, or it is older than 1.11, the first with the S3 lock file.
    """
    path = shutil.which("terraform")
    if path is None:
        raise Refusal(
            "Terraform is not on PATH; install version 1.11 or newer"
            " (https://developer.hashicorp.com/terraform/install)."
        )
    found = version(path)
    if tuple(int(part) for part in found.split(".")[:2]) < OLDEST:
        raise Refusal(f"Terraform {found} is too old; install version 1.11 or newer.")
    return path


def check_present(environ: Mapping[str, str] = os.environ) -> None:
    """Fail early, with a Refusal, if Terraform is missing or the provider mirror is invalid."""
    executable()
    cli_config(BUILD / "terraform.rc", environ)


def version(path: str) -> str:
    """The version of the terraform at `path`, for instance `1.11.4`."""
    done = subprocess.run(
        [path, "version", "-json"], capture_output=True, text=True, check=True, cwd="/"
    )
    return str(json.loads(done.stdout)["terraform_version"])
