"""What was declared, laid over what is there: references stay where they hold."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from policies.engine import terraform

# What a reference stands for, or None where nobody knows.
Lookup = Callable[[terraform.Reference], Any]
# The text with every name of AWS's that belongs to a resource of the stack turned into a reference.
Renamed = Callable[[str], str]

NOTHING: tuple[Any, ...] = (None, [], {}, "")


class Overlay:
    """Lays one resource's declared attributes over its actual ones.

    A text that was declared with references keeps them as long as it stands for what is there; a
    policy thereby sees the same JSON before and after the deployment. Whatever differs is what is
    there. `unknown` is Terraform's `after_unknown`: there the declaration is all that is known.
    """

    def __init__(self, lookup: Lookup, renamed: Renamed) -> None:
        self._lookup = lookup
        self._renamed = renamed

    def object(self, raw: Mapping[str, Any], actual: Any, unknown: Any) -> dict[str, Any]:
        """The declared attributes as they are; what is not there any more is left out."""
        actual = actual if isinstance(actual, Mapping) else {}
        laid: dict[str, Any] = {}
        for key in [*raw, *(key for key in actual if key not in raw)]:
            value = self.value(raw.get(key), actual.get(key), _child(unknown, key))
            if value is not None:
                laid[key] = value
        return laid

    def value(self, raw: Any, actual: Any, unknown: Any) -> Any:
        """What a policy reads at one place; None where nothing is."""
        if unknown is True:
            return raw
        if isinstance(actual, Mapping):
            return self.object(raw if isinstance(raw, Mapping) else {}, actual, unknown) or None
        if actual in NOTHING:
            return actual if raw is not None and raw == actual else None
        if isinstance(actual, list):
            return self._list(raw, actual, unknown)
        return self._text(raw, actual) if isinstance(actual, str) else actual

    def _list(self, raw: Any, actual: list[Any], unknown: Any) -> Any:
        if isinstance(raw, Mapping) and len(actual) == 1:
            # A single block, declared as an object.
            return self.value(raw, actual[0], _child(unknown, 0)) or {}
        return self._items(raw, actual, unknown)

    def _items(self, raw: Any, actual: list[Any], unknown: Any) -> list[Any]:
        wanted = raw if isinstance(raw, list) and len(raw) == len(actual) else [None] * len(actual)
        return [
            self._item(wanted[place], actual[found], _child(unknown, found))
            for place, found in enumerate(_paired(wanted, actual))
        ]

    def _item(self, raw: Any, actual: Any, unknown: Any) -> Any:
        value = self.value(raw, actual, unknown)
        return {} if value is None and isinstance(actual, Mapping) else value

    def _text(self, raw: Any, actual: str) -> str:
        if isinstance(raw, str) and self._stands_for(raw, actual):
            return raw
        return self._renamed(actual)

    def _stands_for(self, raw: str, actual: str) -> bool:
        parts = terraform.parts(raw) or []
        if not any(isinstance(part, terraform.Reference) for part in parts):
            return False
        found = [part if isinstance(part, str) else self._lookup(part) for part in parts]
        if None in found:
            return False
        return same_text("".join(terraform.as_text(value) for value in found), actual)


def same_declaration(written: Any, configured: Any) -> bool:
    """Whether Terraform's view of the configuration says what was written.

    Terraform shows a block that is written as an object as a list of one, and drops nulls.
    """
    if isinstance(written, Mapping) and isinstance(configured, list) and len(configured) == 1:
        return same_declaration(written, configured[0])
    if isinstance(written, Mapping) and isinstance(configured, Mapping):
        keys = {key for key in written if written[key] is not None}
        return keys == {key for key in configured if configured[key] is not None} and all(
            same_declaration(written[key], configured[key]) for key in keys
        )
    if isinstance(written, list) and isinstance(configured, list):
        return len(written) == len(configured) and all(map(same_declaration, written, configured))
    return bool(written == configured)


def same_text(one: str, other: str) -> bool:
    """Whether two texts are equal, or JSON of the same meaning: AWS formats policies anew."""
    if one == other:
        return True
    try:
        return bool(json.loads(one) == json.loads(other))
    except ValueError:
        return False


def _paired(wanted: Sequence[Any], actual: Sequence[Any]) -> list[int]:
    """Which actual item each declared one became: Terraform sorts the blocks of a set anew."""
    left = list(range(len(actual)))
    pairs = []
    for raw in wanted:
        best = max(left, key=lambda place: (_alike(raw, actual[place]), -place))
        left.remove(best)
        pairs.append(best)
    return pairs


def _alike(raw: Any, item: Any) -> int:
    """How many attributes two blocks share; other items stay where they are."""
    if not isinstance(raw, Mapping) or not isinstance(item, Mapping):
        return 0
    return sum(raw[key] == item.get(key) for key in raw)


def _child(unknown: Any, step: str | int) -> Any:
    if isinstance(step, str):
        return unknown.get(step) if isinstance(unknown, Mapping) else None
    return unknown[step] if isinstance(unknown, list) and step < len(unknown) else None
