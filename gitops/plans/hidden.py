"""Binds what a change set masks, by a digest of its text in the synthesized JSON.

A masked value may come from the state, and a short one could be guessed from a digest that many can
read. Its text in the synthesized JSON hides nothing: whoever may read a review may read the code
and the JSON that its run uploads, which is synthesized without a secret.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from policies.engine import marks, secrets

DATA = "${data."


def digest(document: Any) -> str:
    """SHA-256 of the document, in hexadecimal."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def bound(block: Any, secret: marks.Mark, declared: Mapping[str, Any]) -> str:
    """The digest of all that is masked of a block of the synthesized JSON; empty if nothing is.

    Masked is what `secret`, the mark of its plan, says, and what a detector finds in the block. A
    text that refers to a data source of the JSON says what that says.
    """
    found = list(_hidden(block, marks.union(secret, secrets.marks(block))))
    if not found:
        return ""
    refers = DATA in json.dumps(found)
    return digest([found, declared.get("data") if refers else None])


def _hidden(value: Any, mark: marks.Mark, path: tuple[str | int, ...] = ()) -> Iterator[list[Any]]:
    """Each masked part with its place."""
    if not mark or value is None:
        return
    if isinstance(value, dict | list) and mark is not True:
        steps = value.items() if isinstance(value, dict) else enumerate(value)
        for step, one in steps:
            yield from _hidden(one, marks.below(mark, step), (*path, step))
    else:
        yield [list(path), value]
