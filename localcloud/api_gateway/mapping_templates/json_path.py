"""The JSONPath expressions of mapping templates: $, $.name, $['name'] and $[0]."""

import re
from typing import Any

_STEP = re.compile(r"""\.([\w-]+)|\[\s*(?:'([^']*)'|"([^"]*)"|(\d+))\s*\]""")


class UnknownPath(ValueError):
    """The expression uses more than these steps."""


def find(document: Any, path: str) -> Any:
    """The value at a path, None if there is none.

    Raises:
        UnknownPath: the path has wildcards, filters or the like.
    """
    rest = path.strip().removeprefix("$")
    while rest:
        step = _STEP.match(rest)
        if step is None:
            raise UnknownPath(f"unsupported JSONPath: {path}")
        document = _child(document, step)
        rest = rest[step.end() :]
    return document


def _child(document: Any, step: re.Match[str]) -> Any:
    name, single, double, index = step.groups()
    if index is not None:
        fits = isinstance(document, list) and int(index) < len(document)
        return document[int(index)] if fits else None
    key = next(each for each in (name, single, double) if each is not None)
    return document.get(key) if isinstance(document, dict) else None
