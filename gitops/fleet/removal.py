"""Removes an environment by what its states hold, whatever the code of today declares."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gitops.adapters.cloud import Cloud
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure
from gitops.adapters.paths import EnvironmentPaths
from gitops.adapters.terraform import Terraform
from gitops.environment import records, synthesis
from gitops.environment.teardown import Teardown
from gitops.fleet import state_locks
from gitops.fleet.candidates import Found
from policies.engine.resource import Resource
from policies.engine.synth import DOCUMENT

# Then an issue asks for a person: what a fourth attempt could fix, the third would have.
PAUSES_SECONDS = (5.0, 20.0)


@dataclass(frozen=True)
class Removal:
    """The removal of one environment; `has_ended` says whether a workflow run is over."""

    found: Found
    cloud: Cloud
    report: Reporter
    has_ended: Callable[[int], bool]

    @property
    def suffix(self) -> str:
        """The environment's name."""
        return self.found.suffix

    @property
    def paths(self) -> EnvironmentPaths:
        """Where its files are."""
        return EnvironmentPaths(self.suffix)

    def run(self) -> None:
        """Destroy, delete the secrets, prove that nothing is left, forget.

        Raises:
            Failure: three attempts failed, with the reason of each.
        """
        reasons: list[str] = []
        for pause in (*PAUSES_SECONDS, None):
            try:
                self._attempt()
            except Exception as error:  # noqa: BLE001 (whatever it is, the others must go)
                reasons.append(str(error) if isinstance(error, Failure) else repr(error))
            else:
                return
            if pause is not None:
                time.sleep(pause)
        lines = "\n".join(f"{number}. {reason}" for number, reason in enumerate(reasons, start=1))
        count = f"{len(reasons)} attempts" if len(reasons) > 1 else "1 attempt"
        raise Failure(f"Cleanup of {self.suffix} failed after {count}:\n{lines}")

    def _attempt(self) -> None:
        with records.exclusive(self.suffix):
            # The record that was found names the holder of an orphan lock; from now on it is us.
            tools = self._ready()
            Teardown(
                suffix=self.suffix,
                record=self.found.record,
                tools=tools,
                resources=[
                    each for stack, tool in tools.items() for each in _held(stack, tool.state())
                ],
                cloud=self.cloud,
                report=self.report,
                importable=False,
            ).run()

    def _ready(self) -> dict[str, Terraform]:
        """Terraform over the state of each stack, with nothing declared, orphan locks broken."""
        folder = self.paths.home / "removal"
        synthesis.empty(self.suffix, self.found.stacks, folder, local=self.cloud.is_local)
        return {
            stack: self._opened(stack, folder / "stacks" / stack) for stack in self.found.stacks
        }

    def _opened(self, stack: str, folder: Path) -> Terraform:
        log = self.paths.logs / f"removal-{stack}.log"
        tool = Terraform(folder, self.cloud.environ(), log)
        tool.init()
        backend = json.loads((folder / DOCUMENT).read_bytes())["terraform"]["backend"]
        if "s3" in backend:
            self._break_orphan_lock(tool, backend["s3"])
        return tool

    def _break_orphan_lock(self, tool: Terraform, backend: dict[str, Any]) -> None:
        lock = state_locks.find(backend["bucket"], backend["key"], self.cloud)
        run_id = self.found.record.run_id if self.found.record else 0
        if lock is None:
            return
        if not state_locks.is_orphan(lock, run_id, self.has_ended):
            raise Failure(f"{lock.key} is locked by {lock.who} since {lock.created:%H:%M %Z}.")
        tool.unlock(lock.id)


def _held(stack: str, state: dict[str, Any]) -> list[Resource]:
    """What the state holds, with the values by which a scan finds it."""
    module = state.get("values", {}).get("root_module", {})
    return [
        Resource(stack, each["type"], each["name"], _plain(each["type"], each["values"]))
        for each in module.get("resources", ())
        if each["mode"] == "managed"
    ]


def _plain(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    """A mapping names its function by ARN once it is there."""
    if kind != "aws_lambda_event_source_mapping":
        return values
    return {**values, "function_name": str(values["function_name"]).rsplit(":", maxsplit=1)[-1]}
