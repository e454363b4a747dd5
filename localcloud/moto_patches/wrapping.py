"""Replaces a method of moto by one that can call the original."""

import functools
from collections.abc import Callable
from typing import Any

Method = Callable[..., Any]


def wrap(owner: type, name: str) -> Callable[[Callable[..., Any]], None]:
    """A decorator that puts `replacement(original, self, *args)` in the place of `owner.name`.

    Raises:
        AttributeError: moto no longer has the method; the patch must be reviewed.
    """
    original: Method = getattr(owner, name)

    def install(replacement: Callable[..., Any]) -> None:
        @functools.wraps(original)
        def method(*args: Any, **kwargs: Any) -> Any:
            return replacement(original, *args, **kwargs)

        setattr(owner, name, method)

    return install
