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
    if decided.points:
        return _crossed(alarm, defined, [points[index] for index in decided.points], decided.state)
    if decided.state is AlarmState.INSUFFICIENT_DATA:
        return f"Insufficient Data: {_counted(len(points))} unknown."
    count = defined.rule.periods
    periods = f"{count} period{'s' if count > 1 else ''}"
    treated = _TREATED_AS.get(defined.rule.missing_data, "Ignored")
    return (
        f"Threshold Crossed: no datapoints were received for {periods} and {count} missing"
        f" datapoint{'s were' if count > 1 else ' was'} treated as [{treated}]."
    )


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
    alarm: Any, defined: AlarmDefinition, points: Sequence[Point], state: AlarmState
) -> str:
    rings = state is AlarmState.ALARM
    listed = [point for point in points if defined.breaches(point.value) is rings] or list(points)
    newest = listed[::-1][:_MOST_SHOWN]
    shown = f"[{', '.join(f'{point.value} ({_short(point.at)})' for point in newest)}]"
    many = len(listed) > 1
    verb = f"{'were' if many else 'was'} {'' if rings else 'not '}{defined.comparison.words}"
    threshold = f"the threshold ({defined.threshold})"
    count, end = f"{len(listed)} datapoint{'s' if many else ''}", ""
    if alarm.datapoints_to_alarm is not None:
        count = f"{len(listed)} out of the last {defined.rule.periods} datapoints"
        end = f" ({_least(defined, state)} transition)"
    if len(listed) < _MOST_SHOWN:
        return f"Threshold Crossed: {count} {shown} {verb} {threshold}{end}."
    recent = f"The most recent datapoints which crossed the threshold: {shown}"
    return f"Threshold Crossed: {count} {verb} {threshold}. {recent}{end}."


def _least(defined: AlarmDefinition, state: AlarmState) -> str:
    rule = defined.rule
    to_alarm = state is AlarmState.ALARM
    count = rule.to_alarm if to_alarm else rule.periods - rule.to_alarm + 1
    arrow = "OK -> ALARM" if to_alarm else "ALARM -> OK"
    return f"minimum {count} datapoint{'s' if count > 1 else ''} for {arrow}"


def _counted(count: int) -> str:
    return f"{count} datapoint{'s were' if count > 1 else ' was'}"


def _evaluated(point: Point) -> Mapping[str, Any]:
    at = {"timestamp": timestamp(point.at)}
    if point.value is None:
        return at
    return {**at, "sampleCount": point.samples, "value": point.value}


def _short(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%d/%m/%y %H:%M:%S}"
