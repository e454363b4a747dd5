"""Reads JSON with exact numbers, and refuses ambiguous documents."""

import json
from decimal import Decimal
from enum import StrEnum
from typing import Any

from lambda_src.shared import decimals


class Flaw(StrEnum):
    """Why a text is refused."""

    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    NESTED_TOO_DEEPLY = "nested_too_deeply"
    DUPLICATE_KEY = "duplicate_key"


class InvalidJson(ValueError):
    """The text is not JSON, or is ambiguous."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


def read(text: bytes | str) -> Any:
    """The JSON document in `text`; its numbers are Decimals, never floats.

    A number outside of the range of Decimal becomes Infinity, so that only its field is invalid.

    Raises:
        InvalidJson: it is not UTF-8, not JSON (NaN and Infinity are not), nested too deeply, or
            an object has a key twice.
    """
    try:
        return json.loads(
            text if isinstance(text, str) else text.decode("utf-8"),
            parse_float=_number,
            parse_int=_number,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError as error:
        raise InvalidJson(Flaw.NOT_UTF8) from error
    except json.JSONDecodeError as error:
        raise InvalidJson(Flaw.NOT_JSON) from error
    except RecursionError as error:
        raise InvalidJson(Flaw.NESTED_TOO_DEEPLY) from error


def _number(text: str) -> Decimal:
    try:
        return decimals.read(text)
    except decimals.NotExact:
        return Decimal("Infinity")


def _refuse_constant(_: str) -> None:
    raise InvalidJson(Flaw.NOT_JSON)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise InvalidJson(Flaw.DUPLICATE_KEY)
    return members
