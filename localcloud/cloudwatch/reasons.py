"""The reason of an alarm's state, as text and as data.

Recorded by LocalStack's test suite on real AWS (test_cloudwatch.snapshot.json, 2025-09-19 and
2026-02-26); of several points: docs/claims.md#alarm-reasons
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from localcloud.cloudwatch.definitions import AlarmDefinition, period_seconds
from localcloud.cloudwatch.evaluation import AlarmEvaluation, AlarmState, MissingData

# From so many points on, a reason shows the newest ones in a sentence of their own.
_MOST_SHOWN = 5
INITIAL = "Unchecked: Initial alarm creation"
_TREATED_AS = {MissingData.BREACHING: "Breaching", MissingData.NOT_BREACHING: "NonBreaching"}


@dataclass(frozen=True)
class Point:
    """A data point: the Unix time at which its period starts, and its value if it exists."""

    at: float
    value: float | None
    samples: float = 0.0


def reason(
    alarm: Any, defined: AlarmDefinition, points: Sequence[Point], decided: AlarmEvaluation
) -> str:
    """The sentence in StateReason."""
    if decided.state is AlarmState.INSUFFICIENT_DATA:
        unknown = sum(point.value is None for point in points)
        return f"Insufficient Data: {_counted(unknown)} unknown."
    used = [points[index] for index in decided.points]
    in_alarm = decided.state is AlarmState.ALARM
    missing = _missing(defined, decided.filled)
    listed = [point for point in used if defined.breaches(point.value) is in_alarm]
    if missing and not listed:
        count = defined.rule.periods
        received = _counted(len(used)) if used else "no datapoints were"
        periods = f"{count} period{'s' if count > 1 else ''}"
        return f"Threshold Crossed: {received} received for {periods}{missing}."
    return _crossed(alarm, defined, listed or used, decided.state, missing)


def _missing(defined: AlarmDefinition, count: int) -> str:
    """How so many missing points were treated, if they count as good or bad."""
    treated = _TREATED_AS.get(defined.rule.missing_data)
    if not count or treated is None:
        return ""
    return f" and {_counted(count, 'missing ')} treated as [{treated}]"


def reason_data(alarm: Any, points: Sequence[Point], now: float) -> str:
    """The JSON text in StateReasonData."""
    existing = [point for point in points if point.value is not None]
    document: dict[str, Any] = {"version": "1.0", "queryDate": timestamp(now)}
    if existing:
        document["startDate"] = timestamp(existing[0].at)
    if alarm.unit:
        document["unit"] = alarm.unit
    if statistic := alarm.statistic or alarm.extended_statistic:
        document["statistic"] = statistic
    document |= {
        "period": period_seconds(alarm),
        "recentDatapoints": [point.value for point in existing],
        "threshold": float(alarm.threshold),
        "evaluatedDatapoints": [_evaluated(point) for point in reversed(points)],
    }
    return json.dumps(document, separators=(",", ":"))


def timestamp(at: float) -> str:
    """A time as CloudWatch writes it into its documents."""
    moment = datetime.fromtimestamp(at, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}+0000"


def _crossed(
    alarm: Any, defined: AlarmDefinition, listed: Sequence[Point], state: AlarmState, missing: str
) -> str:
    newest = listed[::-1][:_MOST_SHOWN]
    shown = f"[{', '.join(f'{point.value} ({_short(point.at)})' for point in newest)}]"
    many = len(listed) > 1
    is_not = "" if state is AlarmState.ALARM else "not "
    what = f"{is_not}{defined.comparison.words} the threshold ({defined.threshold}){missing}"
    verb = "were" if many else "was"
    count, end = f"{len(listed)} datapoint{'s' if many else ''}", ""
    if alarm.datapoints_to_alarm is not None:
        count = f"{len(listed)} out of the last {defined.rule.periods} datapoints"
        end = f" ({_least(defined, state)} transition)"
    if len(listed) < _MOST_SHOWN:
        return f"Threshold Crossed: {count} {shown} {verb} {what}{end}."
    recent = f"The most recent datapoints which crossed the threshold: {shown}"
    return f"Threshold Crossed: {count} {verb} {what}. {recent}{end}."


def _least(defined: AlarmDefinition, state: AlarmState) -> str:
    rule = defined.rule
    to_alarm = state is AlarmState.ALARM
    count = rule.to_alarm if to_alarm else rule.periods - rule.to_alarm + 1
    arrow = "OK -> ALARM" if to_alarm else "ALARM -> OK"
    return f"minimum {count} datapoint{'s' if count > 1 else ''} for {arrow}"


def _counted(count: int, kind: str = "") -> str:
    return f"{count} {kind}datapoint{'s were' if count > 1 else ' was'}"


def _evaluated(point: Point) -> Mapping[str, Any]:
    at = {"timestamp": timestamp(point.at)}
    if point.value is None:
        return at
    return {**at, "sampleCount": point.samples, "value": point.value}


def _short(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%d/%m/%y %H:%M:%S}"
