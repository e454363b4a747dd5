"""The last entries of an account; those before them are counted, and go to a file if asked."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from gitops.adapters.errors import Failure, Refusal

KEPT: Final = 10_000

T = TypeVar("T")
Overflow = Callable[[dict[str, Any]], None]


def ignore(_: Any) -> None:
    """Forget it."""


class Recent(list[T]):
    """The last entries; `forgotten` counts those before, which `overflow` got one by one."""

    def __init__(self, overflow: Callable[[T], None] = ignore) -> None:
        super().__init__()
        self.forgotten = 0
        self._overflow = overflow

    @property
    def total(self) -> int:
        """How many there were."""
        return len(self) + self.forgotten

    def add(self, entry: T) -> None:
        """Append the entry, and forget the first ones above the bound."""
        self.append(entry)
        while len(self) > KEPT:
            self.forgotten += 1
            self._overflow(self.pop(0))


def into(path: Path) -> Overflow:
    """Appends what is forgotten to the file, a JSON line for each.

    Raises:
        Refusal: the file cannot be written. The function that is returned raises Failure for that.
    """
    try:
        path.open("a").close()
    except OSError as error:
        raise Refusal(f"{path} cannot be written: {error}") from None

    def append(entry: dict[str, Any]) -> None:
        try:
            with path.open("a") as file:
                file.write(json.dumps(entry) + "\n")
        except OSError as error:
            raise Failure(f"{path} cannot be written: {error}") from None

    return append
