"""What a plan does or says beside its changes of resources: a list of each, for the comment."""

from collections.abc import Iterator, Sequence

from gitops.adapters.markdown import code, prose
from gitops.plans.changes import Change, Kind, StackPlan
from gitops.plans.differences import differences
from gitops.plans.notices import ActionInvocation, FailedCheck
from gitops.review import details
from gitops.review.comment_model import CommentModel

MOST_NAMES = 5
Part = tuple[str, Sequence[str]]


def parts(model: CommentModel) -> Iterator[Part]:
    """Title and lines of each list; lists without lines are left out."""
    for title, lines in (
        ("Deferred to the next plan", _deferred(model)),
        ("Invokes actions", _invocations(model)),
        ("Failed checks", _failed_checks(model)),
        ("Imports", _imports(model)),
    ):
        if found := list(lines):
            yield title, found


def drifted(model: CommentModel) -> list[str]:
    """What changed outside of Terraform, a line for each resource."""
    return [
        ", ".join(filter(None, (f"- {code(change.address)}", what, where)))
        for where, plan in _stacks(model)
        for change in plan.drift
        for what in ("deleted" if change.kind is Kind.DESTROY else _attributes(change),)
    ]


def changed_names(change: Change) -> str:
    """The names of the attributes that differ."""
    found = details.changed_attributes(change)
    more = f" and {len(found) - MOST_NAMES} more" if len(found) > MOST_NAMES else ""
    return ", ".join(code(name, 80) for name in found[:MOST_NAMES]) + more


def _attributes(change: Change) -> str:
    names = changed_names(change)
    return f"changes {names}" if names else ""


def _stacks(model: CommentModel) -> Iterator[tuple[str, StackPlan]]:
    several = len(model.plans) > 1
    for plan in model.plans:
        yield f"in {code(plan.stack, 60)}" if several else "", plan


def _deferred(model: CommentModel) -> Iterator[str]:
    for where, plan in _stacks(model):
        for one in plan.deferred:
            marks = (code(one.address), code(one.what, 40), code(one.reason, 80), where)
            yield f"- {', '.join(filter(None, marks))}"


def _invocations(model: CommentModel) -> Iterator[str]:
    for where, plan in _stacks(model):
        for one in plan.invocations:
            yield f"- {', '.join(filter(None, (code(one.address), _when(one), where)))}"
            yield from _values(one)


def _when(one: ActionInvocation) -> str:
    return f"{code(one.when, 60)} of {code(one.caller)}" if one.caller else code(one.when, 60)


def _values(one: ActionInvocation) -> Iterator[str]:
    for each in differences(one.values):
        yield f"  - {code(each.path, 160)}: {code(each.after)}"


def _failed_checks(model: CommentModel) -> Iterator[str]:
    for where, plan in _stacks(model):
        for one in plan.failed_checks:
            yield f"- {_check(one)}{f', {where}' if where else ''}"


def _check(one: FailedCheck) -> str:
    return f"{code(one.address)}: {'; '.join(prose(text, 500) for text in one.messages)}"


def _imports(model: CommentModel) -> Iterator[str]:
    for where, plan in _stacks(model):
        for change in plan.changes:
            if change.import_id:
                does = "" if change.kind is Kind.IMPORT else _attributes(change)
                marks = (code(change.address), f"id {code(change.import_id)}", does, where)
                yield f"- {', '.join(filter(None, marks))}"
