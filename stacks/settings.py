"""Reads the settings of an environment from the tables of environments.toml."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from stacks.account_settings import AccountSettings
from stacks.environment import Environment, parse_suffix

_KINDS: dict[object, tuple[type, str]] = {
    str: (str, "text"),
    int: (int, "a whole number"),
    bool: (bool, "true or false"),
}
# What an environment is given from outside of environments.toml.
IDENTITY = {"suffix", "expires_at", "state_bucket"}


def environment(
    tables: Mapping[str, Any], suffix: str, *, expires_at: str = "", state_bucket: str = ""
) -> Environment:
    """The settings of `suffix` from the tables of environments.toml.

    `[default]` holds for all; `[ephemeral]` for all that are not protected; `[suffix.<name>]` for
    one. The most specific table wins.

    Raises:
        ValueError: an unknown table or setting, or a value of the wrong type.
    """
    parse_suffix(suffix)
    _check_tables(tables)
    default, own = tables.get("default", {}), tables.get("suffix", {}).get(suffix, {})
    protected = {**default, **own}.get("protected", False)
    chosen = {**default, **({} if protected else tables.get("ephemeral", {})), **own}
    _check_types(chosen)
    return Environment(suffix, expires_at=expires_at, state_bucket=state_bucket, **chosen)


def bootstrap(tables: Mapping[str, Any]) -> AccountSettings:
    """The settings of the account's own stack, from the table `[bootstrap]`.

    Raises:
        ValueError: the table is missing, lacks a setting or holds a wrong one.
    """
    table = tables.get("bootstrap", {})
    known = {each.name: each.default is MISSING for each in fields(AccountSettings)}
    if not isinstance(table, dict) or not all(isinstance(v, str) for v in table.values()):
        raise ValueError("environments.toml: [bootstrap] must be a table of texts.")
    if strange := sorted(set(table) - set(known)):
        raise ValueError(f"environments.toml: [bootstrap] knows no {', '.join(strange)}.")
    if missing := [name for name, needed in known.items() if needed and name not in table]:
        raise ValueError(
            "environments.toml: [bootstrap] says which repository may deploy into the account;"
            f" write its {', '.join(missing)} there (docs/operations.md, Bootstrap)."
        )
    return AccountSettings(**table)


def _check_tables(tables: Mapping[str, Any]) -> None:
    """Refuse what would be read by nobody: a misspelt table, a setting outside of any."""
    for name in tables:
        if name not in ("bootstrap", "default", "ephemeral", "suffix"):
            raise ValueError(
                f"environments.toml: {name!r} is not one of [bootstrap], [default], [ephemeral]"
                " and [suffix.<name>]."
            )
    suffixes = tables.get("suffix", {})
    named = {"default": tables.get("default", {}), "ephemeral": tables.get("ephemeral", {})}
    named |= suffixes if isinstance(suffixes, dict) else {"suffix": suffixes}
    wrong = [(name, table) for name, table in named.items() if not isinstance(table, dict)]
    for name, table in wrong:
        raise ValueError(f"environments.toml: {name} is {table!r}; it must be a table.")
    if "protected" in named["ephemeral"]:
        raise ValueError("environments.toml: what is protected is not ephemeral.")


def _check_types(settings: Mapping[str, Any]) -> None:
    known = {each.name: each.type for each in fields(Environment) if each.name not in IDENTITY}
    for name, value in settings.items():
        if name not in known:
            raise ValueError(f"environments.toml: there is no setting {name!r}.")
        kind, wanted = _KINDS.get(known[name], (dict, "a table"))
        # Exactly: Python takes true for a whole number.
        if type(value) is not kind:
            raise ValueError(f"environments.toml: {name} is {value!r}; it must be {wanted}.")
