"""What a payload becomes, as the command shows it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gitops.adapters.errors import Refusal
from lambda_src.webhook_processor import contracts
from market import normalize
from tests.recordings import RECORDINGS

ROOT = Path(__file__).resolve().parents[2]
TRADE = '{"e":"trade","s":"BNBBTC","t":1,"p":"0.0010","q":"100","T":1672515782134,"M":true}'


def _gitops(*arguments: str, given: bytes) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "market", "normalize", *arguments],
        cwd=ROOT,
        env=os.environ,
        input=given,
        capture_output=True,
        check=False,
    )


def test_a_body_becomes_one_line_with_exact_numbers() -> None:
    finished = _gitops("--exchange", "binance", given=TRADE.encode())

    assert json.loads(finished.stdout) == {
        "status": "accepted",
        "ticks": [
            {
                "symbol": "BNB-BTC",
                "series": "BNB-BTC@binance",
                "timestamp": "1672515782134",
                "price": "0.001",
                "volume": "100",
                "exchange": "binance",
                "venue": None,
                "kind": "trade",
            }
        ],
        "reason": None,
    }
    assert finished.returncode == 0


def test_lines_become_lines_in_their_order() -> None:
    lines = [
        {"exchange": "binance", "body": TRADE, "received_ms": 1},
        {"exchange": "kraken", "body": '{"channel":"heartbeat"}'},
        {"exchange": "generic", "body": '{"symbol":"BTC","price":1}', "received_ms": 7},
        {"exchange": "nobody", "body": TRADE},
        {"exchange": "okx", "body": "\ud800"},
    ]

    finished = _gitops("--jsonl", given="\n\n".join(map(json.dumps, lines)).encode())

    readings = [json.loads(line) for line in finished.stdout.splitlines()]
    assert [reading["status"] for reading in readings] == [
        *("accepted", "ignored", "accepted", "rejected", "rejected"),
    ]
    assert readings[2]["ticks"][0]["timestamp"] == "7"
    assert [reading["reason"] for reading in readings[3:]] == ["unknown_exchange", "not_utf8"]


def test_good_and_bad_ticks_of_a_body_stand_side_by_side() -> None:
    body = b'{"ticks":[{"symbol":"BTC","price":1},{"symbol":"BTC"},{"price":1}]}'

    reading = normalize.reading("generic", body)

    assert reading["status"] == "accepted"
    assert [tick["timestamp"] for tick in reading["ticks"]] == [None]
    assert reading["reason"] == "bad_price, bad_symbol"


def test_the_generic_body_may_name_its_exchange() -> None:
    body = b'{"symbol":"BTC","price":50000.00,"exchange":"coinbase","volume":1234.56}'

    (tick,) = normalize.reading("generic", body)["ticks"]

    assert tick["exchange"] == "coinbase"
    assert normalize.reading("kraken", body)["reason"] == "wrong_exchange"


@pytest.mark.parametrize(
    "line",
    [
        *("{", "[]", "7", '{"exchange":"okx"}', '{"exchange":1,"body":""}', '{"body":""}'),
        pytest.param("[" * 100_000, id="nested too deeply"),
    ],
)
def test_a_line_of_another_form_is_named(line: str) -> None:
    good = json.dumps({"exchange": "binance", "body": TRADE})

    readings = normalize.readings([good, line])

    assert next(readings)["status"] == "accepted"
    with pytest.raises(Refusal, match=r"^Line 2 is not "):
        next(readings)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), b"Pass either --exchange"),
        (("--jsonl", "--exchange", "okx"), b"Pass either --exchange"),
        (("--exchange", "nobody"), b"Unknown exchange 'nobody'; choose one of: "),
    ],
)
def test_a_wrong_call_is_refused_in_one_sentence(arguments: tuple[str, ...], words: bytes) -> None:
    finished = _gitops(*arguments, given=b"")

    assert words in finished.stderr
    assert finished.returncode == 2


def _recorded() -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in (RECORDINGS / "ticks.jsonl").read_text().splitlines()]
    return [row for row in rows if row["exchange"] in normalize.known_exchanges()]


def _plain(symbol: str) -> str:
    """The symbol without its marks: the recordings keep the exchange's own spelling."""
    return re.sub("[/_:-]", "", symbol.upper()).replace("XBT", "BTC").replace("USTF0", "USDTF0")


def _base(symbol: str) -> str:
    """The base of a derivative; how ids write the rest is in the tables of the exchanges."""
    return re.split(
        "USD|PERP|[0-9]{6}|[0-9]{2}[A-Z]{3}[0-9]{2}",
        re.sub("^T(?=[A-Z]+F0)|F0", "", _plain(symbol)),
    )[0]


def _counts_contracts(symbol: str, row: dict[str, Any]) -> bool:
    """Whether the exchange counts contracts of a size that its frames do not tell."""
    is_derivative = row["market_type"] == "derivative"
    of_contracts = row["exchange"] in ("okx", "okcoin", "gate", "kucoin")
    return contracts.is_coin_settled(symbol) or (is_derivative and of_contracts)


def test_recorded_payloads_read_as_expected_or_not_at_all() -> None:
    read = 0
    for row in _recorded():
        reading = normalize.reading(row["exchange"], json.dumps(row["raw"]).encode(), received_ms=0)
        if reading["status"] == "rejected":
            # Only what names no symbol: the subscriber alone knows it.
            assert reading["reason"] == "bad_symbol", row["id"]
            continue
        read += 1
        _check(reading["ticks"], row)

    assert read > len(_recorded()) / 2


def _check(ticks: list[dict[str, Any]], row: dict[str, Any]) -> None:
    is_derivative = row["market_type"] == "derivative"
    name = _base if is_derivative else _plain
    for tick in ticks:
        assert (contracts.market_type(tick["symbol"]) != "spot") is is_derivative, row["id"]
        assert tick["volume"] is None or not _counts_contracts(tick["symbol"], row), row["id"]
    found = [
        (name(tick["symbol"]), tick["timestamp"].partition(".")[0], tick["price"])
        + (() if is_derivative else (tick["volume"],))
        for tick in ticks
    ]
    wanted = [
        # Where the recording trusts no time of the exchange, any is right.
        (
            name(expected["symbol"]),
            found[0][1] if expected["timestamp_ms"] is None else str(expected["timestamp_ms"]),
            expected["price"],
        )
        + (() if is_derivative else (expected["volume"],))
        for expected in row.get("expected_all", [row["expected"]])
    ]
    assert sorted(set(found), key=str) == sorted(set(wanted), key=str), row["id"]
