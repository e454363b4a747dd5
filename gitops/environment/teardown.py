"""Removes one environment and proves that nothing is left; `destroy` and `sweep` share it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gitops.adapters import logs, parallel
from gitops.adapters.cloud import Cloud
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure
from gitops.adapters.files import write_atomically
from gitops.adapters.paths import EnvironmentPaths
from gitops.adapters.terraform import Terraform
from gitops.environment import leftover_scan, operator_parameters, outputs, records
from gitops.environment.leftover_scan import Findings, Leftover
from gitops.environment.record import Record
from policies.engine.resource import Resource


@dataclass(frozen=True)
class Teardown:
    """The teardown of one environment, or of some of its stacks if it is not `whole`.

    `tools` run Terraform, ready to destroy, stack by stack. `resources` are what these stacks
    declare or held. With `importable` the stacks declare them, so that Terraform can import one
    that its state does not know.
    """

    suffix: str
    record: Record | None
    tools: Mapping[str, Terraform]
    resources: Sequence[Resource]
    cloud: Cloud
    report: Reporter
    importable: bool = True
    whole: bool = True

    def run(self) -> None:
        """Destroy the stacks and what operators added, scan for leftovers, forget the environment.

        Raises:
            Failure: Terraform failed, or something is left.
        """
        if self.record:
            records.hold(self.record, self.cloud)
        self._destroy()
        deleted = operator_parameters.delete_all(self.suffix, self.cloud)
        found = self._scan()
        if self.importable and found.declared:
            self._import(found.declared)
            self._destroy()
            found = self._scan()
        self._prove(found, deleted)
        outputs.remove(self.suffix, list(self.tools))
        if self.whole:
            records.forget(self.suffix, self.cloud)

    def _destroy(self) -> None:
        with self.report.step("destroy") as step:
            outcomes = parallel.each(self.tools.values(), lambda tool: tool.destroy(step.counted))
            pairs = zip(self.tools, outcomes, strict=True)
            step.result = "; ".join(f"{name}: {each.summary}" for name, each in pairs) or "no state"

    def _scan(self) -> Findings:
        with self.report.step("scan") as step:
            found = leftover_scan.patiently(
                lambda: leftover_scan.scan(
                    self.suffix, self.resources, self.cloud, whole=self.whole
                ),
                self.cloud.time_scale,
            )
            step.result = f"{len(found.leftovers)} leftovers in the cloud"
        return found

    def _import(self, orphans: Sequence[Leftover]) -> None:
        """Import what an interrupted apply created without noting it in the state.

        An interrupted Terraform cancels requests that are under way; AWS may have served them.
        """
        with self.report.step("import") as step:
            for orphan in orphans:
                if orphan.resource:
                    tool = self.tools[orphan.resource.stack]
                    tool.import_resource(orphan.resource.address, orphan.identity)
                    step.counted(orphan.what)
            step.result = f"{step.count} resources that the state did not know"

    def _prove(self, found: Findings, deleted: int) -> None:
        with self.report.step("leftovers") as step:
            self._write(found)
            if found.leftovers:
                raise Failure(f"Left over in {self.suffix}: {'; '.join(found.described)}")
            residue = "; ".join(found.residue) or "none"
            step.result = (
                f"none in {self.suffix}; {deleted} operator parameters deleted; residue: {residue}"
            )

    def _write(self, found: Findings) -> None:
        report = {"leftovers": found.described, "residue": found.residue}
        path = EnvironmentPaths(self.suffix).home / "leftovers.json"
        try:
            write_atomically(path, (json.dumps(report, indent=2) + "\n").encode())
        except OSError as error:
            logs.lost(path, error)
