"""Reads foreign JSON strictly: Terraform and Python must read the same in every byte of it.

Terraform merges the values of a repeated name, where Python keeps the last. It normalizes strings
to NFC and replaces lone surrogates, which Python keeps. It knows neither NaN nor a byte order mark.

So must AWS and the policies in a text that is JSON itself, such as the policy of a role: of a name
that stands twice, readers take the last or both, or fail (RFC 8259, section 4).
"""

import json
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from policies.engine.invisible import is_invisible
from policies.engine.terraform_json.fault import Fault, below, shown

MOST_BYTES = 5_000_000
# Members and items, counted by their commas before Python makes an object of each.
MOST_VALUES = 200_000
DEEPEST = 64
MOST_FAULTS = 50
WRITE_JSON = "Take the file as the synthesis writes it."


class Malformed(Exception):
    """The content is no document that may be evaluated; `faults` says why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults[0].reason)
        self.faults = list(faults)


class _Object(dict[str, Any]):
    """A JSON object that remembers a name that it holds twice."""

    twice: str | None = None
    readers: ClassVar = "Terraform would read both"


class _ObjectInText(_Object):
    """The same in a text that is JSON."""

    readers: ClassVar = "AWS may read either"


def parse(content: bytes) -> Mapping[str, Any]:
    """The JSON object that `content` is.

    Raises:
        Malformed: it is too large or too deep, no JSON object in UTF-8, repeats a name, or holds a
            text or number that Terraform would read otherwise.
    """
    if len(content) > MOST_BYTES:
        raise _malformed(f"the file has {len(content)} bytes, more than {MOST_BYTES}")
    if content.count(b",") > MOST_VALUES:
        raise _malformed(f"the file has more than {MOST_VALUES} values")
    document = _parsed(content)
    if not isinstance(document, dict):
        raise _malformed("the file is no JSON object")
    if faults := _first(_faults(document, "$", 0)):
        raise Malformed(faults)
    return document


def _parsed(content: bytes) -> Any:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise _malformed(f"the file is not UTF-8 (byte {error.start})") from None
    try:
        return json.loads(text, object_pairs_hook=_object)
    except RecursionError:
        raise _malformed(f"the file nests deeper than {DEEPEST} levels") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise _malformed(f"the file is not JSON: {error.msg} ({place})") from None
    except ValueError:
        raise _malformed("the file holds a number of more than 4,300 digits") from None


def _object(pairs: list[tuple[str, Any]], kind: type[_Object] = _Object) -> _Object:
    held = kind(pairs)
    if len(held) < len(pairs):
        (held.twice, _), *_ = Counter(name for name, _ in pairs).most_common(1)
    return held


def _faults(raw: Any, path: str, depth: int) -> Iterator[Fault]:
    if depth > DEEPEST:
        yield Fault(path, f"it nests deeper than {DEEPEST} levels", WRITE_JSON)
    elif isinstance(raw, str):
        yield from _text_faults(raw, path)
        yield from _faults_within(raw, path, depth)
    elif isinstance(raw, _Object):
        yield from _object_faults(raw, path, depth)
    elif isinstance(raw, list):
        for number, item in enumerate(raw):
            yield from _faults(item, below(path, number), depth + 1)
    elif isinstance(raw, float) and not math.isfinite(raw):
        yield Fault(path, "it is no number that JSON can hold", "Write a finite number.")


def _object_faults(raw: _Object, path: str, depth: int) -> Iterator[Fault]:
    if raw.twice is not None:
        yield Fault(
            path,
            f"the name {shown(raw.twice)} stands twice; {raw.readers}",
            "Keep one of the two.",
        )
    for name, value in raw.items():
        at = below(path, name)
        if not (name.isascii() and name.isprintable()):
            yield Fault(at, "its name is not printable ASCII", "Rename it.")
        yield from _faults(value, at, depth + 1)


def _text_faults(text: str, path: str) -> Iterator[Fault]:
    if text.isascii() and text.isprintable():
        return
    hidden = next((each for each in text if _is_unseen(each)), None)
    if hidden is not None:
        reason = f"the text holds the invisible character U+{ord(hidden):04X}"
        yield Fault(path, reason, "Remove it.")
    elif not unicodedata.is_normalized("NFC", text):
        reason = "the text is not in Unicode's form NFC, into which Terraform would change it"
        yield Fault(path, reason, "Write it in NFC.")


def _faults_within(text: str, path: str, depth: int) -> Iterator[Fault]:
    """Faults of the JSON object or array that a text is; none if it is any other text."""
    if text.lstrip()[:1] not in ("{", "["):
        return
    try:
        held = json.loads(text, object_pairs_hook=partial(_object, kind=_ObjectInText))
    except RecursionError:
        yield Fault(path, f"the JSON in it nests deeper than {DEEPEST} levels", WRITE_JSON)
    except ValueError:
        return
    else:
        yield from _faults(held, path, depth + 1)


def _is_unseen(character: str) -> bool:
    return character not in "\t\n\r" and is_invisible(character)


def _first(faults: Iterator[Fault]) -> list[Fault]:
    return [fault for fault, _ in zip(faults, range(MOST_FAULTS), strict=False)]


def _malformed(reason: str) -> Malformed:
    return Malformed([Fault("$", reason, WRITE_JSON)])
