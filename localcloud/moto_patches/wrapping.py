"""Replaces a method of moto by one that builds on it."""

import functools
from collections.abc import Callable
from typing import Any

Method = Callable[..., Any]


def wrap(owner: type, name: str) -> Callable[[Callable[..., Any]], None]:
    """Decorate ``replacement(original, self, *args)`` to stand in for ``owner.name``.

    Raises:
        AttributeError: moto no longer has the method, so the mend needs another look.
    """
    original: Method = getattr(owner, name)

    def install(replacement: Callable[..., Any]) -> None:
        @functools.wraps(original)
        def method(*args: Any, **kwargs: Any) -> Any:
            return replacement(original, *args, **kwargs)

        setattr(owner, name, method)

    return install
