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
from gitops.environment import leftover_scan, operator_parameters, outputs, records, undeclared
from gitops.environment.leftover_scan import Findings, Leftover
from gitops.environment.record import Record
from policies.engine.resource import Resource


@dataclass(frozen=True)
class Teardown:
    """The teardown of one environment, or of some of its stacks if it is not `whole`.

    `tools` run Terraform, ready to destroy, stack by stack. `resources` are what these stacks
    declare or held, or what the record lists.
    """

    suffix: str
    record: Record | None
    tools: Mapping[str, Terraform]
    resources: Sequence[Resource]
    cloud: Cloud
    report: Reporter
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
        if self.tools and found.importable:
            self._import(found.importable)
            self._destroy()
            found = self._scan()
        self._prove(found, deleted)
        outputs.remove(self.suffix, list(self.tools))
        if self.whole:
            records.forget(self.suffix, self.cloud, list(self.tools))
        elif self.record:
            records.without(self.record, list(self.tools), self.cloud)

    def _destroy(self) -> None:
        with self.report.step("destroy") as step:
            outcomes = parallel.each(self.tools.values(), lambda tool: tool.destroy(step.counted))
            pairs = zip(self.tools, outcomes, strict=True)
            step.result = "; ".join(f"{name}: {each.summary}" for name, each in pairs) or "no state"

    def _scan(self) -> Findings:
        with self.report.step("scan") as step:
            found = leftover_scan.patiently(
                lambda: leftover_scan.scan(
                    self.suffix,
                    self.resources,
                    self.cloud,
                    whole=self.whole,
                    expires=self.record.expires if self.record else "",
                ),
                self.cloud.time_scale,
            )
            step.result = f"{len(found.leftovers)} leftovers in the cloud"
        return found

    def _import(self, orphans: Sequence[Leftover]) -> None:
        """Import what an interrupted apply created without noting it in the state.

        An interrupted Terraform cancels requests that are under way; AWS may have served them.
        What the code declares of it does not matter: it is destroyed next.
        """
        with self.report.step("import") as step:
            stacks = self._by_stack(orphans)
            for stack, tool in undeclared.emptied(self.suffix, list(stacks), self.cloud).items():
                addresses = [
                    f"{each.resource.type}.orphan_{number}"
                    for number, each in enumerate(stacks[stack])
                    if each.resource
                ]
                with undeclared.declaring(tool.folder, addresses):
                    for address, each in zip(addresses, stacks[stack], strict=True):
                        tool.import_resource(address, each.identity)
                        step.counted(each.what)
            step.result = f"{step.count} resources that the state did not know"

    def _by_stack(self, orphans: Sequence[Leftover]) -> dict[str, list[Leftover]]:
        """The orphans by the stack into whose state they go; any will do to destroy them."""
        found: dict[str, list[Leftover]] = {}
        for each in orphans:
            stack = each.resource.stack if each.resource else ""
            found.setdefault(stack if stack in self.tools else next(iter(self.tools)), []).append(
                each
            )
        return found

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
