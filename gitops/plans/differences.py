"""What a change does to each attribute; sensitive values never leave this module.

Sensitive is what Terraform marks so, before or after, and what `policies.engine.secrets` finds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import zip_longest
from typing import Any

from gitops.plans import masked_policy
from gitops.plans.alignment import Alignment, align
from gitops.plans.changes import Change, sensitive
from gitops.plans.nodes import Node, Path, is_same, text
from gitops.plans.policy_documents import document
from policies.engine import marks, secrets

SENSITIVE = marks.MASK
UNKNOWN = "(known after apply)"
ABSENT = "(none)"


class Edit(StrEnum):
    """What happens to a value; of elements of a list the whole may come, go or change places."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True)
class Difference:
    """An attribute and its value before and after, as JSON or as one of the words above.

    `path` names elements as people do, `steps` by their numbers: after, or before if removed.
    `from_synthesis` says that Terraform does not know the value yet and the synthesized JSON does.
    """

    path: str
    before: str
    after: str
    edit: Edit = Edit.CHANGED
    steps: Path = ()
    from_synthesis: bool = False


def differences(
    change: Mapping[str, Any],
    name: str = "",
    *,
    type_: str = "",
    synthesized: Mapping[str, Any] | None = None,
) -> Iterator[Difference]:
    """The attributes that differ, from the `change` object of a plan, in order of their names.

    `name` is that of an output: it may tell that the value is a secret. `type_` is that of the
    resource, `synthesized` its block in the synthesized JSON.
    """
    yield from _walk(_root(change, name, type_, synthesized or {}))


def of(change: Change) -> Iterator[Difference]:
    """The differences of a resource, with what the synthesized JSON knows."""
    return differences(change.values, type_=change.type, synthesized=change.synthesized)


def unmasked(change: Change) -> Iterator[Difference]:
    """The same with all secrets, for what judges them and shows none."""
    node = _root(change.values, "", change.type, change.synthesized)
    return _walk(replace(node, secret=False))


def changed_names(change: Change) -> Iterator[str]:
    """The top attributes that may differ, found without a look at what is secret in them."""
    before, after, unknown = (
        one if isinstance(one, dict) else {}
        for one in (change.values.get(key) for key in ("before", "after", "after_unknown"))
    )
    whole = change.values.get("after_unknown") is True
    for name in {**before, **after, **unknown}:
        if whole or unknown.get(name) or not is_same(before.get(name), after.get(name)):
            yield name


def _root(change: Mapping[str, Any], name: str, type_: str, synthesized: Mapping[str, Any]) -> Node:
    unknown = change.get("after_unknown")
    known = _needed(synthesized, unknown)
    before, after = change.get("before"), change.get("after")
    return Node(
        before,
        after,
        unknown,
        marks.union(sensitive(change, name), secrets.marks(known)),
        marks.union(
            change.get("before_sensitive"),
            change.get("after_sensitive"),
            secrets.names_secret(name),
        ),
        known,
        type=type_,
        is_new=before is None,
    )


def _needed(synthesized: Mapping[str, Any], unknown: Any) -> dict[str, Any]:
    """What may fill in for a value that Terraform does not know."""
    if not isinstance(unknown, dict):
        return {}
    return {key: one for key, one in synthesized.items() if unknown.get(key)}


def _walk(node: Node) -> Iterator[Difference]:
    if node.secret is True:
        yield from _secret(node)
    elif node.unknown is True:
        yield from _unknown(node)
    elif node.keys:
        for key in node.keys:
            yield from _walk(node.at(key))
    elif node.is_list and marks.below(node.secret, 0) is not True:
        yield from _elements(node)
    elif node.secret:
        # The two are of different shapes, so the secret parts cannot be told apart.
        yield from _hidden(node)
    elif not node.is_same:
        yield from _leaf(node)


def _secret(node: Node) -> Iterator[Difference]:
    """What is hidden; of an IAM policy in which a detector finds a secret the rest is shown."""
    inner = masked_policy.opened(node)
    if inner is None:
        yield from _hidden(node)
    elif None in (inner.before, inner.after):
        before, after = (_masked_text(inner, one) for one in (inner.before, inner.after))
        yield _difference(node, _shown(before), _shown(after))
    else:
        yield from list(_walk(inner)) or _hidden(node)


