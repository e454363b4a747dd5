"""One poller reads for all viewers: only what is new, and nothing while nobody looks."""

from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from gitops.adapters.errors import Refusal
from market.reading import PriceReader, ReadingError
from market.watch import poller
from market.watch.board import Board
from market.watch.poller import HealthPoller, PricePoller
from tests.market.reading.conftest import FIRST_MS, TABLE, StoredPrices, prices
from tests.market.watch.conftest import SERIES

__all__ = ["prices"]

OTHER = "ETH-USD@kraken"


class Requests(list[dict[str, Any]]):
    """The requests that a client sends, in order."""

    def __init__(self, client: Any) -> None:
        super().__init__()
        client.meta.events.register("provide-client-params.dynamodb", self._note)

    def _note(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        self.append({"operation": model.name, **params})


@pytest.fixture
def requests(prices: StoredPrices) -> Requests:
    for second in range(0, 100, 5):
        prices.put(second * 1000, 100 + second)
    prices.put(500, 3, market="ETH-USD", exchange="kraken")
    return Requests(prices.client)


@pytest.fixture
def reports() -> list[str]:
    return []


@pytest.fixture
def polling(
    board: Board, prices: StoredPrices, requests: Requests, reports: list[str]
) -> PricePoller:
    reader, markets = PriceReader(TABLE, prices.client), ["BTC-USD", "ETH-USD"]
    board.replace_series(poller.series_of(reader, markets))
    requests.clear()
    return PricePoller(board, reader, markets, reports.append)


def test_the_first_round_reads_the_last_ticks_and_the_next_only_new_ones(
    board: Board, polling: PricePoller, prices: StoredPrices, requests: Requests
) -> None:
    with board.viewer(SERIES):
        polling.poll(0)
        seen = board.message(0, SERIES)
        prices.put(100_000, 999)
        requests.clear()
        polling.poll(1)

    assert len(seen["ticks"]) == 20
    [row] = [each for each in seen["series"] if each["name"] == OTHER]
    assert row["tick"]["price"] == "3"
    assert [each["price"] for each in board.message(seen["version"], SERIES)["ticks"]] == ["999"]
    [query] = [each for each in requests if each["operation"] == "Query"]
    assert int(query["ExpressionAttributeValues"][":start"]["N"]) >= FIRST_MS + 39_000


def test_the_others_are_read_in_every_second_round(
    board: Board, polling: PricePoller, requests: Requests
) -> None:
    counts = []
    with board.viewer(SERIES):
        for number in range(4):
            requests.clear()
            polling.poll(number)
            counts.append(len(requests))

    assert counts == [2, 1, 2, 1]


def test_it_queries_and_gets_and_does_nothing_else(
    board: Board, polling: PricePoller, requests: Requests
) -> None:
    with board.viewer(SERIES):
        polling.poll(0)
        polling.poll(1)
        polling.poll(poller.SERIES_EVERY - 1)

    assert {each["operation"] for each in requests} == {"Query", "GetItem"}
    assert not any(each.get("ConsistentRead") for each in requests)


def test_a_series_of_another_exchange_appears(
    board: Board, polling: PricePoller, prices: StoredPrices
) -> None:
    prices.put(0, 5, exchange="kraken")

    polling.poll(poller.SERIES_EVERY - 1)

    names = [row["name"] for row in board.message(0, SERIES)["series"]]
    assert names == [SERIES, "BTC-USD@kraken", OTHER]


def test_a_dead_environment_is_reported_in_one_sentence_and_so_is_its_return(
    board: Board, polling: PricePoller, reports: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: Any, **__: Any) -> Any:
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1/")

    with monkeypatch.context() as patched:
        patched.setattr(PriceReader, "ticks", gone)
        polling.poll(0)
        polling.poll(2)
        stale = board.message(0, SERIES)["stale"]
    polling.poll(4)

    sentence = 'dev cannot be read: Could not connect to the endpoint URL: "http://127.0.0.1:1/"'
    assert stale["why"] == sentence
    assert reports == [sentence, "The environment answers again."]
    assert board.message(0, SERIES)["stale"] is None


def test_a_table_that_is_gone_is_a_dead_environment(
    board: Board, polling: PricePoller, prices: StoredPrices
) -> None:
    prices.client.delete_table(TableName=TABLE)

    polling.poll(0)

    assert "There is no table crypto-prices-dev" in board.message(0, SERIES)["stale"]["why"]


def test_without_a_viewer_nothing_is_read(
    board: Board, polling: PricePoller, requests: Requests
) -> None:
    poller.start([polling])
    board.await_end(0.3)
    assert requests == []

    with board.viewer(SERIES):
        assert board.await_change(0, 60)
    board.close()

    assert requests


def test_usual_markets_are_those_of_the_table(prices: StoredPrices, requests: Requests) -> None:
    reader = PriceReader(TABLE, prices.client)

    assert poller.usual_markets(reader) == ["BTC-USD", "ETH-USD"]
    assert [each["operation"] for each in requests] == ["BatchGetItem"]


def test_an_empty_table_is_refused_with_the_remedy(prices: StoredPrices) -> None:
    with pytest.raises(ReadingError, match="post ticks: market feed"):
        poller.usual_markets(PriceReader(TABLE, prices.client))


def test_a_source_of_health_that_fails_leaves_the_others(board: Board) -> None:
    def refused() -> dict[str, Any]:
        raise Refusal("dev has no log\x1b[2J")

    HealthPoller(board, [lambda: {"rejects": {}}, refused]).poll()

    assert board.message(0, SERIES)["health"] == {
        "rejects": {},
        "unknown": ["dev has no log\\x1b[2J"],
    }
