"""A stack's first deploy in a comment: one table, for nobody reads a thousand new attributes."""

from collections import Counter
from collections.abc import Sequence

from gitops.adapters.markdown import cell, table
from gitops.plans.changes import Kind, StackPlan

# A smaller one is shown attribute by attribute.
FEW = 20
ONLY = {Kind.CREATE, Kind.READ}


def is_large(plan: StackPlan) -> bool:
    """Whether the stack has no resource yet and the plan creates more than a few."""
    return plan.is_first and len(plan.changes) > FEW and plan.counts.keys() <= ONLY


def section(plans: Sequence[StackPlan], url: str) -> str:
    """The types that the stacks create with their counts, and where the attributes are."""
    if not plans:
        return ""
    counts = [Counter(change.type for change in plan.changes) for plan in plans]
    types = sorted({kind for count in counts for kind in count})
    rows = [(cell(kind), *(str(count[kind] or "") for count in counts)) for kind in types]
    total = ("all", *(str(count.total()) for count in counts))
    stacks = [cell(plan.stack) for plan in plans]
    where = f"the [job summary]({url})" if url else "the job summary of a workflow run"
    return "\n".join(
        [
            "### First deploy\n",
            *table(("creates", *stacks), *rows, total, numbers=len(plans)),
            "",
            f"All attributes are in {where}.",
        ]
    )
