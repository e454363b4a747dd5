"""The names of the columns of a file."""

from collections import Counter
from collections.abc import Sequence


def check(columns: Sequence[str]) -> None:
    """Refuse a name that stands twice: nobody knows which of its cells is meant.

    Raises:
        ValueError: it does.
    """
    twice = [name for name, count in Counter(filter(None, columns)).items() if count > 1]
    if twice:
        raise ValueError(f"column {twice[0]} is there twice")
