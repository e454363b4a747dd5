"""Brings one batch of stream records to its function: retries, bisection, giving up."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from localcloud.lambda_.event_sources.batch_item_failures import first_failure
from localcloud.lambda_.event_sources.failure_record import Condition, GivenUp
from localcloud.lambda_.event_sources.mapping import UNLIMITED, Mapping
from localcloud.lambda_.event_sources.stream_records import StreamRecord
from localcloud.lambda_.interface import FunctionNotFound, Functions, InvocationResult, Throttled

_FIRST_BACK_OFF_S = 1.0
_LONGEST_BACK_OFF_S = 60.0

_NEVER_RAN = InvocationResult(b"", None, "")


class Stopped(Exception):
    """The mapping was disabled or deleted, or the cloud ends; the rest stays undelivered."""


class Surroundings(Protocol):
    """What the delivery of a batch needs from the mapping that it belongs to."""

    def settings(self) -> Mapping:
        """Return the mapping as it is now.

        Raises:
            Stopped: it is not to go on.
        """

    def age_s(self, record: StreamRecord) -> float:
        """Return the age of a record in seconds of AWS time."""

    def wait(self, seconds: float) -> None:
        """Let so many seconds of AWS time pass.

        Raises:
            Stopped: it is not to go on.
        """

    def advance(self, record: StreamRecord) -> None:
        """Note that everything up to and including this record is settled."""

    def give_up(self, batch: GivenUp) -> None:
        """Tell the on-failure destination, if there is one."""


@dataclass
class _Piece:
    """Consecutive records that are invoked together; ``attempts`` count against the retries."""

    records: Sequence[StreamRecord]
    attempts: int = 0
    refusals: int = 0
    last: InvocationResult = _NEVER_RAN


def deliver_batch(
    records: Sequence[StreamRecord], functions: Functions, around: Surroundings
) -> None:
    """Invoke the function until every record has succeeded or was given up, in order.

    - A function error, or a report of the first record, fails the piece as a whole. With
      bisection it is halved, which uses up no retry; else it is retried up to the limit.
    - A report of a later record moves the checkpoint there; the rest is a new batch with all its
      retries (recorded: test_dynamodb_report_batch_item_failures, record 6 came once with its
      batch and four times alone at three retries).
    - Records older than the maximum age are given up before an invocation.
    - Throttling, and a missing function, use up no retry: only the age ends them.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html.

    Raises:
        Stopped: see ``Surroundings``.
    """
    waiting = [_Piece(records)]
    while waiting:
        piece = waiting.pop()
        waiting.extend(reversed(_step(piece, functions, around)))


def _step(piece: _Piece, functions: Functions, around: Surroundings) -> list[_Piece]:
    """Do one thing for a piece and return what is left of it, in order."""
    settings = around.settings()
    too_old = _too_old(piece, settings, around)
    if too_old:
        return _drop_old(piece, too_old, around)
    try:
        piece.last = functions.invoke(settings.function_arn, _payload(piece.records))
    except (Throttled, FunctionNotFound):
        piece.refusals += 1
        around.wait(_back_off_s(piece.refusals))
        return [piece]
    place = _first_failure(piece, settings)
    if place is None:
        around.advance(piece.records[-1])
        return []
    if place > 0:
        around.advance(piece.records[place - 1])
        return [_Piece(piece.records[place:])]
    return _failed(piece, settings, around)


def _failed(piece: _Piece, settings: Mapping, around: Surroundings) -> list[_Piece]:
    if settings.bisect and len(piece.records) > 1:
        middle = len(piece.records) // 2
        return [_Piece(piece.records[:middle]), _Piece(piece.records[middle:])]
    piece.attempts += 1
    if settings.max_retries != UNLIMITED and piece.attempts > settings.max_retries:
        reason = Condition.RETRIES_EXHAUSTED
        around.give_up(GivenUp(piece.records, reason, piece.attempts, piece.last))
        around.advance(piece.records[-1])
        return []
    around.wait(_back_off_s(piece.attempts))
    return [piece]


def _too_old(piece: _Piece, settings: Mapping, around: Surroundings) -> int:
    if settings.max_age_s == UNLIMITED:
        return 0
    return sum(around.age_s(record) > settings.max_age_s for record in piece.records)


def _drop_old(piece: _Piece, count: int, around: Surroundings) -> list[_Piece]:
    # Records come in the order of their age, so the old ones are the first.
    old, rest = piece.records[:count], piece.records[count:]
    around.give_up(GivenUp(old, Condition.AGE_EXCEEDED, piece.attempts, piece.last))
    around.advance(old[-1])
    return [_Piece(rest, piece.attempts, piece.refusals, piece.last)] if rest else []


def _first_failure(piece: _Piece, settings: Mapping) -> int | None:
    if piece.last.error:
        return 0
    if not settings.reports_failures:
        return None
    return first_failure(piece.last.payload, [each.sequence_number for each in piece.records])


def _payload(records: Sequence[StreamRecord]) -> bytes:
    return json.dumps({"Records": [record.event for record in records]}).encode()


def _back_off_s(failures: int) -> float:
    # AWS backs off exponentially and documents no numbers.
    return min(_LONGEST_BACK_OFF_S, _FIRST_BACK_OFF_S * 2.0 ** (failures - 1))
