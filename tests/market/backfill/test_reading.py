"""Equal trades are told from repeated ones."""

import pytest

from gitops.adapters.errors import Refusal
from tests.market.backfill.conftest import Read, Write


def test_equal_trades_without_ids_are_all_of_them(read: Read, write: Write) -> None:
    row = "1704067200000,5,1\n"
    path = write("t.csv", f"time,price,volume\n{row * 3}1704067200001,5,1\n")

    ticks, _ = read(path, symbol="BTC-USD")

    assert [tick.ordinal for tick in ticks] == [0, 1, 2, 0]


def test_without_ids_and_out_of_order_the_file_is_refused(read: Read, write: Write) -> None:
    path = write("t.csv", "time,price\n1704067200001,5\n1704067200000,5\n")

    with pytest.raises(Refusal, match="Row 2 is older than one before it"):
        read(path, symbol="BTC-USD")


def test_with_ids_the_order_does_not_matter(read: Read, write: Write) -> None:
    path = write("t.csv", "time,price,id\n1704067200001,5,b\n1704067200000,5,a\n")

    ticks, _ = read(path, symbol="BTC-USD")

    assert [tick.event_id for tick in ticks] == ["b", "a"]


def test_each_reason_names_its_first_row(read: Read, write: Write) -> None:
    path = write("t.csv", "time,price\n1704067200000,5\n1704067200001,-5\nnow,5\n1,-5\n")

    ticks, rejected = read(path, symbol="BTC-USD")

    assert len(ticks) == 1
    assert rejected == {"bad_price": 2, "bad_time": 1}
