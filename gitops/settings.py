"""What commands must know of an environment's settings before they synthesize it."""

import tomllib
from functools import cache

from gitops.errors import Refusal
from gitops.paths import ROOT
from stacks.settings import environment

FILE = ROOT / "environments.toml"


@cache
def is_protected(suffix: str) -> bool:
    """Whether it takes a confirmation to destroy the environment; any other is ephemeral.

    Raises:
        Refusal: the settings cannot be read.
    """
    try:
        return environment(tomllib.loads(FILE.read_text()), suffix).protected
    except (OSError, ValueError) as error:
        raise Refusal(str(error)) from error
