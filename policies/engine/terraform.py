"""The little of Terraform's expression language that policies understand, and its conversions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

# A template sequence: an escaped marker, or what an interpolation or directive opens.
MARKER = re.compile(r"\$\$\{|%%\{|\$\{|%\{")
REFERENCE = re.compile(
    r"(?P<address>(?:data\.)?[a-z][a-z0-9_]*\.[A-Za-z_][A-Za-z0-9_-]*)"
    r"(?P<path>\.[a-z_][A-Za-z0-9_]*(?:\.[a-z_][A-Za-z0-9_]*|\[[0-9]+\]|\.[0-9]+)*)"
)
STEP = re.compile(r"[a-z_][A-Za-z0-9_]*|[0-9]+")


@dataclass(frozen=True)
class Reference:
    """A reference to an attribute of a resource or data source."""

    address: str
    path: tuple[str | int, ...]

    def __str__(self) -> str:
        return f"{self.address}.{dotted(self.path)}"


def dotted(path: Sequence[str | int]) -> str:
    """The path as people write it: `logging_config.0.log_group`."""
    return ".".join(str(step) for step in path)


def parts(text: str) -> list[str | Reference] | None:
    """The literal pieces and references that `text` consists of, in order.

    None if it holds anything else: function calls, conditions, `each.value`, local values. See
    https://developer.hashicorp.com/terraform/language/expressions/strings.
    """
    found = _parts(text)
    return None if found is None else list(found)


# Every policy reads the same few texts again; the limit bounds the memory for huge stacks.
@lru_cache(maxsize=4_096)
def _parts(text: str) -> tuple[str | Reference, ...] | None:
    found: list[str | Reference] = []
    literal, position = "", 0
    while marker := MARKER.search(text, position):
        literal += text[position : marker.start()]
        if len(marker.group()) > len("${"):
            literal, position = literal + marker.group()[1:], marker.end()
            continue
        reference = REFERENCE.match(text, marker.end())
        if marker.group() == "%{" or not reference or text[reference.end() :][:1] != "}":
            return None
        found += [literal] if literal else []
        found.append(_reference(reference))
        literal, position = "", reference.end() + 1
    literal += text[position:]
    return (*found, literal) if literal or not found else tuple(found)


def references(raw: Any) -> Iterator[Reference]:
    """The plain references anywhere in `raw`; those inside other expressions are not seen."""
    if isinstance(raw, str):
        yield from (part for part in parts(raw) or () if isinstance(part, Reference))
    elif isinstance(raw, list | dict):
        for item in raw if isinstance(raw, list) else raw.values():
            yield from references(item)


def _reference(match: re.Match[str]) -> Reference:
    steps = [int(step) if step.isdigit() else step for step in STEP.findall(match["path"])]
    return Reference(match["address"], tuple(steps))


def as_number(value: Any) -> int | float | None:
    """The number that Terraform makes of `value`: `"3"` is 3, `true` is none.

    See https://developer.hashicorp.com/terraform/language/expressions/types#type-conversion.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]+", value):
        return int(value)
    return None


def as_bool(value: Any) -> bool | None:
    """The truth value that Terraform makes of `value`: `"true"` is true, 1 is none."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value) if isinstance(value, str) else None


def as_text(value: Any) -> str:
    """The text that Terraform puts into a template for `value`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
