"""Whatever stands in the table, the page shows the rest of it."""

import json
from decimal import Decimal
from typing import Any

import pytest

from market.watch.board import Board
from tests.market.watch.conftest import NOW_MS, SERIES, tick


def _shown(board: Board, changes: dict[str, Any]) -> list[dict[str, Any]]:
    board.merge(board.windows[0], [tick(2000), tick(1000)._replace(**changes)])
    message = json.loads(json.dumps(board.message(0, SERIES), allow_nan=False))
    assert board.windows[0].read_from(1) is None
    assert board.windows[0].read_from(1) is not None
    return [each for each in message["ticks"] if each["ms"] != NOW_MS - 2000]


@pytest.mark.parametrize(
    ("changes", "absent"),
    [
        ({"enriched_at": "x"}, "enriched_ms"),
        ({"enriched_at": Decimal(5)}, "enriched_ms"),
        ({"enriched_at": "0000-01-01T00:00:00Z"}, "enriched_ms"),
        ({"enriched_at": "0001-01-01T00:00:00"}, "enriched_ms"),
        ({"received_at": "x"}, "received_ms"),
        ({"received_at": Decimal("9E+125")}, "received_ms"),
        ({"event_time": "x"}, "received_ms"),
        ({"ma_5": "x"}, "ma_5"),
        ({"volume": "x"}, "volume"),
    ],
)
def test_an_item_is_shown_without_what_cannot_be_read(
    board: Board, changes: dict[str, Any], absent: str
) -> None:
    (shown,) = _shown(board, changes)

    assert (shown["price"], shown[absent]) == ("100", None)


@pytest.mark.parametrize(
    "changes",
    [
        {"timestamp": Decimal("9E+125")},
        {"timestamp": Decimal("-9E+15")},
        {"timestamp": Decimal(253402300800000)},
        {"price": "x"},
        {"price": None},
    ],
)
def test_an_item_without_a_time_or_a_price_is_left_out(
    board: Board, changes: dict[str, Any]
) -> None:
    assert _shown(board, changes) == []


def test_a_time_of_many_digits_is_shown(board: Board) -> None:
    (shown,) = _shown(board, {"timestamp": NOW_MS + Decimal("0.1234567890123456789012345")})

    assert shown["price"] == "100"
