"""What commands must know of an environment's settings before they synthesize it."""

import tomllib
from functools import cache
from typing import Any

from gitops.adapters.errors import Refusal
from gitops.adapters.project import project


def is_protected(suffix: str) -> bool:
    """Whether it takes a confirmation to destroy the environment; any other is ephemeral.

    Raises:
        Refusal: the settings cannot be read.
    """
    protected = settings_of(suffix).get("protected", False)
    if not isinstance(protected, bool):
        raise Refusal(f"{project().settings.name}: protected of {suffix} must be true or false.")
    return protected


def protected_environments() -> list[str]:
    """Every environment that the settings protect: what pull requests are reviewed for.

    Raises:
        Refusal: the settings cannot be read.
    """
    return sorted(filter(is_protected, _table(_checked(_tables()), "suffix")))


def settings_of(suffix: str) -> dict[str, Any]:
    """The environment's settings as written: `[default]`, `[ephemeral]`, `[suffix.<name>]`.

    The most specific table wins; `[ephemeral]` holds for all that are not protected. The app
    validates every one of them when it synthesizes.

    Raises:
        Refusal: they cannot be read.
    """
    tables = _checked(_tables())
    default, own = _table(tables, "default"), _table(_table(tables, "suffix"), suffix)
    protected = {**default, **own}.get("protected", False)
    ephemeral = {} if protected else _table(tables, "ephemeral")
    return {**default, **ephemeral, **own}


def _checked(tables: dict[str, Any]) -> dict[str, Any]:
    """Refuse a misspelt table: it could make an environment look as if nothing protected it."""
    file = project().settings.name
    known = {"default", "ephemeral", "suffix", project().account_stack}
    if unknown := sorted(set(tables) - known):
        raise Refusal(f"{file}: {unknown[0]!r} is not one of {', '.join(sorted(known))}.")
    for name in _table(tables, "suffix"):
        if not project().suffix.fullmatch(name):
            raise Refusal(f"{file}: no environment is named {name!r}: {project().suffix_rule}.")
    return tables


def _table(tables: dict[str, Any], name: str) -> dict[str, Any]:
    found = tables.get(name, {})
    if not isinstance(found, dict):
        raise Refusal(f"{project().settings.name}: {name} is {found!r}; it must be a table.")
    return found


@cache
def _tables() -> dict[str, Any]:
    file = project().settings
    try:
        return tomllib.loads(file.read_text())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal(f"{file.name} is not TOML: {error}.") from error
    except OSError as error:
        raise Refusal(f"{file.name} cannot be read: {error.strerror}.") from error
