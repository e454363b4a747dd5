"""Spares huge stacks the collection of reference cycles, of which an evaluation makes none.

Python's collector walks over all that lives whenever a quarter was added, so that evaluating
thousands of resources spends a third of its time on finding nothing
(https://docs.python.org/3/library/gc.html#gc.set_threshold, read 2026-11-26).
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collections() -> Iterator[None]:
    """Switch the collector off inside, and on again afterwards if it was on."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
