"""Masks what a process prints, line by line: a line may be a document, or part of a key."""

import json

from policies.engine import secrets
from policies.engine.marks import MASK

BEGIN, END = " PRIVATE KEY", "-----END "
HEADERS = ("Proc-Type:", "DEK-Info:")
# What Terraform and diffs draw before a line.
DRAWN = " \t\r\n│|+~-"


class MaskedLines:
    """Masks one line after the other; it remembers whether a private key has begun."""

    def __init__(self) -> None:
        self._in_key = False

    def masked(self, line: str) -> str:
        """The line with its secrets masked, those in JSON by their names, too."""
        document = secrets.document(line)
        if document is not None:
            return _masked_document(line, document)
        if self._in_key and _is_body(line):
            return f"{MASK}\n"
        text = secrets.mask_text(line)
        self._in_key = text != line and BEGIN in line and END not in line
        # A key that begins takes the end of its line along.
        return text if text.endswith("\n") or not line.endswith("\n") else f"{text}\n"


def _masked_document(line: str, document: object) -> str:
    shown = secrets.mask(document)
    return secrets.mask_text(line if shown == document else f"{json.dumps(shown)}\n")


def _is_body(line: str) -> bool:
    """Whether a line may be one of an armoured key: one word, nothing, or a header."""
    text = line.strip(DRAWN)
    return text.startswith(HEADERS) or len(text.split()) <= 1
