"""Outside of a reviewed deployment, a stack that is declared no more goes only if it is named."""

from collections.abc import Collection

from gitops.adapters.errors import Refusal
from gitops.environment import operations
from gitops.environment.operations import OpenEnvironment
from gitops.plans import changes
from gitops.plans.changes import StackPlan


def refuse_unnamed(environment: OpenEnvironment, named: Collection[str], confirm: str) -> None:
    """Let pass an environment of whose planned removals every one is named.

    In a protected environment it takes the confirmation, too.

    Raises:
        Refusal: a stack with resources is not named, or one is named that is still declared.
    """
    if wrong := sorted(set(named) - set(environment.undeclared)):
        raise Refusal(
            f"--remove-stack {wrong[0]}: no such stack is deployed and no longer declared."
        )
    plans = [
        changes.read(stack, environment.paths.plan_json(stack)) for stack in environment.undeclared
    ]
    going = [plan for plan in plans if plan.changes]
    if missing := [plan for plan in going if plan.stack not in named]:
        raise Refusal("\n".join(map(_sentence, missing)))
    if going:
        operations.refuse_unconfirmed(environment.record.suffix, confirm)


def _sentence(plan: StackPlan) -> str:
    lost = ", ".join(each.address for each in plan.changes if each.loses_data)
    data = f", with the data of {lost}" if lost else ""
    count = len(plan.changes)
    return (
        f"{plan.stack} is deployed and no longer declared: this would destroy"
        f" {count} resource{'s' if count > 1 else ''}{data}."
        f" To do so, add --remove-stack {plan.stack}."
    )
