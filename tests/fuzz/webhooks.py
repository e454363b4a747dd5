"""Any body, of any exchange, becomes ticks that it says, nothing, or a rejection: no exception.

`make fuzz` lets libFuzzer, led by coverage, look for one that does not:
https://github.com/google/atheris
"""

import base64
import json
import sys
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["lambda_src"]):
    from lambda_src.webhook_processor import exchanges
    from lambda_src.webhook_processor.reasons import Reason
    from tests.lambda_src.webhook_processor.fakes import Harness, request
    from tests.lambda_src.webhook_processor.hostile import numbers_in

    # Adapters are imported when their first webhook comes; too late to be watched.
    for name in exchanges.NAMES:
        exchanges.entries(name, {"symbol": "BTC", "price": "1"}, 1)

TABLES = Path(__file__).parents[1] / "lambda_src" / "webhook_processor" / "exchanges"
CORPUS = Path("build/fuzz/webhooks")
EXCHANGES = ["coinbase", *sorted(exchanges.NAMES - {"coinbase"}), "unknown"]
STATUSES = {"accepted", "duplicate", "ignored", "rejected"}
REASONS = {reason.value for reason in Reason}
# What the request template would not write, in place of the body's base64.
BROKEN_BODIES = (None, "%%%", "YQ", 7)


def test_one_input(data: bytes) -> None:
    """The first byte chooses the exchange, the second what the template makes of the rest."""
    exchange = EXCHANGES[data[0] % len(EXCHANGES)] if data else EXCHANGES[0]
    kind = data[1] if len(data) > 1 else 0
    harness = Harness(secret=None, allow_unsigned=True, others=dict.fromkeys(EXCHANGES[:-1], ""))
    harness.secrets.secrets.clear()
    event = request(b"", exchange=exchange)
    if kind < len(BROKEN_BODIES):
        event["body"] = BROKEN_BODIES[kind]
    else:
        event["body"] = base64.b64encode(data[2:]).decode()
    _check(harness.processor.answer(event), harness)
    _check_written(data[2:], harness)


def _check(answer: dict[str, Any], harness: Harness) -> None:
    json.dumps(answer)
    if answer["status"] not in STATUSES or set(answer) != {"status", "ticks", "rejected"}:
        raise AssertionError(answer)
    if not {each["reason"] for each in answer["rejected"]} <= REASONS:
        raise AssertionError(answer)
    if len(harness.table.stored) > len(answer["ticks"]):
        raise AssertionError("a tick was stored that the answer does not name")


def _check_written(body: bytes, harness: Harness) -> None:
    written = numbers_in(body) if harness.table.stored else set()
    for stored in harness.table.stored.values():
        if stored.tick.price not in written or stored.tick.volume not in {None, *written}:
            raise AssertionError(f"{stored.tick} was stored, and the body does not say so")


def _plant() -> None:
    """Begin with what exchanges really send."""
    CORPUS.mkdir(parents=True, exist_ok=True)
    for table in sorted(TABLES.glob("*.json")):
        for number, row in enumerate(json.loads(table.read_text())):
            first = bytes([EXCHANGES.index(table.stem), len(BROKEN_BODIES)])
            body = json.dumps(row["body"]).encode()
            (CORPUS / f"{table.stem}-{number}").write_bytes(first + body)


if __name__ == "__main__":
    _plant()
    atheris.Setup([*sys.argv, str(CORPUS)], test_one_input)
    atheris.Fuzz()
