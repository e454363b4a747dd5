"""Changes the state of an alarm: its history, and the actions of the new state.

Actions run when the state changes, and only then. CloudWatch does not repeat an action that
fails; the history names it.
Source, read 2026-11-26: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/
alarm-actions.html; the items of the history as recorded by LocalStack's test suite on real AWS.
"""

import json
import logging
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from moto.sns.models import sns_backends

from localcloud.account import ACCOUNT, REGION
from localcloud.cloudwatch import notification
from localcloud.cloudwatch.evaluation import AlarmState
from localcloud.cloudwatch.history import record
from localcloud.identity.services import may_publish

_LOG = logging.getLogger(__name__)
# The evaluation and SetAlarmState may find the same old state; one of them changes it.
_changing = Lock()


def change_state(alarm: Any, state: AlarmState, reason: str, data: str | None) -> None:
    """Give an alarm its new state and run the actions, or only a new reason for the same state."""
    with _changing:
        old_state, old = alarm.state_value, _described(alarm)
        now = datetime.now(UTC).replace(tzinfo=None)  # moto's times are naive
        alarm.state_reason, alarm.state_reason_data = reason, data
        alarm.state_updated_timestamp = now
        if old_state == state:
            return
        alarm.state_value = str(state)
        change = {"version": "1.0", "oldState": old, "newState": _described(alarm)}
    summary = f"Alarm updated from {old_state} to {state}"
    record(alarm, "StateUpdate", summary, json.dumps(change))
    if alarm.actions_enabled:
        _run_actions(alarm, old_state, now.replace(tzinfo=UTC).timestamp())


def _described(alarm: Any) -> dict[str, Any]:
    described = {"stateValue": alarm.state_value, "stateReason": alarm.state_reason}
    if alarm.state_reason_data:
        described["stateReasonData"] = json.loads(alarm.state_reason_data)
    return described


def _run_actions(alarm: Any, old_state: str, at: float) -> None:
    actions = {
        AlarmState.OK: alarm.ok_actions,
        AlarmState.ALARM: alarm.alarm_actions,
        AlarmState.INSUFFICIENT_DATA: alarm.insufficient_data_actions,
    }[AlarmState(alarm.state_value)]
    for action in actions or ():
        failure = _failure(alarm, action, old_state, at)
        if failure:
            _LOG.warning("alarm %s: action %s failed: %s", alarm.name, action, failure)
        done = "Failed to execute" if failure else "Successfully executed"
        data = {"actionState": "Failed" if failure else "Succeeded", "error": failure or None}
        record(alarm, "Action", f"{done} action {action}", json.dumps(data))


def _failure(alarm: Any, action: str, old_state: str, at: float) -> str:
    """Run one action; why it failed, "" if it did not."""
    if action.split(":")[2:3] != ["sns"]:
        return "only topics are emulated"
    if not may_publish(alarm.alarm_arn, action):
        return f"CloudWatch Alarms is not authorized to publish to {action}, or to use its key"
    message = notification.body(alarm, old_state, at)
    try:
        topics = sns_backends[ACCOUNT][REGION]
        topics.publish(message, action, subject=notification.subject(alarm))
    except Exception as error:  # noqa: BLE001 (moto's services share no base class for their errors)
        return repr(error)
    return ""
