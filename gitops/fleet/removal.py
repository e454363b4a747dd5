"""Removes an environment by what its states hold, whatever the code of today declares."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from gitops.adapters.cloud import Cloud
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure
from gitops.adapters.terraform import Terraform
from gitops.environment import recorded_names, records, undeclared
from gitops.environment.teardown import Teardown
from gitops.fleet import state_locks
from gitops.fleet.candidates import Found

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
            tools = undeclared.emptied(self.suffix, self.found.stacks, self.cloud)
            for tool in tools.values():
                self._break_orphan_lock(tool)
            record = self.found.record
            held = [each for name, tool in tools.items() for each in undeclared.held(name, tool)]
            Teardown(
                suffix=self.suffix,
                record=record,
                tools=tools,
                resources=[*held, *(recorded_names.resources(record) if record else ())],
                cloud=self.cloud,
                report=self.report,
            ).run()

    def _break_orphan_lock(self, tool: Terraform) -> None:
        backend = undeclared.backend(tool).get("s3")
        if backend is None:
            return
        lock = state_locks.find(backend["bucket"], backend["key"], self.cloud)
        run_id = self.found.record.run_id if self.found.record else 0
        if lock is None:
            return
        if not state_locks.is_orphan(lock, run_id, self.has_ended):
            raise Failure(f"{lock.key} is locked by {lock.who} since {lock.created:%H:%M %Z}.")
        tool.unlock(lock.id)
