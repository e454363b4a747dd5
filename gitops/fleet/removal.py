"""Destroys an environment from what its state knows, whatever the code of today declares."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gitops.adapters import parallel
from gitops.adapters.cloud import Cloud
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure
from gitops.adapters.paths import EnvironmentPaths
from gitops.adapters.terraform import Terraform
from gitops.environment import leftover_scan, operator_parameters, outputs, records, synthesis
from gitops.fleet import state_locks
from gitops.fleet.candidates import Found
from policies.engine.resource import Resource
from policies.engine.synth import DOCUMENT

# Then somebody has to look: what a fourth try would mend, the third would have.
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
            Failure: it did not work, with the reason of every try.
        """
        reasons: list[str] = []
        for pause in (*PAUSES_SECONDS, None):
            try:
                self._once()
            except Exception as error:  # noqa: BLE001 (whatever it is, the others must go)
                reasons.append(str(error) if isinstance(error, Failure) else repr(error))
            else:
                return
            if pause is not None:
                time.sleep(pause)
        tries = "\n".join(f"{number}. {reason}" for number, reason in enumerate(reasons, start=1))
        raise Failure(f"{self.suffix} will not die:\n{tries}")

    def _once(self) -> None:
        with records.exclusive(self.suffix):
            # The record that was found names the holder of an orphan lock; from now on it is us.
            tools = self._ready()
            if self.found.record:
                records.hold(self.found.record, self.cloud)
            resources = self._destroy(tools)
            deleted = operator_parameters.delete_all(self.suffix, self.cloud)
            with self.report.step("leftovers") as step:
                left = leftover_scan.look(self.suffix, resources, self.cloud)
                if left.leftovers:
                    raise Failure(f"Left over in {self.suffix}: {'; '.join(left.described)}")
                step.result = f"none of {self.suffix}; {deleted} operator parameters deleted"
            outputs.remove(self.suffix, self.found.stacks)
            records.forget(self.suffix, self.cloud)

    def _destroy(self, tools: dict[str, Terraform]) -> list[Resource]:
        """Destroy every stack; return what they held."""
        with self.report.step("destroy") as step:
            held = [each for stack, tool in tools.items() for each in _held(stack, tool.state())]
            outcomes = parallel.each(tools.values(), lambda tool: tool.destroy(step.counted))
            step.result = f"{self.suffix}: " + (
                "; ".join(
                    f"{stack}: {outcome.summary}"
                    for stack, outcome in zip(tools, outcomes, strict=True)
                )
                or "no state"
            )
        return held

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
    """What the state holds, with the values by which it can be looked for."""
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
