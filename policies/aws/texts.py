"""All texts that a resource holds, wherever they stand."""

from collections.abc import Iterator
from typing import Any


def texts(raw: Any) -> Iterator[str]:
    """Every text in `raw`; the names of attributes are none."""
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, list | dict):
        for item in raw if isinstance(raw, list) else raw.values():
            yield from texts(item)
