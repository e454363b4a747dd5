"""Writes a result in every form: whoever needs one finds it beside the others."""

import io
import json
from pathlib import Path

from rich.console import Console

from gitops.adapters.files import write_atomically
from gitops.compliance import junit, markdown, plain_json, sarif
from gitops.compliance.result import Result
from gitops.compliance.table import table
from policies.engine.stack import Place

# What each form's file is called after the place.
FORMS = ("txt", "json", "md", "sarif", "xml")
WIDTH = 160


def path(folder: Path, place: Place, form: str) -> Path:
    """The file that holds that form of the result at that place."""
    return folder / f"{place}.{form}"


def clear(folder: Path, place: Place) -> None:
    """Remove the reports of an earlier check: none may be taken for one of this."""
    for form in FORMS:
        path(folder, place, form).unlink(missing_ok=True)


def write(result: Result, folder: Path) -> None:
    """Write the result in every form to `folder`, over what an earlier check left there."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "txt": _plain(result).encode(),
        "json": _json(plain_json.document(result)),
        "md": markdown.document(result).encode(),
        "sarif": _json(sarif.document(result)),
        "xml": junit.document(result),
    }
    for form, text in texts.items():
        write_atomically(path(folder, result.place, form), text)


def _json(document: object) -> bytes:
    return json.dumps(document, indent=1, ensure_ascii=False).encode() + b"\n"


def _plain(result: Result) -> str:
    out = io.StringIO()
    Console(file=out, width=WIDTH, color_system=None).print(table(result))
    faults = [fault for section in result.sections for fault in section.faults]
    rows = [line.rstrip() for line in out.getvalue().splitlines()]
    return "\n".join([*rows, *faults]) + "\n"
