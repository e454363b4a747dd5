"""What a change does to each attribute; sensitive values never leave this module."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gitops.review.changes import path_text

SENSITIVE = "(sensitive)"
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
    secret_before: Any = False
    secret_after: Any = False

    def at(self, key: str | int) -> "Values":
        """The same, one step deeper."""
        return Values(
            _at(self.before, key),
            _at(self.after, key),
            _marked(self.unknown, key),
            _marked(self.secret_before, key),
            _marked(self.secret_after, key),
        )

    @property
    def is_same(self) -> bool:
        """Whether nothing changes; to Python True and 1 are equal, to a policy they are not."""
        before, after = self.before, self.after
        return before == after and (before is after or _text(before) == _text(after))

    @property
    def is_secret(self) -> bool:
        """Whether the value as a whole is sensitive, before or after."""
        return self.secret_before is True or self.secret_after is True

    @property
    def holds_secrets(self) -> bool:
        """Whether anything in the value is sensitive."""
        return _any(self.secret_before) or _any(self.secret_after)

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


def differences(change: Mapping[str, Any]) -> Iterator[Difference]:
    """The attributes that differ, from the `change` object of a plan, in order of their names."""
    yield from _walk(
        (),
        Values(
            change.get("before"),
            change.get("after"),
            change.get("after_unknown"),
            change.get("before_sensitive"),
            change.get("after_sensitive"),
        ),
    )


def _walk(path: Path, values: Values) -> Iterator[Difference]:
    if values.is_secret:
        if not values.is_same or _any(values.unknown):
            yield Difference(path_text(path), SENSITIVE, SENSITIVE)
    elif values.unknown is True:
        yield Difference(path_text(path), _shown(values.before), UNKNOWN)
    elif values.keys:
        for key in values.keys:
            yield from _walk((*path, key), values.at(key))
    elif not values.is_same:
        if values.holds_secrets:
            # The two are of different shapes, so the secret parts cannot be told apart.
            yield Difference(path_text(path), SENSITIVE, SENSITIVE)
        else:
            yield from _leaf(path, values.before, values.after)


def _leaf(path: Path, before: Any, after: Any) -> Iterator[Difference]:
    """A changed leaf; of JSON in a text, such as a policy, only what differs inside."""
    inner = Values(_document(before), _document(after))
    if inner.before and inner.after and type(inner.before) is type(inner.after):
        found = list(_walk(path, inner))
        if found:
            yield from found
            return
    yield Difference(path_text(path), _shown(before), _shown(after))


def _document(value: Any) -> Any:
    if not isinstance(value, str) or value[:1] not in ("{", "["):
        return None
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


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


def _any(mark: Any) -> bool:
    """Whether anything is marked."""
    if isinstance(mark, dict):
        return any(map(_any, mark.values()))
    return any(map(_any, mark)) if isinstance(mark, list) else mark is True


def _marked(mark: Any, key: str | int) -> Any:
    """The mark one step deeper: what is wholly sensitive or unknown is so in all its parts."""
    return True if mark is True else _at(mark, key) or False
