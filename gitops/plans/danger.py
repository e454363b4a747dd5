"""Which differences decide who may do what, what is exposed, which protection is on.

The attributes and the reasons are in `danger.toml`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import translate
from functools import cache, lru_cache
from typing import Any

from gitops.plans import policy_documents
from gitops.plans.changes import Change, Kind
from gitops.plans.danger_table import any_of, snake_case, table
from gitops.plans.differences import (
    ABSENT,
    SENSITIVE,
    Difference,
    Edit,
    changed_names,
    of,
    unmasked,
)
from gitops.plans.nodes import Path, text
from gitops.plans.wide import is_wide, is_wide_statement, lets_other_account_in

CHANGED = (Kind.CHANGE, Kind.REPLACE, Kind.CREATE_AND_FORGET, Kind.IMPORT, Kind.MOVE)
POLICY_DOCUMENT = "aws_iam_policy_document"
OTHER_ACCOUNT, ANY_ACCOUNT = "another account gets access", "an account gets access"


@dataclass(frozen=True)
class DangerousChange:
    """A change with those of its differences that are dangerous, and why.

    `is_wide` says that anybody, anything or any address is meant now.
    """

    change: Change
    titles: tuple[str, ...]
    differences: tuple[Difference, ...] = ()
    is_wide: bool = False


@dataclass(frozen=True)
class _Seen:
    """A difference with its secrets, to be judged by, and what may be shown of it."""

    real: Difference = field(repr=False)
    shown: list[Difference]


def of_change(change: Change, account: str = "") -> DangerousChange | None:
    """What a reviewer must see of the change; None if that is nothing.

    A destroyed resource is a danger by itself, and listed as such. `account` is that of the
    environment; if it is not known, every account that gets access is named.
    """
    if change.kind in CHANGED and _may_be(change):
        return _of_changed(change, account)
    if change.kind is Kind.READ and change.type == POLICY_DOCUMENT:
        return _of_policy_document(change, account)
    return _of_new(change, account) if change.kind is Kind.CREATE else None


def _of_changed(change: Change, account: str) -> DangerousChange | None:
    found = [(one, title) for one in _seen(change) if (title := _title(change.type, one.real))]
    if not found:
        return None
    wide = [each for one, _ in found if any(_wide_parts(one.real, account)) for each in one.shown]
    # The worst comes first, in case that not everything fits.
    ordered = dict.fromkeys([*wide, *(each for one, _ in found for each in one.shown)])
    other = _other_account((one.real for one, _ in found), account)
    titles = dict.fromkeys((*other, *(title for _, title in found)))
    return DangerousChange(change, tuple(titles), tuple(ordered), bool(wide))


def _of_policy_document(change: Change, account: str) -> DangerousChange:
    """A policy that is not known before the apply: of what refers to it, nothing can be read."""
    written = [
        policy_documents.of_data_source(side)
        for side in (change.values.get("after"), change.synthesized)
    ]
    other = any(lets_other_account_in(one, (), account) for one in written)
    titles = (*_account_title(account, is_let_in=other), _class("", "policy"))
    shown = tuple(one for one in of(change) if one.steps[:1] == ("statement",))
    wide = any(is_wide(one, (), account) for one in written)
    return DangerousChange(change, titles, shown, wide)


def _seen(change: Change) -> list[_Seen]:
    """The differences as they are, and for each what is shown at its place, above or below it."""
    shown = list(of(change))
    if not any(SENSITIVE in side for one in shown for side in (one.before, one.after)):
        return [_Seen(one, [one]) for one in shown]
    at = {one.steps: one for one in shown}
    below: dict[Path, list[Difference]] = {}
    for one in shown:
        for length in range(len(one.steps)):
            below.setdefault(one.steps[:length], []).append(one)
    return [_Seen(one, [*_above(one, at), *below.get(one.steps, ())]) for one in unmasked(change)]


def _above(one: Difference, shown: Mapping[Path, Difference]) -> Iterator[Difference]:
    places = (one.steps[:length] for length in range(len(one.steps) + 1))
    return (shown[place] for place in places if place in shown)


def protection(type_: str) -> str:
    """What is open, unnoticed or lost without a resource of this type; empty if nothing is."""
    return _listed("protections", type_)


def _of_new(change: Change, account: str) -> DangerousChange | None:
    """What is wide from the start, or a way in by itself."""
    # The synthesized JSON knows what Terraform does not yet.
    sides = [change.values.get("after"), change.synthesized]
    known = [one for side in sides if isinstance(side, Mapping) for one in side.items()]
    found = []
    if any(is_wide(one, (key,), account) for key, one in known):
        found = [(one, part) for one in _seen(change) for part in _wide_parts(one.real, account)]
    why = _listed("types", change.type)
    if not (why or found):
        return None
    other = _other_account((part for _, part in found), account)
    titles = filter(None, (why, *other, *(_title(change.type, part) for _, part in found)))
    shown = dict.fromkeys(each for one, part in found for each in _shown(one, part, account))
    return DangerousChange(change, tuple(dict.fromkeys(titles)), tuple(shown), bool(found))


def _shown(one: _Seen, part: Difference, account: str) -> Iterable[Difference]:
    """A wide part of a new value, as it may be shown."""
    if one.shown == [one.real]:
        return [part]
    return [wide for each in one.shown for wide in _wide_parts(each, account)] or one.shown


def _may_be(change: Change) -> bool:
    """Whether any attribute of the class may differ; finding out what costs more than this."""
    sides = [change.values.get(key) for key in ("before", "after", "after_unknown")]
    sides.append(change.synthesized)
    return any(
        _class(change.type, step)
        for name in changed_names(change)
        for step in (
            name,
            *(
                key
                for side in sides
                for key in _names(side.get(name) if isinstance(side, dict) else side)
            ),
        )
    )


def _names(value: Any) -> Iterator[str]:
    """Every key in a value, JSON in its texts included."""
    held = policy_documents.document(value) if isinstance(value, str) else value
    if isinstance(held, dict):
        for key, one in held.items():
            yield key
            yield from _names(one)
    elif isinstance(held, list):
        for one in held:
            yield from _names(one)


def _title(type_: str, one: Difference) -> str:
    """The class of the first step that has one; of a whole element also of what is in it."""
    names: Iterable[str] = (step for step in one.steps if isinstance(step, str))
    titles = [title for name in names if (title := _class(type_, name))]
    if titles:
        return titles[0]
    inner = (name for side in (one.before, one.after) for name in _names(_loaded(side)))
    return next((title for name in inner if (title := _class(type_, name))), "")


@lru_cache(maxsize=65_536)
def _class(type_: str, name: str) -> str:
    """The title of the class to which an attribute of a resource belongs; empty if to none."""
    snake = snake_case(name)
    for title, pattern in _patterns():
        if pattern.fullmatch(snake) or pattern.fullmatch(f"{type_}.{snake}"):
            return title
    return ""


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [(one["title"], any_of(one["attributes"])) for one in table()["class"]]


@lru_cache(maxsize=4096)
def _listed(name: str, type_: str) -> str:
    found = table()[name].items()
    return next((why for one, why in found if re.fullmatch(translate(one), type_)), "")


def _wide_parts(one: Difference, account: str) -> Iterator[Difference]:
    """What is wide in what a difference brings: it, or of a policy the statements that are."""
    value = _loaded(one.after)
    held = policy_documents.normalised(policy_documents.document(value))
    if policy_documents.is_policy(held):
        for number, statement in enumerate(held["Statement"]):
            if is_wide_statement(statement, account):
                path = f"{one.path}.Statement[{statement.get('Sid') or number}]"
                steps = (*one.steps, "Statement", number)
                yield Difference(path, ABSENT, text(statement), Edit.ADDED, steps)
    elif is_wide(value, _keys(one), account):
        yield one


def _other_account(found: Iterable[Difference], account: str) -> tuple[str, ...]:
    """The title of what lets another account in; nothing if nothing does."""
    return _account_title(
        account,
        is_let_in=any(
            lets_other_account_in(_loaded(one.after), _keys(one), account) for one in found
        ),
    )


def _account_title(account: str, *, is_let_in: bool) -> tuple[str, ...]:
    return (OTHER_ACCOUNT if account else ANY_ACCOUNT,) if is_let_in else ()


def _keys(one: Difference) -> tuple[str, ...]:
    return tuple(step for step in one.steps if isinstance(step, str))


def _loaded(shown: str) -> Any:
    """The value of a difference's JSON; None for one of the words."""
    try:
        return json.loads(shown)
    except (ValueError, RecursionError):
        return None
