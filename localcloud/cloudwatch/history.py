"""The history of alarms; it outlives them.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_AlarmHistoryItem.html.
"""

from collections import deque
from datetime import UTC, datetime
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends

from localcloud.account import ACCOUNT, REGION

# AWS keeps items for a time, not a number of them.
_KEPT = 10_000


def record(alarm: Any, kind: str, summary: str, data: str) -> None:
    """Add an item: StateUpdate, Action or ConfigurationUpdate."""
    items().append(
        {
            "AlarmName": alarm.name,
            "AlarmType": "MetricAlarm",
            "Timestamp": datetime.now(UTC),
            "HistoryItemType": kind,
            "HistorySummary": summary,
            "HistoryData": data,
        }
    )


def items() -> deque[dict[str, Any]]:
    """All items, oldest first."""
    stored = vars(cloudwatch_backends[ACCOUNT][REGION])
    found: deque[dict[str, Any]] = stored.setdefault("alarm_history", deque(maxlen=_KEPT))
    return found
