"""Who must have approved a deployment to an environment: a setting without a default."""

from enum import StrEnum

from gitops.adapters.errors import Refusal
from gitops.adapters.project import FILE, project


class Approval(StrEnum):
    """What a workflow proves before it applies a reviewed plan.

    `environment`: somebody approved this run in the GitHub environment `approve-<suffix>`.
    `review`: somebody approved the last commit of the merged pull request; for GitHub plans whose
    private repositories have no required reviewers (docs/claims.md#reviewers-by-plan).
    `none`: the merge is enough.
    """

    environment = "environment"
    review = "review"
    none = "none"


def approval_of(suffix: str) -> Approval:
    """The setting of the environment.

    Raises:
        Refusal: there is none, or it is none of the three.
    """
    found = project().approvals.get(suffix)
    known = [each.value for each in Approval]
    if found not in known:
        wrong = "is missing" if found is None else f"is {found!r}"
        raise Refusal(
            f"{FILE.name}: {suffix} {wrong} in [tool.gitops.approval]. Set it to"
            f" {', '.join(known[:-1])} or {known[-1]} (docs/workflows.md#approvals)."
        )
    return Approval(found)


def before(suffix: str) -> str:
    """The GitHub environment in which a deployment of the reviewed plan waits for its approval."""
    return f"approve-{suffix}"


def of_plan(suffix: str) -> str:
    """The GitHub environment in which a plan that nobody reviewed waits for its approval."""
    return f"approve-plan-{suffix}"
