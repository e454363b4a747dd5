"""What commands must know of an environment's settings before they synthesize it."""

import tomllib
from functools import cache
from typing import Any

from gitops.errors import Refusal
from gitops.paths import ROOT
from stacks.account_settings import AccountSettings
from stacks.environment import Environment
from stacks.settings import bootstrap, environment

FILE = ROOT / "environments.toml"


def is_protected(suffix: str) -> bool:
    """Whether it takes a confirmation to destroy the environment; any other is ephemeral.

    Raises:
        Refusal: the settings cannot be read.
    """
    return _environment(suffix).protected


def served_exchanges(suffix: str) -> list[str]:
    """The exchanges whose webhooks the environment takes. Raises Refusal as `is_protected`."""
    return sorted(_environment(suffix).exchange_endpoints)


def of_account() -> AccountSettings:
    """The settings of the account's own stack.

    Raises:
        Refusal: they cannot be read, or nobody wrote them.
    """
    try:
        return bootstrap(_tables())
    except (OSError, ValueError) as error:
        raise Refusal(str(error)) from error


@cache
def _environment(suffix: str) -> Environment:
    try:
        return environment(_tables(), suffix)
    except (OSError, ValueError) as error:
        raise Refusal(str(error)) from error


def _tables() -> dict[str, Any]:
    try:
        return tomllib.loads(FILE.read_text())
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{FILE.name} is not TOML: {error}.") from error
