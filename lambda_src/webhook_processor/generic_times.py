"""Finds the event time of a generic tick, so that none is stored as of now although it says when.

Names of time fields are those of 740 recorded payloads, brought together by their spelling.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from lambda_src.webhook_processor import event_times, timestamps
from lambda_src.webhook_processor.reasons import Reason, Rejected

FIELDS: Final = ("time", "timestamp")
# Times by their names alone, whatever their value; without case and marks.
_TIMES: Final = frozenset(
    {"time", "timestamp", "ts", "date", "datetime", "epoch", "timems", "timestampms", "eventtime"}
    | {"tradetime", "transacttime", "createdat", "createtime", "executedat", "closetime"}
    | {"microtimestamp"}
)
# Times if their value is one, too: `timeframe` and `time_in_force` are none.
_TIME_LIKE: Final = re.compile(
    r"(?i:.*(time|stamp|date|epoch).*)|.*(_at|At|_ts|Ts)|t|T|E|at|cts|tms"
)
_MOMENT: Final = re.compile(r"[0-9]{10}|[0-9]{13}|[0-9]{16}|[0-9]{19}|[0-9]{4}-[0-9]{2}-[0-9]{2}.*")
# Powers of ten of today in seconds, milli-, micro- and nanoseconds.
_MAGNITUDES: Final = (9, 12, 15, 18)


def read(tick: Mapping[str, Any]) -> Decimal | None:
    """The event time in epoch milliseconds, of `time` or `timestamp`; None if no field is a time.

    It is RFC 3339 text or epoch seconds, milli-, micro- or nanoseconds, as a number or as text;
    what is finer than microseconds is cut off.

    Raises:
        Rejected: it is none of these, the two fields differ, or the time has another name.
    """
    given = [tick[name] for name in FIELDS if tick.get(name) is not None]
    times = {event_times.read(timestamps.of_any_unit(value)) for value in given}
    if len(times) > 1:
        raise Rejected(Reason.BAD_TIME)
    if not times and any(_is_time(*field) for field in tick.items()):
        raise Rejected(Reason.UNKNOWN_TIME_FIELD)
    return times.pop() if times else None


def _is_time(name: str, value: Any) -> bool:
    """Whether a field of another name says when; null counts as left out."""
    if value is None:
        return False
    if re.sub("[^a-z]", "", name.lower()) in _TIMES:
        return True
    return bool(_TIME_LIKE.fullmatch(name)) and _is_moment(value)


def _is_moment(value: Any) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite() and value > 0 and value.adjusted() in _MAGNITUDES
    return isinstance(value, str) and bool(_MOMENT.fullmatch(value))
