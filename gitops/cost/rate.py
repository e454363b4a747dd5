"""How many units of work a month has."""

import re
from decimal import Decimal

from gitops.adapters.errors import Refusal

HOURS_OF_A_MONTH = 730
SECONDS = {"s": 1, "min": 60, "h": 3600, "day": 86_400}
RATE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)/(s|min|h|day)")


def monthly(text: str) -> Decimal:
    """The units of work in a month of 730 hours at a rate such as `10/s` or `500/day`.

    Raises:
        Refusal: it is no rate.
    """
    if not (found := RATE.fullmatch(text)):
        raise Refusal(f"--rate {text!r} is refused; write it as 10/s, 600/min, 40/h or 500/day.")
    return Decimal(found[1]) * HOURS_OF_A_MONTH * 3600 / SECONDS[found[2]]
