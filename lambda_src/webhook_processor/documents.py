"""Reads a body as JSON with every number exact."""

from typing import Any

from lambda_src.shared import exact_json
from lambda_src.webhook_processor.reasons import Reason, Rejected


def read(body: bytes) -> Any:
    """The JSON document in `body`; its numbers are Decimals, never floats.

    Raises:
        Rejected: it is not JSON, or ambiguous; the reason says which.
    """
    try:
        return exact_json.read(body)
    except exact_json.InvalidJson as error:
        raise Rejected(Reason(error.flaw)) from error