def _masked_text(node: Node, side: Any) -> str | None:
    return None if side is None else text(marks.masked(side, node.secret))


def _hidden(node: Node) -> Iterator[Difference]:
    if not node.is_same or marks.union(node.unknown):
        yield _difference(node, SENSITIVE, SENSITIVE)


def _unknown(node: Node) -> Iterator[Difference]:
    """What is known after apply, as the synthesized JSON has it, unless a part of it is secret."""
    if not node.secret and node.synthesized is not None:
        found = list(_walk(node.filled))
        if found:
            yield from found
            return
    yield _difference(node, SENSITIVE if node.secret else _shown(node.before), UNKNOWN)


def _leaf(node: Node) -> Iterator[Difference]:
    """A changed leaf; of JSON in a text, such as a policy, only what differs inside."""
    inner = node.inside(document(node.before), document(node.after))
    if type(inner.before) is type(inner.after) and inner.before is not None:
        found = list(_walk(inner))
        if found:
            yield from found
            return
    yield _difference(node, _shown(node.before), _shown(node.after))


def _elements(node: Node) -> Iterator[Difference]:
    if node.is_new:
        # Of what is new there is nothing to align; each attribute stands for itself.
        for number in range(max(len(one) for one in (node.after, node.unknown) if one)):
            yield from _walk(node.element(None, number))
        return
    old, new = node.before or [], list(node.after or [])
    unknown = node.unknown if isinstance(node.unknown, list) else []
    # Terraform writes null for an element that it does not know.
    new += [None] * (len(unknown) - len(new))
    marked = [*unknown, *[False] * (len(new) - len(unknown))]
    later = [
        f"{text(one)} {text(mark) if mark else ''}" for one, mark in zip(new, marked, strict=True)
    ]
    found = align(old, new, ([f"{text(one)} " for one in old], later), is_set=node.is_set)
    for number in found.removed:
        element = node.element(number, None, _label(node, found, old[number]))
        yield _whole(element, Edit.REMOVED, element.before)
    pairs = dict.fromkeys(found.added) | {after: before for before, after in found.pairs}
    for number in sorted(pairs):
        before = pairs[number]
        element = node.element(before, number, _label(node, found, new[number]))
        if before is None:
            yield _added(element)
            continue
        if (before, number) in found.moved:
            yield _difference(element, f"[{before}]", f"[{number}]", Edit.MOVED)
        yield from _walk(element)


def _label(node: Node, found: Alignment, element: Any) -> str:
    """What the element is called, unless that is a secret itself."""
    secret = marks.below(node.secret, 0)
    if secret is True or any(marks.below(secret, key) for key in found.identity if secret):
        return ""
    return secrets.mask_text(found.label(element))


def _added(element: Node) -> Difference:
    if element.unknown is True and not element.secret:
        return _difference(element, ABSENT, UNKNOWN, Edit.ADDED)
    return _whole(element, Edit.ADDED, _with_unknown(element.after, element.unknown))


def _with_unknown(value: Any, unknown: Any) -> Any:
    """The value with a word for each part that is known after apply."""
    if unknown is True:
        return UNKNOWN
    if isinstance(unknown, dict) and isinstance(value, dict):
        missing = {key: _with_unknown(value.get(key), one) for key, one in unknown.items() if one}
        return {**value, **missing}
    if isinstance(unknown, list) and isinstance(value, list):
        return [_with_unknown(*one) for one in zip_longest(value, unknown)]
    return value


def _whole(element: Node, edit: Edit, value: Any) -> Difference:
    shown = SENSITIVE if element.secret is True else text(marks.masked(value, element.secret))
    sides = (ABSENT, shown) if edit is Edit.ADDED else (shown, ABSENT)
    return _difference(element, *sides, edit)


def _difference(node: Node, before: str, after: str, edit: Edit = Edit.CHANGED) -> Difference:
    return Difference(node.path, before, after, edit, node.steps, node.from_synthesis)


def _shown(value: Any) -> str:
    return ABSENT if value is None else text(value)
