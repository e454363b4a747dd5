"""The walk of a seed is always the same, and stays among prices that exist."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from market.feed.walk import MARKETS, walk


@given(st.integers())
def test_a_seed_walks_the_same_way_over_prices_that_exist(seed: int) -> None:
    quotes = list(itertools.islice(walk(seed), 200))

    assert quotes == list(itertools.islice(walk(seed), 200))
    for quote in quotes:
        assert quote.price > 0
        assert quote.price % MARKETS[quote.symbol][1] == 0
        assert quote.volume > 0


def test_two_seeds_walk_different_ways() -> None:
    one, other = (list(itertools.islice(walk(seed), 50)) for seed in (1, 2))

    assert one != other
    assert {quote.symbol for quote in one} == set(MARKETS)
