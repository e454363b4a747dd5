"""The page docs/settings.md, generated from what the app says of the settings that it takes."""

import json
from collections.abc import Iterable, Mapping
from itertools import groupby

from gitops.adapters.errors import Failure
from gitops.adapters.markdown import table
from gitops.adapters.paths import ROOT
from gitops.adapters.project import project
from gitops.environment import synthesis

PAGE = ROOT / "docs" / "settings.md"
ARGUMENT = "--settings"
HEADER = """# Settings of {file}

Generated from the app of `cdktf.json` by `gitops docs`; a test fails when this page is stale.
`[default]` holds for all environments, `[ephemeral]` for all that are not protected,
`[suffix.<name>]` for one; the most specific table wins.
"""
COLUMNS = ("name", "type", "default", "unit", "meaning")


def read() -> list[Mapping[str, str]]:
    """Every setting as the app prints it: a mapping of the columns and `tables`.

    Raises:
        Failure: the app failed, or printed something else.
    """
    printed = synthesis.printed(ARGUMENT)
    try:
        settings = [{name: str(each[name]) for name in ("tables", *COLUMNS)}
                    for each in json.loads(printed)]  # fmt: skip
        if not settings:
            raise ValueError("none")  # noqa: TRY301 (reported with the other faults)
    except (ValueError, KeyError, TypeError) as error:
        raise Failure(f"The app's {ARGUMENT} printed no list of settings ({error!r}).") from error
    return list[Mapping[str, str]](settings)


def page(settings: Iterable[Mapping[str, str]]) -> str:
    """The page for these settings, a chapter for the tables that hold them."""
    lines = [HEADER.format(file=project().settings.name)]
    for tables, group in groupby(settings, key=lambda each: each["tables"]):
        rows = [
            (f"`{each['name']}`", each["type"], _default(each), each["unit"], _text(each))
            for each in group
        ]
        lines += [f"## {tables.replace('<', chr(92) + '<')}", "", *table(COLUMNS, *rows), ""]
    return "\n".join(lines)


def _default(each: Mapping[str, str]) -> str:
    return f"`{each['default']}`" if each["default"] else "required"


def _text(each: Mapping[str, str]) -> str:
    return each["meaning"].replace("|", "\\|")
