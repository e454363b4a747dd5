"""The table of what is dangerous, `danger.toml`, and its patterns."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from fnmatch import translate
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("danger.toml")
BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|-")


@cache
def table() -> Mapping[str, Any]:
    """What the file holds."""
    return tomllib.loads(FILE.read_text())


@cache
def wide(key: str) -> re.Pattern[str]:
    """What matches one of the patterns of this list of the table `wide`."""
    return any_of(table()["wide"][key])


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """What matches one of the patterns; the `*` of an attribute does not reach into a type."""
    return re.compile("|".join(translate(one).replace(".*", "[^.]*") for one in patterns))


def snake_case(name: str) -> str:
    """The name of an attribute or a key as the table writes it."""
    return BOUNDARY.sub("_", name).lower()
