"""Viewers share one board: each gets what it has not seen, and learns when it is stale."""

import json
import threading

from market.reading.series import parse
from market.watch.board import Board
from tests.market.watch.conftest import NOW_MS, SERIES, FakeClock, tick

HOSTILE = "BTC-USD@<img src=x onerror=alert(1)>\u202e\x1b[2J"


def _read(board: Board, *ages_ms: int) -> None:
    board.merge(board.windows[0], [tick(age) for age in ages_ms])
    board.prices_read()


def test_a_new_viewer_gets_everything_and_later_only_what_is_new(board: Board) -> None:
    _read(board, 2000, 1000)
    first = board.message(0, SERIES)
    _read(board, 1000, 500)
    later = board.message(first["version"], SERIES)

    assert first["whole"]
    assert not later["whole"]
    assert [each["ms"] for each in first["ticks"]] == [NOW_MS - 2000, NOW_MS - 1000]
    assert [each["ms"] for each in later["ticks"]] == [NOW_MS - 500]
    assert later["series"][0]["spark"] == [[NOW_MS - 500, 100.0]]


def test_health_is_sent_once(board: Board) -> None:
    board.set_health({"rejects": {"bad_price": 2}})
    first = board.message(0, SERIES)

    assert first["health"] == {"rejects": {"bad_price": 2}}
    assert board.message(first["version"], SERIES)["health"] is None


def test_it_is_stale_once_nothing_was_read_for_five_seconds(board: Board, clock: FakeClock) -> None:
    _read(board, 0)
    clock.seconds += 4.9
    assert board.message(0, SERIES)["stale"] is None

    clock.seconds += 0.1
    assert board.message(0, SERIES)["stale"]["since"] == "2026-03-01T00:00:00Z"
    _read(board, 0)
    assert board.message(0, SERIES)["stale"] is None


def test_a_fault_makes_it_stale_at_once(board: Board) -> None:
    board.failed("dev cannot be read: \x1b[2Jgone")

    assert board.message(0, SERIES)["stale"]["why"] == "dev cannot be read: \\x1b[2Jgone"


def test_hostile_names_are_inert(board: Board) -> None:
    board.replace_series([parse(HOSTILE)])

    [row] = board.message(0, HOSTILE)["series"]

    assert row["label"] == "BTC-USD@<img src=x onerror=alert(1)>\\u202e\\x1b[2J"
    assert json.loads(json.dumps(row))["name"] == HOSTILE


def test_memory_is_bounded_by_what_is_shown(board: Board) -> None:
    _read(board, *range(1000))
    board.replace_series([])

    assert board.message(0, SERIES)["series"] == []
    assert board.message(0, SERIES)["ticks"] == []


def test_the_series_that_somebody_looks_at_come_first(board: Board) -> None:
    board.replace_series([parse("A@x"), parse("B@x")])

    with board.viewer("B@x"):
        assert [window.series.name for window in board.windows] == ["B@x", "A@x"]
        assert [board.is_looked_at(window) for window in board.windows] == [True, False]
    assert not any(map(board.is_looked_at, board.windows))


def test_an_unknown_series_gives_the_first_one(board: Board) -> None:
    with board.viewer("no such series") as chosen:
        assert chosen == SERIES


def test_a_reader_waits_while_nobody_looks_and_ends_with_the_board(board: Board) -> None:
    waited: list[bool] = []
    thread = threading.Thread(target=lambda: waited.append(board.await_viewer()))
    thread.start()
    with board.viewer(SERIES):
        thread.join(30)
        waited.append(board.await_viewer())

    board.close()
    assert waited == [True, False]
    assert board.await_viewer()
