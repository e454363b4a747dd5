"""One request that AWS refuses, and the refusal."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.localcloud.refusals.world import World

_RECORDINGS = Path(__file__).resolve().parents[2] / "recordings/aws/errors.jsonl"
_ROWS = _RECORDINGS.read_text(encoding="utf-8").splitlines()
_ENUM = re.compile(r"enum value set: \[([^\]]*)\]")


@dataclass(frozen=True)
class Refusal:
    """What AWS answers; `sentence` is empty where no source has it.

    `source` is the line of errors.jsonl, the address of a page of AWS's documentation, or
    "unverified": the code is our best knowledge.
    """

    code: str
    source: str
    status: int = 400
    sentence: str = ""

    def matches(self, message: str) -> bool:
        """True if the message is the sentence, but for ids and ARNs of the recording."""
        return re.fullmatch(_masked(_sorted(self.sentence)), _sorted(message)) is not None


@dataclass(frozen=True)
class Probe:
    """A request of section `item` of the list; `arguments` may make what the request needs."""

    item: int
    call: str
    arguments: Callable[[World], dict[str, Any]]
    expected: Refusal

    @property
    def id(self) -> str:
        """The name of the test."""
        return f"{self.item} {self.call}"


def recorded(line: int) -> Refusal:
    """The refusal of real AWS in a line of errors.jsonl."""
    row = json.loads(_ROWS[line - 1])
    sentence = row["message"] or ""
    return Refusal(row["code"], f"errors.jsonl:{line}", row["status"], sentence)


def recorded_beginning(line: int) -> Refusal:
    """The recorded refusal without the line that says where in a text it was found."""
    refusal = recorded(line)
    return replace(refusal, sentence=refusal.sentence.partition("\n")[0])


def documented(code: str, page: str, status: int = 400, sentence: str = "") -> Refusal:
    """A refusal that a page of https://docs.aws.amazon.com describes."""
    return Refusal(code, f"https://docs.aws.amazon.com/{page}", status, sentence)


def unverified(code: str, status: int = 400, sentence: str = "") -> Refusal:
    """A refusal that neither a recording nor the documentation words."""
    return Refusal(code, "unverified", status, sentence)


def _masked(sentence: str) -> str:
    """A pattern for the sentence: names, ids and ARNs differ from the recording's."""
    parts = re.split(r"<[^<>]+>|1{12}|\d{12}", sentence)
    return ".+?".join(map(re.escape, parts))


def _sorted(sentence: str) -> str:
    """The sentence with its enums in order: AWS lists them in that of a hash."""
    return _ENUM.sub(lambda match: str(sorted(match[1].split(", "))), sentence)
