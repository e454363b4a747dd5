"""The change set of a plan in a normal form: two plans that do the same have the same.

Terraform writes marks as a mirror of the value, with empty containers where nothing is marked;
here they are the paths that are marked. Values that are sensitive before or after are left out, so
that a change set may be kept where many can read it; `hidden` binds what they are.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from gitops.adapters.errors import Failure
from gitops.adapters.markdown import visible
from gitops.plans import hidden, set_order, synthesis
from gitops.plans.changes import Change, StackPlan, sensitive
from gitops.plans.hidden import digest
from gitops.plans.notices import ActionInvocation
from policies.engine import marks, secrets

Document = dict[str, Any]
Path = tuple[str | int, ...]
NOTHING: Mapping[str, Any] = MappingProxyType({})
# What AWS writes by itself, so that it differs between any two plans; nobody can set it.
VOLATILE = {
    "aws_lambda_event_source_mapping": {
        "last_modified",
        "last_processing_result",
        "state",
        "state_transition_reason",
    },
    "aws_lambda_function": {"last_modified"},
}
# RFC 3339, and Lambda's form of it without a colon in the offset.
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)")
# The parts of a change that may differ, as a reviewer calls them.
WORDS = {
    "actions": "the actions",
    "before": "the value before",
    "after": "the value after",
    "unknown": "values known only after apply",
    "sensitive": "sensitive values",
    "hidden": "what the synthesized JSON has for masked values",
    "replace_paths": "the attributes that force replacement",
}


def normalised(plan: StackPlan, declared: Mapping[str, Any] = NOTHING) -> Document:
    """What the plan changes: by address the resources, by name the outputs.

    Reads and invoked actions are among the changes. `declared` is the synthesized JSON, which says
    what masked values are.

    Raises:
        Failure: the plan failed or is partial.
    """
    if plan.problem:
        raise Failure(plan.problem)
    changes = [(_key(change), _change(change, declared)) for change in plan.changes]
    actions = [(_invocation_key(one), _values(one.values)) for one in plan.invocations]
    return {
        "changes": _numbered([*changes, *actions]),
        "outputs": {
            name: _output(plan.outputs[name], name, declared) for name in plan.changed_outputs
        },
    }


def differences(
    reviewed: Mapping[str, Any], planned: Mapping[str, Any], *, rest: bool = False
) -> Iterator[str]:
    """The differences between the reviewed and the current change set, one line each.

    With `rest`, what was reviewed may be done already: only what is still planned is compared.
    """
    for part, noun in (("changes", ""), ("outputs", "output ")):
        old, new = reviewed[part], planned[part]
        for name in sorted(new.keys() if rest else old.keys() | new.keys()):
            if digest(old.get(name)) != digest(new.get(name)):
                yield f"{noun}{visible(name)}: {_difference(old.get(name), new.get(name))}"


def _difference(old: Document | None, new: Document | None) -> str:
    if old is None:
        return f"{_done(new)} now, not in the review"
    if new is None:
        return f"{_done(old)} in the review, no change now"
    if old["actions"] != new["actions"]:
        return f"{_done(old)} in the review, {_done(new)} now"
    keys = old.keys() | new.keys()
    words = [
        WORDS.get(key, key) + _where(old.get(key), new.get(key))
        for key in sorted(keys, key=lambda key: (key not in WORDS, key))
        if digest(old.get(key)) != digest(new.get(key))
    ]
    return "differs in " + "; ".join(words)


def _where(old: Any, new: Any) -> str:
    """The attributes that differ, if both are objects."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return ""
    names = sorted(
        name for name in old.keys() | new.keys() if digest(old.get(name)) != digest(new.get(name))
    )
    return f" ({', '.join(visible(name, 80) for name in names)})"


def _done(change: Mapping[str, Any] | None) -> str:
    return " and ".join(change["actions"]) if change else "nothing"


def _key(change: Change) -> str:
    """The address; what a failed replacement left over has the same as its successor."""
    return f"{change.address} (deposed {change.deposed})" if change.deposed else change.address


def _invocation_key(one: ActionInvocation) -> str:
    return f"{one.address} ({' of '.join(filter(None, (one.when, one.caller)))})"


def _numbered(changes: Iterable[tuple[str, Document]]) -> Document:
    """The changes by their keys; those that masking made the same have a number."""
    found: Document = {}
    seen: Counter[str] = Counter()
    for key, change in sorted(changes, key=lambda one: one[0]):
        seen[key] += 1
        found[f"{key} (number {seen[key]})" if seen[key] > 1 else key] = change
    return found


def _output(values: Mapping[str, Any], name: str, declared: Mapping[str, Any]) -> Document:
    block = (declared.get("output") or {}).get(name) or {}
    bound = hidden.bound(block.get("value"), sensitive(values, name), declared)
    return {**_values(values, name), "hidden": bound}


def _change(change: Change, declared: Mapping[str, Any]) -> Document:
    found = _values(change.values, sets=set_order.of(change.type))
    volatile = VOLATILE.get(change.type, set()) | _times(change.values)
    for side in ("before", "after"):
        found[side] = _steady(found[side], volatile)
    return {
        **found,
        "replace_paths": _known(change.values.get("replace_paths") or (), sensitive(change.values)),
        "previous_address": change.previous_address,
        "importing": secrets.mask(change.values.get("importing")),
        "hidden": hidden.bound(
            synthesis.block(change, declared), sensitive(change.values), declared
        ),
    }


def _times(values: Mapping[str, Any]) -> set[str]:
    """The attributes with a time that the plan leaves alone: AWS wrote them, not the plan."""
    before, after, unknown = (
        one if isinstance(one, dict) else {}
        for one in (values.get("before"), values.get("after"), values.get("after_unknown"))
    )
    return {
        name
        for name, value in before.items()
        if isinstance(value, str)
        and TIME.fullmatch(value)
        and (not after or after.get(name) == value or unknown.get(name) is True)
    }


def _steady(value: Any, volatile: set[str]) -> Any:
    """The value without what changes by itself."""
    if not isinstance(value, dict):
        return value
    return {name: one for name, one in value.items() if name not in volatile}


def _values(
    values: Mapping[str, Any], name: str = "", sets: frozenset[set_order.Names] = frozenset()
) -> Document:
    """Values without their secret parts, and the paths of what is secret or unknown."""
    secret = sensitive(values, name)
    before, before_marks = set_order.ordered(
        sets, (marks.masked(values.get("before"), secret), values.get("before_sensitive"))
    )
    after, unknown, after_marks = set_order.ordered(
        sets,
        (
            marks.masked(values.get("after"), secret),
            values.get("after_unknown"),
            values.get("after_sensitive"),
        ),
    )
    return {
        "actions": list(values["actions"]),
        "before": before,
        "after": after,
        "unknown": _known(_paths(unknown), secret),
        "sensitive": {
            "before": _known(_paths(before_marks), secret),
            "after": _known(_paths(after_marks), secret),
        },
    }


def _known(paths: Iterable[Any], secret: marks.Mark) -> list[Any]:
    """The paths, in order, without the names of what is inside of something sensitive."""
    return sorted((marks.clipped(path, secret) for path in paths), key=json.dumps)


def _paths(mark: Any, path: Path = ()) -> Iterator[list[str | int]]:
    """Where the marks are. A mark of the whole is the empty path."""
    if mark is True:
        yield list(path)
    elif isinstance(mark, dict):
        for key, one in mark.items():
            yield from _paths(one, (*path, key))
    elif isinstance(mark, list):
        for number, one in enumerate(mark):
            yield from _paths(one, (*path, number))
