"""Which differences decide who may do what, what is exposed, which protection is on.

The attributes and the reasons are in `danger.toml`.
"""

import json
import pathlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import translate
from functools import cache, lru_cache
from typing import Any

from gitops.plans import policy_documents
from gitops.plans.changes import Change, Kind
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

FILE = pathlib.Path(__file__).with_suffix(".toml")
CHANGED = (Kind.CHANGE, Kind.REPLACE, Kind.CREATE_AND_FORGET, Kind.IMPORT, Kind.MOVE)
BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|-")
EVERYTHING = ("*", "*:*")


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


def of_change(change: Change) -> DangerousChange | None:
    """What a reviewer must see of the change; None if that is nothing.

    A destroyed resource is a danger by itself, and listed as such.
    """
    if change.kind in CHANGED and _may_be(change):
        found = [(one, title) for one in _seen(change) if (title := _title(change.type, one.real))]
        wide = [each for one, _ in found if any(_wide_parts(one.real)) for each in one.shown]
        # The worst comes first, in case that not everything fits.
        ordered = dict.fromkeys([*wide, *(each for one, _ in found for each in one.shown)])
        titles = dict.fromkeys(title for _, title in found)
        if found:
            return DangerousChange(change, tuple(titles), tuple(ordered), bool(wide))
    if change.kind is Kind.CREATE:
        return _of_new(change)
    return None


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


def is_wide_text(text: str) -> bool:
    """Whether a text means anybody, anything or any address, whatever holds it."""
    is_listed = text.endswith(":*") or text in _data()["wide"]["values"]
    return is_listed or bool(_wide_data("policies").fullmatch(text))


def _of_new(change: Change) -> DangerousChange | None:
    """What is wide from the start, or a way in by itself."""
    # The synthesized JSON knows what Terraform does not yet.
    sides = [change.values.get("after"), change.synthesized]
    known = [one for side in sides if isinstance(side, Mapping) for one in side.items()]
    found = []
    if any(_wide(one, (key,)) for key, one in known):
        found = [(one, part) for one in _seen(change) for part in _wide_parts(one.real)]
    why = _listed("types", change.type)
    titles = dict.fromkeys(filter(None, (why, *(_title(change.type, one) for _, one in found))))
    if not (why or found):
        return None
    shown = dict.fromkeys(each for one, part in found for each in _shown(one, part))
    return DangerousChange(change, tuple(titles), tuple(shown), bool(found))


def _shown(one: _Seen, part: Difference) -> Iterable[Difference]:
    """A wide part of a new value, as it may be shown."""
    if one.shown == [one.real]:
        return [part]
    return [wide for each in one.shown for wide in _wide_parts(each)] or one.shown


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
    snake = BOUNDARY.sub("_", name).lower()
    for title, pattern in _patterns():
        if pattern.fullmatch(snake) or pattern.fullmatch(f"{type_}.{snake}"):
            return title
    return ""


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [(one["title"], _any_of(one["attributes"])) for one in _data()["class"]]


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(FILE.read_text())


@cache
def _wide_data(key: str) -> re.Pattern[str]:
    return _any_of(_data()["wide"][key])


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """What matches one of the patterns; the `*` of an attribute does not reach into a type."""
    return re.compile("|".join(translate(one).replace(".*", "[^.]*") for one in patterns))


@lru_cache(maxsize=4096)
def _listed(table: str, type_: str) -> str:
    found = _data()[table].items()
    return next((why for one, why in found if re.fullmatch(translate(one), type_)), "")


def _wide_parts(one: Difference) -> Iterator[Difference]:
    """What is wide in what a difference brings: it, or of a policy the statements that are."""
    value = _loaded(one.after)
    names = tuple(step for step in one.steps if isinstance(step, str))
    held = policy_documents.normalised(policy_documents.document(value))
    if policy_documents.is_policy(held):
        for number, statement in enumerate(held["Statement"]):
            if _is_wide_statement(statement):
                path = f"{one.path}.Statement[{statement.get('Sid') or number}]"
                steps = (*one.steps, "Statement", number)
                yield Difference(path, ABSENT, text(statement), Edit.ADDED, steps)
    elif _wide(value, names):
        yield one


def _wide(value: Any, names: tuple[str, ...]) -> bool:
    """Whether anybody, anything or any address is meant; `names` are the keys on the way."""
    held = policy_documents.document(value) if isinstance(value, str) else value
    if isinstance(held, dict):
        if "Effect" in held:
            return _is_wide_statement(held)
        return any(_wide(one, (*names, key)) for key, one in held.items())
    if isinstance(held, list):
        return any(_wide(one, names) for one in held)
    return _is_wide_leaf(value, [BOUNDARY.sub("_", name).lower() for name in names])


def _is_wide_leaf(value: Any, names: Sequence[str]) -> bool:
    if value is True:
        return any(map(_wide_data("true").fullmatch, names))
    if not isinstance(value, str):
        return False
    meant = value in _data()["wide"]["values"] and any(
        map(_wide_data("attributes").fullmatch, names)
    )
    every_action = "action" in names and (value == "*" or value.endswith(":*"))
    return meant or every_action or bool(_wide_data("policies").fullmatch(value))


def _is_wide_statement(statement: Mapping[str, Any]) -> bool:
    """Whether a statement allows anybody, or its owner everything of a service everywhere."""
    policy = policy_documents.normalised({"Statement": [dict(statement)]})
    (one,) = policy["Statement"]
    if one.get("Effect") != "Allow":
        return False
    if "NotPrincipal" in one:
        return True
    if "Principal" in one:
        principal = one["Principal"]
        named = principal.values() if isinstance(principal, dict) else ()
        return principal == "*" or any("*" in one for one in named)
    actions = one.get("Action", ())
    whole = any(str(action).endswith(":*") for action in actions)
    everywhere = "*" in one.get("Resource", ("*",))
    return (
        "NotAction" in one
        or any(every in actions for every in EVERYTHING)
        or (whole and everywhere)
    )


def _loaded(shown: str) -> Any:
    """The value of a difference's JSON; None for one of the words."""
    try:
        return json.loads(shown)
    except (ValueError, RecursionError):
        return None
