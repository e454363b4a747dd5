"""The names of the columns of a file."""

import re
from collections import Counter
from collections.abc import Sequence

_NUMBER = re.compile(r"[-+]?[0-9.]+([eE][-+]?[0-9]+)?")


def check(columns: Sequence[str]) -> None:
    """Refuse a row that is no header, and a name of which nobody knows which cell is meant.

    Raises:
        ValueError: a name is a number, or stands twice.
    """
    number = next(filter(_NUMBER.fullmatch, columns), None)
    if number is not None:
        raise ValueError(f"it has no header: {number} is no name of a column")
    twice = [name for name, count in Counter(filter(None, columns)).items() if count > 1]
    if twice:
        raise ValueError(f"column {twice[0]} is there twice")
