"""Reads the settings of a function from its environment variables."""

from collections.abc import Mapping


class BadSetting(ValueError):
    """An environment variable of the function is missing or unusable."""


def text(environ: Mapping[str, str], name: str) -> str:
    """The value of `name`.

    Raises:
        BadSetting: it is missing or empty.
    """
    value = environ.get(name, "")
    if not value:
        raise BadSetting(f"The environment variable {name} is not set.")
    return value


def flag(environ: Mapping[str, str], name: str) -> bool:
    """Whether `name` is "true".

    Raises:
        BadSetting: it is neither "true" nor "false".
    """
    value = text(environ, name)
    if value not in {"true", "false"}:
        raise BadSetting(f'{name} is "{value}"; it must be "true" or "false".')
    return value == "true"


def whole_number(environ: Mapping[str, str], name: str) -> int:
    """The whole number in `name`, of what its last word says: seconds, per cent.

    Raises:
        BadSetting: it is not a whole number of zero or more.
    """
    value = text(environ, name)
    if not (value.isascii() and value.isdigit()):
        raise BadSetting(f'{name} is "{value}"; it must be a whole number.')
    return int(value)
