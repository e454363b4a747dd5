"""The page: style, script and data in one file, which asks no network for anything."""

import json
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

from gitops.report.evidence import Evidence, document

FOLDER = Path(__file__).parent / "page"
# What would end the element in which the data stands, or begin a comment there.
ESCAPED: Mapping[str, str | int | None] = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def html(evidence: Evidence) -> str:
    """The whole page. Everything in it that is data stands in one JSON element, inert."""
    parts = {
        "style": (FOLDER / "report.css").read_text(),
        "script": (FOLDER / "report.js").read_text(),
        "data": embedded(document(evidence)),
        "architecture": evidence.architecture,
    }
    return Template((FOLDER / "report.html").read_text()).substitute(parts)


def embedded(value: Any) -> str:
    """The value as JSON that no HTML parser takes for markup."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.translate(str.maketrans(dict(ESCAPED)))
