"""Replaces what belongs to moto, and puts it back when no cloud runs any more."""

import functools
from collections.abc import Callable
from typing import Any

Method = Callable[..., Any]

_replaced: list[Callable[[], None]] = []


def replace(owner: Any, name: str, value: Any) -> None:
    """Set an attribute of a class or module of moto until `restore`; it need not exist."""
    if name in vars(owner):
        _replaced.append(functools.partial(setattr, owner, name, vars(owner)[name]))
    else:
        _replaced.append(functools.partial(delattr, owner, name))
    setattr(owner, name, value)


def restore() -> None:
    """Put back everything that was replaced, the last first."""
    while _replaced:
        _replaced.pop()()


def any_replaced() -> bool:
    """Whether moto is patched now."""
    return bool(_replaced)


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

        replace(owner, name, method)

    return install
