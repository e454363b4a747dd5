"""Decides the state of an alarm from the data points of its evaluation range.

Source, read 2026-11-26: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/
alarm-evaluation.html and alarms-and-missing-data.html. How many points CloudWatch fetches beyond
the evaluation periods is not published: docs/claims.md#alarm-evaluation-range
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_EXTRA_SHARE, _LEAST_EXTRA = 3, 2


class AlarmState(StrEnum):
    """The states of an alarm."""

    OK = "OK"
    ALARM = "ALARM"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"


class MissingData(StrEnum):
    """How an alarm treats missing data."""

    MISSING = "missing"
    IGNORE = "ignore"
    BREACHING = "breaching"
    NOT_BREACHING = "notBreaching"


@dataclass(frozen=True)
class AlarmRule:
    """`to_alarm` of the newest `periods` points must breach."""

    periods: int
    to_alarm: int
    missing_data: MissingData = MissingData.MISSING

    @property
    def fetched(self) -> int:
        """How many periods the evaluation range has."""
        return self.periods + max(self.periods // _EXTRA_SHARE, _LEAST_EXTRA)


@dataclass(frozen=True)
class AlarmEvaluation:
    """The new state; `points` are the indexes of the points that decided it.

    `filled` missing points were treated as `missing_data` says.
    """

    state: AlarmState
    points: tuple[int, ...] = ()
    filled: int = 0


def evaluate(
    breaching: Sequence[bool | None], rule: AlarmRule, current: AlarmState
) -> AlarmEvaluation:
    """The state after these points, oldest first; None is a missing point."""
    existing = [index for index, point in enumerate(breaching) if point is not None]
    if len(existing) >= rule.periods:
        newest = tuple(existing[-rule.periods :])
        count = sum(breaching[index] is True for index in newest)
        return AlarmEvaluation(_state(count, rule), newest)
    return _with_missing(breaching, existing, rule, current)


def _with_missing(
    breaching: Sequence[bool | None], existing: Sequence[int], rule: AlarmRule, current: AlarmState
) -> AlarmEvaluation:
    filled = rule.periods - len(existing)
    count = sum(breaching[index] is True for index in existing)
    points = tuple(existing)
    if rule.missing_data is MissingData.BREACHING:
        return AlarmEvaluation(_state(count + filled, rule), points, filled)
    if rule.missing_data is MissingData.NOT_BREACHING or count >= rule.to_alarm:
        return AlarmEvaluation(_state(count, rule), points, filled)
    if count < len(existing):  # a point within the threshold
        return AlarmEvaluation(AlarmState.OK, points, filled)
    if rule.missing_data is MissingData.IGNORE:
        return AlarmEvaluation(current, points, filled)
    # "Avoiding premature transitions": one breaching point is enough once it is old enough.
    old_enough = bool(existing) and len(breaching) - existing[0] >= rule.to_alarm
    return AlarmEvaluation(
        AlarmState.ALARM if old_enough else AlarmState.INSUFFICIENT_DATA, points, filled
    )


def _state(count: int, rule: AlarmRule) -> AlarmState:
    return AlarmState.ALARM if count >= rule.to_alarm else AlarmState.OK
