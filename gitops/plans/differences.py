"""What a change does to each attribute; sensitive values never leave this module.

Sensitive is what Terraform marks so, before or after, and what `policies.engine.secrets` finds.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gitops.plans.changes import path_text, sensitive
from policies.engine import marks, secrets

SENSITIVE = marks.MASK
UNKNOWN = "(known after apply)"
ABSENT = "(none)"
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Difference:
    """An attribute and its value before and after, as JSON or as one of the words above."""

    path: str
    before: str
    after: str


@dataclass(frozen=True)
class Values:
    """One place in a resource: what was, what will be, what is not known, what is secret."""

    before: Any
    after: Any
    unknown: Any = False
    secret: marks.Mark = False

    def at(self, key: str | int) -> "Values":
        """The same, one step deeper."""
        return Values(
            _at(self.before, key),
            _at(self.after, key),
            _marked(self.unknown, key),
            marks.below(self.secret, key),
        )

    @property
    def is_same(self) -> bool:
        """Whether nothing changes; to Python True and 1 are equal, to a policy they are not."""
        before, after = self.before, self.after
        return before == after and (before is after or _text(before) == _text(after))

    @property
    def keys(self) -> list[str | int]:
        """What can be stepped into; nothing if this is a leaf."""
        parts = [one for one in (self.before, self.after) if one is not None]
        if self.unknown:
            parts.append(self.unknown)
        if all(isinstance(one, dict) for one in parts):
            return sorted({key for one in parts for key in one})
        if all(isinstance(one, list) for one in parts):
            return list(range(max(map(len, parts), default=0)))
        return []


def differences(change: Mapping[str, Any], name: str = "") -> Iterator[Difference]:
    """The attributes that differ, from the `change` object of a plan, in order of their names.

    `name` is that of an output: it may tell that the value is a secret.
    """
    yield from _walk(
        (),
        Values(
            change.get("before"),
            change.get("after"),
            change.get("after_unknown"),
            sensitive(change, name),
        ),
    )


def _walk(path: Path, values: Values) -> Iterator[Difference]:
    if values.secret is True:
        yield from _hidden(path, values)
    elif values.unknown is True:
        before = SENSITIVE if values.secret else _shown(values.before)
        yield Difference(path_text(path), before, UNKNOWN)
    elif values.keys:
        for key in values.keys:
            yield from _walk((*path, key), values.at(key))
    elif values.secret:
        # The two are of different shapes, so the secret parts cannot be told apart.
        yield from _hidden(path, values)
    elif not values.is_same:
        yield from _leaf(path, values.before, values.after)


def _hidden(path: Path, values: Values) -> Iterator[Difference]:
    if not values.is_same or marks.union(values.unknown):
        yield Difference(path_text(path), SENSITIVE, SENSITIVE)


def _leaf(path: Path, before: Any, after: Any) -> Iterator[Difference]:
    """A changed leaf; of JSON in a text, such as a policy, only what differs inside."""
    inner = Values(secrets.document(before), secrets.document(after))
    if inner.before and inner.after and type(inner.before) is type(inner.after):
        found = list(_walk(path, inner))
        if found:
            yield from found
            return
    yield Difference(path_text(path), _shown(before), _shown(after))


def _shown(value: Any) -> str:
    if value is None:
        return ABSENT
    return _text(value)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _at(value: Any, key: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(key)
    if isinstance(value, list) and isinstance(key, int) and key < len(value):
        return value[key]
    return None


def _marked(mark: Any, key: str | int) -> Any:
    """The mark one step deeper: what is wholly unknown is so in all its parts."""
    return True if mark is True else _at(mark, key) or False
