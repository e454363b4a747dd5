"""The data of a pull request comment."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from gitops.adapters.actions_run import Run
from gitops.compliance.report_files import Integration
from gitops.compliance.result import Section
from gitops.cost.usage import StackUsage
from gitops.plans.changes import Change, Kind, StackPlan
from gitops.plans.danger import DangerousChange, of_change

# The environment of a comment that is about files.
FILES = "plan"


@dataclass(frozen=True)
class CommentModel:
    """One environment's plans and the results of its checks and tests.

    `broken` lists plans that could not be read and why, `failure` why `gitops plan` failed;
    `waivers` the changes of waivers in the pull request; `allowed` what it allows itself by
    changing policies, waivers, controls or permissions of workflows. `usage` says what a unit of
    work makes the resources of each stack do. `evaluated` is empty and `tested`
    None when the step did not run.
    """

    environment: str
    plans: Sequence[StackPlan]
    broken: Sequence[str] = ()
    failure: str = ""
    evaluated: Sequence[Section] = ()
    tested: Integration | None = None
    waivers: Sequence[str] = ()
    run: Run = field(default_factory=Run)
    allowed: Sequence[str] = ()
    usage: Mapping[str, StackUsage] = field(default_factory=dict)

    @cached_property
    def counts(self) -> Counter[Kind]:
        """How many resources of all stacks are created, changed, ..."""
        return sum((plan.counts for plan in self.plans), Counter[Kind]())

    @property
    def problems(self) -> list[str]:
        """Why nobody may apply what is planned, a line each; nothing if all plans are whole."""
        partial = (plan.problem for plan in self.plans)
        return list(filter(None, (*self.failure.splitlines(), *self.broken, *partial)))

    @property
    def whole(self) -> str:
        """Where everything is that does not fit into the comment."""
        if self.environment == FILES:
            return "the plans themselves"
        if not self.run.url:
            return f"`build/environments/{self.environment}/comment.md`"
        return f"the artifact `comments-{self.run.attempt}` of {self.run.link}"

    @cached_property
    def faults(self) -> int:
        """How many findings stand; one that the JSON and the plan both show is one."""
        return len({(one.tool, fault) for one in self.evaluated for fault in one.faults})

    @property
    def account(self) -> str:
        """The account of the environment; empty if nothing of it exists yet."""
        return next((plan.account for plan in self.plans if plan.account), "")

    @cached_property
    def dangers(self) -> list[tuple[str, bool, DangerousChange]]:
        """Stack, whether it changed by hand, and what is dangerous; the widest first."""
        found = [
            (plan.stack, by_hand, danger)
            for plan in self.plans
            for by_hand, changes in ((False, plan.changes), (True, plan.drift))
            for change in changes
            if (danger := of_change(change, self.account)) is not None
        ]
        return sorted(found, key=lambda one: not one[2].is_wide)

    @property
    def failed_checks(self) -> int:
        """How many of Terraform's own checks do not hold."""
        return sum(len(plan.failed_checks) for plan in self.plans)

    @property
    def invocations(self) -> int:
        """How many actions the apply invokes."""
        return sum(len(plan.invocations) for plan in self.plans)

    @property
    def failed_tests(self) -> int:
        """How many integration tests failed."""
        return len(self.tested.failed) if self.tested else 0

    def of(self, *kinds: Kind) -> list[tuple[str, Change]]:
        """The changes of these kinds with their stacks, those of resources with data first."""
        found = [
            (plan.stack, change)
            for plan in self.plans
            for change in plan.changes
            if change.kind in kinds
        ]
        return sorted(found, key=lambda one: not one[1].holds_data)
