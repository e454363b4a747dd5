"""The small ways in which one attribute of one resource can be wrong."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from policies.engine import terraform
from policies.engine.resource import Resource
from policies.mutation.watching import Path

# A reference that nothing in a stack can resolve.
REFERENCE = "${var.mutant}"
GONE = object()
# The change that adds an unknown attribute, and its name.
MORE, UNHEARD_OF = "an attribute more", "mutant"
# The change that puts a secret into a text: one that has the form of a key of AWS.
SECRET, KEY = "a secret in it", "AKIA" + "MUTANTMUTANTMUTA"
# A word that AWS takes in the place of another.
OTHER_WORDS = {
    "arm64": "x86_64",
    "Allow": "Deny",
    "PAY_PER_REQUEST": "PROVISIONED",
    "python3.13": "python3.8",
}
# Where a wildcard hides among the names of what may be done, to what and by whom.
LISTS_OF_RIGHTS = {"Action", "Resource", "AWS", "Service", "sourceQueueArns"}


@dataclass(frozen=True)
class Mutant:
    """One attribute of one resource, changed in one way."""

    address: str
    path: Path
    change: str
    values: Mapping[str, Any]

    @property
    def attribute(self) -> str:
        """The place of the change, as people write it."""
        return terraform.dotted(self.path)

    def __str__(self) -> str:
        return f"{self.address}.{self.attribute}: {self.change}"


def mutants(resource: Resource, path: Path, suffix: str) -> Iterator[Mutant]:
    """The mutants of the attribute at `path`; `suffix` is the environment's."""
    for change, value in _changes(_at(resource.values, path), suffix):
        yield Mutant(resource.address, path, change, _with(resource.values, path, value))


def with_one_more(resource: Resource, path: Path) -> Mutant:
    """The mutant whose object at `path` holds an attribute more."""
    place = (*path, UNHEARD_OF)
    return Mutant(resource.address, place, MORE, _with(resource.values, place, value=True))


def with_secret(resource: Resource, path: Path) -> Iterator[Mutant]:
    """The mutant of a text that ends in a secret; of anything else there is none."""
    text = _at(resource.values, path)
    if isinstance(text, str):
        changed = _with(resource.values, path, f"{text} {KEY}")
        yield Mutant(resource.address, path, SECRET, changed)


def same(one: Any, other: Any) -> bool:
    """Whether Terraform makes the same of both: null is nothing, `"3"` is 3, a block is a list."""
    return bool(_plain(one) == _plain(other))


def _changes(value: Any, suffix: str) -> Iterator[tuple[str, Any]]:
    if value is GONE or value is None:
        yield "replaced by a reference", REFERENCE
        yield "switched on", True
        return
    yield "removed", GONE
    yield "nulled", None
    yield "replaced by a reference", REFERENCE
    yield from _near(value, suffix)


def _near(value: Any, suffix: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, bool):
        yield "flipped", not value
    elif isinstance(value, int | float):
        yield from (("negated", -value), ("one less", value - 1), ("one more", value + 1))
    elif isinstance(value, str):
        yield from _near_text(value, suffix)
    elif isinstance(value, list):
        yield from _near_list(value, suffix)
    elif isinstance(value, dict):
        yield "emptied", {}
        yield from _near_object(value, suffix)


def _near_text(text: str, suffix: str) -> Iterator[tuple[str, Any]]:
    document = _document(text)
    if document is not None:
        for change, value in _near(document, suffix):
            yield change, json.dumps(value)
        return
    if (truth := terraform.as_bool(text)) is not None:
        yield "flipped", str(not truth).lower()
    elif (number := terraform.as_number(text)) is not None:
        yield from ((change, str(other)) for change, other in _near(number, suffix))
    else:
        yield "emptied", ""
        yield from _near_words(text, suffix)


def _near_words(text: str, suffix: str) -> Iterator[tuple[str, Any]]:
    if text in OTHER_WORDS:
        yield "another word", OTHER_WORDS[text]
    if suffix and text.endswith(f"-{suffix}") and text.count("-") > 1:
        name, last = text.removesuffix(f"-{suffix}").rsplit("-", maxsplit=1)
        yield "its suffix in the middle", f"{name}-{suffix}-{last}"
        yield "another suffix", f"{text}x"
    parts = terraform.parts(text) or []
    if len(parts) == 1 and isinstance(parts[0], terraform.Reference):
        yield "a text instead of a reference", "arn:aws:none:us-east-1::other"
        yield "another attribute", f"${{{parts[0].address}.mutant}}"
    elif not (suffix and text.endswith(f"-{suffix}")):
        yield "one letter more", f"{text}x"


def _near_list(items: list[Any], suffix: str) -> Iterator[tuple[str, Any]]:
    yield "emptied", []
    if len(items) > 1:
        yield "its last item missing", items[:-1]
    for place, item in enumerate(items):
        for change, value in _near(item, suffix):
            changed = [*items[:place], value, *items[place + 1 :]]
            yield f"item {place}: {change}", changed
    if items and all(isinstance(item, str) for item in items):
        yield "a wildcard hidden in it", [*items, "*"]


def _near_object(held: Mapping[str, Any], suffix: str) -> Iterator[tuple[str, Any]]:
    for key, value in held.items():
        yield f"{key}: removed", {name: held[name] for name in held if name != key}
        for change, other in _near(value, suffix):
            yield f"{key}: {change}", {**held, key: other}
        if key in LISTS_OF_RIGHTS and isinstance(value, str) and value != "*":
            yield f"{key}: a wildcard", {**held, key: "*"}


def _document(text: str) -> Any:
    """The object that a text of JSON holds, like a policy's; None if it is none."""
    if not text.startswith("{"):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def _at(raw: Any, path: Path) -> Any:
    for step in path:
        if isinstance(raw, Mapping) and step in raw:
            raw = raw[str(step)]
        elif isinstance(raw, list) and isinstance(step, int) and step < len(raw):
            raw = raw[step]
        else:
            return GONE
    return raw


def _with(values: Mapping[str, Any], path: Path, value: Any) -> Mapping[str, Any]:
    changed: Any = deepcopy(dict(values))
    place = changed
    for step in path[:-1]:
        if isinstance(place, list) and isinstance(step, str):
            # A block that is written as a list of one object.
            place = place[0]
        if isinstance(place, dict) and isinstance(step, str):
            place = place.setdefault(step, {})
        else:
            place = place[step]
    if isinstance(place, list) and isinstance(path[-1], str):
        place = place[0]
    if value is GONE:
        place.pop(path[-1], None)
    else:
        place[path[-1]] = value
    return dict(changed)


def _plain(raw: Any) -> Any:
    if isinstance(raw, Mapping):
        held = {key: _plain(value) for key, value in raw.items()}
        return {key: value for key, value in held.items() if value is not None}
    if isinstance(raw, list):
        items = [_plain(item) for item in raw]
        return items[0] if len(items) == 1 and isinstance(items[0], dict) else items
    if isinstance(raw, str):
        for convert in (terraform.as_bool, terraform.as_number):
            if (value := convert(raw)) is not None:
                return value
    return raw
