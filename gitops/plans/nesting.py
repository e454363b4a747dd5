"""Whether a value is nested deeper than any plan has it, and than those who walk it can follow."""

from collections.abc import Iterable
from typing import Any

from policies.engine import secrets

MOST_LEVELS = 100
# A text with fewer brackets is not opened: it has fewer levels.
FEW_LEVELS = 10


def is_deep(value: Any) -> bool:
    """Whether there are more levels than that, those of JSON in texts included."""
    level = [value]
    for _ in range(MOST_LEVELS):
        level = [inner for one in level for inner in _inner(one)]
        if not level:
            return False
    return True


def _inner(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    if isinstance(value, list):
        return value
    if isinstance(value, str) and value.count("[") + value.count("{") > FEW_LEVELS:
        return (secrets.document(value),)
    return ()
