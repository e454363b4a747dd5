"""What the provider asks AWS for when an attribute of a resource changes: updates.toml, read."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("updates.toml")
# Instead of an action: the resource is made anew, or only Terraform uses the attribute.
ANEW, NOTHING = "anew", "nothing"
# Terraform's own, and the tags, which the rehearsal changes everywhere.
OF_EACH = {"//", "depends_on", "lifecycle", "tags"}


def updates() -> dict[str, dict[str, set[str]]]:
    """The actions (or ANEW, or NOTHING), by type and attribute."""
    found: dict[str, dict[str, set[str]]] = {}
    for kind, rows in tomllib.loads(FILE.read_text()).items():
        named = found.setdefault(kind, {})
        for action, attributes in rows.items():
            for attribute in attributes.split():
                named.setdefault(attribute, set()).add(action)
    return found


def actions() -> set[str]:
    """Every action that an update in place may ask for."""
    asked = (each for named in updates().values() for each in named.values())
    return set[str]().union(*asked) - {ANEW, NOTHING}


def unknown(document: Mapping[str, Any]) -> set[str]:
    """The declared attributes, as `type.attribute`, of which updates.toml says nothing."""
    known = updates()
    return {
        f"{kind}.{attribute}"
        for kind, named in document["resource"].items()
        for values in named.values()
        for attribute in set(values) - OF_EACH - set(known.get(kind, ()))
    }
