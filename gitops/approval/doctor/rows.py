"""What a check of the repository's settings found: one row for each thing that people forget."""

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from gitops.adapters.errors import Refusal

NAME = re.compile(r"[A-Za-z0-9_.-]+")


class State(StrEnum):
    """Whether it is as it should be; `unknown` is what the token may not read."""

    ok = "ok"
    open = "open"
    unknown = "unknown"


@dataclass(frozen=True)
class Row:
    """One setting: `detail` says what was found, `fix` is the command that sets it.

    `detail` may quote GitHub's answer. `fix` is made of names from this repository only.
    """

    what: str
    state: State
    detail: str = ""
    fix: str = ""


def row(what: str, wrong: str, fix: str) -> Row:
    """The row of a setting that was read: open with what is `wrong`, else ok."""
    return Row(what, State.open, wrong, fix) if wrong else Row(what, State.ok)


def gh_api(method: str, path: str, arguments: str) -> str:
    """The command that sends a request to GitHub's API, on two lines: a path can be long."""
    return f"gh api -X {method} {path} \\\n  {arguments}"


def gh_api_json(method: str, path: str, body: dict[str, Any]) -> str:
    """The command that sends a JSON document to GitHub's API."""
    text = json.dumps(body, indent=2)
    return gh_api(method, path, f"--input - <<'JSON'\n{text}\nJSON")


def safe(name: str) -> str:
    """The name, unchanged, for a command that somebody copies.

    Raises:
        Refusal: it has characters that a shell could read as something else.
    """
    if not NAME.fullmatch(name):
        raise Refusal(f"The name {name!r} is refused: use letters, digits and . _ - only.")
    return name
