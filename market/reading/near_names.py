"""Names that somebody may have meant by the name of a market that does not exist.

Nothing lists all markets: a Scan would read every tick. So likely names are looked up by key.
"""

import re
from collections.abc import Iterator
from string import ascii_uppercase, digits
from typing import Final

QUOTES: Final = ("USD", "USDT", "USDC", "EUR", "GBP", "BTC", "ETH", "FDUSD", "BUSD", "TRY", "JPY")
_CHARACTERS: Final = ascii_uppercase + digits
_LONGEST: Final = 12


def near_names(market: str) -> list[str]:
    """Likely other names, the likeliest first; a few hundred at most."""
    name = re.sub("[^A-Z0-9]+", "-", market.upper()).strip("-")
    found = dict.fromkeys(_guesses(name))
    found.pop(market, None)
    return list(found)


def _guesses(name: str) -> Iterator[str]:
    base, _, rest = name.partition("-")
    yield name
    if not rest:
        yield from (f"{name[:cut]}-{name[cut:]}" for cut in range(2, len(name) - 1))
        yield from (f"{name}-{quote}" for quote in QUOTES)
        return
    yield f"{name}-PERP"
    yield "-".join(name.split("-")[:2])
    for quote in QUOTES:
        yield from (f"{base}-{quote}", f"{base}-{quote}-PERP")
    if len(base) <= _LONGEST:
        yield from (f"{other}-{rest}" for other in _edits(base))


def _edits(word: str) -> Iterator[str]:
    """The word with one character left out, swapped with the next, replaced or added."""
    for cut in range(len(word) + 1):
        head, tail = word[:cut], word[cut:]
        if len(word) > 1 and tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for character in _CHARACTERS:
            yield head + character + tail
            yield head + character + tail[1:]
