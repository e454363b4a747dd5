"""Bodies that somebody damaged, and every number that is written in one."""

import json
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from random import Random
from typing import Any

_PIECES = (
    b"",
    b"0",
    b"-",
    b"e",
    b".",
    b'"',
    b",",
    b"[",
    b"{}",
    b"null",
    b"\xff",
    b"\x00",
    b"9" * 40,
)


def hurt(content: bytes, choose: Random) -> bytes:
    """The bytes, with up to three of their places cut out or overwritten."""
    for _ in range(choose.randint(1, 3)):
        place = choose.randrange(len(content) + 1)
        rest = content[place + choose.randint(0, 2) :]
        content = content[:place] + choose.choice(_PIECES) + rest
    return content


def numbers_in(content: bytes) -> set[Decimal]:
    """All numbers, those in texts too, without their signs: a negative volume is a sale."""
    kept: dict[str, Any] = {"parse_float": str, "parse_int": str, "parse_constant": str}
    return {number.copy_abs() for number in numbers(json.loads(content, **kept))}


def numbers(value: Any) -> Iterator[Decimal]:
    """The numbers in a document."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from numbers(inner)
    with suppress(ArithmeticError):
        yield Decimal(str(value))
