"""What a plan does or says beside its changes of resources: a list of each, for the comment."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from gitops.adapters.markdown import LONGEST_TEXT, code, prose
from gitops.plans.changes import Change, Kind, StackPlan
from gitops.plans.differences import Difference, differences
from gitops.plans.notices import ActionInvocation, DeferredChange, FailedCheck
from gitops.review import attributes, details
from gitops.review.comment_model import CommentModel

MOST_NAMES = 5


@dataclass(frozen=True)
class Part:
    """A list of the comment; a line is made only if there is room for it."""

    title: str
    items: Sequence[Any]
    line: Callable[[Any], str]


def parts(model: CommentModel, *, full: bool = False) -> Iterator[Part]:
    """The lists that have anything to say; in `full` with all of each payload."""
    stacks = list(_stacks(model))
    for title, line, found in (
        (
            "Deferred to the next plan",
            _deferred,
            [(where, one) for where, plan in stacks for one in plan.deferred],
        ),
        (
            "Invokes actions",
            partial(_invocation, full=full),
            [(where, one) for where, plan in stacks for one in plan.invocations],
        ),
        (
            "Failed checks",
            _check,
            [(where, one) for where, plan in stacks for one in plan.failed_checks],
        ),
        (
            "Imports",
            _import,
            [(where, one) for where, plan in stacks for one in plan.changes if one.import_id],
        ),
    ):
        if found:
            yield Part(title, found, line)


def drifted(model: CommentModel) -> Part:
    """What changed outside of Terraform."""
    found = [(where, change) for where, plan in _stacks(model) for change in plan.drift]
    return Part("Changed outside of Terraform", found, _drift)


def changed_names(change: Change) -> str:
    """The names of the attributes that differ."""
    found = details.changed_attributes(change)
    more = f" and {len(found) - MOST_NAMES} more" if len(found) > MOST_NAMES else ""
    return ", ".join(code(name, 80) for name in found[:MOST_NAMES]) + more


def _attributes(change: Change) -> str:
    names = changed_names(change)
    return f"changes {names}" if names else ""


def _stacks(model: CommentModel) -> Iterator[tuple[str, StackPlan]]:
    """The plans, each with the words for its place if there are several."""
    several = len(model.plans) > 1
    for plan in model.plans:
        yield f"in {code(plan.stack, 60)}" if several else "", plan


def _item(*marks: str) -> str:
    return f"- {', '.join(filter(None, marks))}"


def _deferred(found: tuple[str, DeferredChange]) -> str:
    where, one = found
    return _item(code(one.address), code(one.what, 40), code(one.reason, 80), where)


def _invocation(found: tuple[str, ActionInvocation], *, full: bool) -> str:
    where, one = found
    when = code(one.when, 60) + (f" of {code(one.caller)}" if one.caller else "")
    values = (_value(each, full=full) for each in differences(one.values))
    return "\n".join([_item(code(one.address), when, where), *values])


def _value(one: Difference, *, full: bool) -> str:
    """A part of the payload; a long one over several lines."""
    name = f"  - {code(attributes.path(one))}:"
    if len(one.after) <= LONGEST_TEXT:
        return f"{name} {code(one.after, attributes.LONGEST_SHOWN)}"
    lines = ["```diff", *attributes.lines(one, new=True, full=full), "```"]
    return "\n".join([name, *(f"    {line}" for line in lines)])


def _check(found: tuple[str, FailedCheck]) -> str:
    where, one = found
    messages = "; ".join(prose(text, 500) for text in one.messages)
    return _item(f"{code(one.address)}: {messages}", where)


def _import(found: tuple[str, Change]) -> str:
    where, change = found
    does = "" if change.kind is Kind.IMPORT else _attributes(change)
    return _item(code(change.address), f"id {code(change.import_id)}", does, where)


def _drift(found: tuple[str, Change]) -> str:
    where, change = found
    does = "deleted" if change.kind is Kind.DESTROY else _attributes(change)
    return _item(code(change.address), does, where)
