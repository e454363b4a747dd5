"""Reads a body as JSON with every number exact."""

import json
from decimal import Decimal
from typing import Any

from lambda_src.shared import decimals
from lambda_src.webhook_processor.reasons import Reason, Rejected


def read(body: bytes) -> Any:
    """The JSON document in `body`; its numbers are Decimals, never floats.

    Raises:
        Rejected: it is not UTF-8, not JSON (NaN and Infinity are not), nested too deeply, or
            an object has a key twice and nobody can say which one was meant.
    """
    try:
        return json.loads(
            body.decode("utf-8"),
            parse_float=_number,
            parse_int=_number,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError as error:
        raise Rejected(Reason.NOT_UTF8) from error
    except json.JSONDecodeError as error:
        raise Rejected(Reason.NOT_JSON) from error
    except RecursionError as error:
        raise Rejected(Reason.NESTED_TOO_DEEPLY) from error


def _number(text: str) -> Decimal:
    try:
        return decimals.read(text)
    except decimals.NotExact:
        # Its own tick is refused for it, as for any number out of range; its neighbours are not.
        return Decimal("Infinity")


def _refuse_constant(_: str) -> None:
    raise Rejected(Reason.NOT_JSON)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Rejected(Reason.DUPLICATE_KEY)
    return members
