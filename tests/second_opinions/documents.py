"""The policy documents of the stacks, wherever a resource has one."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.second_opinions.deployment import Deployed

Statement = Mapping[str, Any]


@dataclass(frozen=True)
class Document:
    """A policy document; `place` is stack, resource and attribute."""

    place: str
    type: str
    text: str

    @property
    def statements(self) -> list[Statement]:
        """Its statements, in order."""
        found: list[Statement] = json.loads(self.text)["Statement"]
        return found


def documents(resources: Iterable[Deployed]) -> list[Document]:
    """Each text of a resource that is JSON and has statements."""
    return [
        Document(f"{each.place}.{attribute}", each.type, text)
        for each in resources
        for attribute, text in _json_texts(each.values)
        if "Statement" in json.loads(text)
    ]


def words(raw: Any) -> list[str]:
    """A list, whether one text or several are written."""
    return [raw] if isinstance(raw, str) else list(raw)


def _json_texts(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, str) and value.startswith("{"):
            try:
                json.loads(value)
            except ValueError:
                continue
            yield name, value
