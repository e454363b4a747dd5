"""CloudWatch: metrics from the cloud's own store, alarms that are evaluated, their history.

moto keeps a list of what PutMetricData sent and scans it for each period, mixes metrics of two
namespaces, knows neither percentiles nor metric math, lets an alarm begin in OK and a change of its
definition reset it, runs no action, applies one filter of a list of alarms, keeps the tags of
deleted ones, and has no DescribeAlarmHistory.
Sources, read 2026-11-26: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/
API_PutMetricAlarm.html, API_SetAlarmState.html, API_GetMetricData.html,
API_GetMetricStatistics.html, API_ListMetrics.html, API_DescribeAlarmHistory.html.
"""

import json
from typing import Any

from moto.cloudwatch.exceptions import InvalidFormat, ResourceNotFound, ValidationError
from moto.cloudwatch.models import CloudWatchBackend
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult

from localcloud.cloudwatch import alarm_requests, history, requests, store
from localcloud.cloudwatch.evaluation import AlarmState
from localcloud.cloudwatch.metric_math import InvalidExpression
from localcloud.cloudwatch.reasons import INITIAL
from localcloud.cloudwatch.transitions import change_state
from localcloud.moto_patches.wrapping import Method, replace, wrap

_KEPT = ("state_value", "state_reason", "state_reason_data", "state_updated_timestamp")


def apply() -> None:
    """Apply the patches of CloudWatch."""
    wrap(CloudWatchBackend, "put_metric_alarm")(_put_metric_alarm)
    wrap(CloudWatchBackend, "delete_alarms")(_delete_alarms)
    wrap(CloudWatchBackend, "set_alarm_state")(_set_alarm_state)
    wrap(CloudWatchBackend, "put_metric_data")(_put_metric_data)
    wrap(CloudWatchResponse, "get_metric_data")(_get_metric_data)
    wrap(CloudWatchResponse, "get_metric_statistics")(_get_metric_statistics)
    wrap(CloudWatchResponse, "list_metrics")(_list_metrics)
    wrap(CloudWatchResponse, "describe_alarms")(_describe_alarms)
    wrap(CloudWatchResponse, "describe_alarms_for_metric")(_describe_alarms_for_metric)
    replace(CloudWatchResponse, "describe_alarm_history", describe_alarm_history)


def _put_metric_alarm(original: Method, backend: Any, *args: Any, **kwargs: Any) -> Any:
    name = kwargs["name"]
    old = backend.alarms.get(name)
    if old is not None:
        kwargs["tags"] = None  # an update does not change them
    alarm = original(backend, *args, **kwargs)
    if old is None:
        alarm.state_value, alarm.state_reason = str(AlarmState.INSUFFICIENT_DATA), INITIAL
        alarm.state_reason_data = None
    else:
        for attribute in _KEPT:
            setattr(alarm, attribute, getattr(old, attribute))
    done = "created" if old is None else "updated"
    history.record(alarm, "ConfigurationUpdate", f'Alarm "{name}" {done}', "{}")
    return alarm


def _delete_alarms(original: Method, backend: Any, alarm_names: list[str]) -> None:
    for name in alarm_names:
        if name in backend.alarms:
            backend.tagger.delete_all_tags_for_resource(backend.alarms[name].alarm_arn)
    original(backend, alarm_names)


def _set_alarm_state(
    _original: Method, backend: Any, name: str, reason: str, data: str | None, state: str
) -> None:
    if name not in backend.alarms:
        raise ResourceNotFound
    if data is not None:
        _check_json(data)
    change_state(backend.alarms[name], AlarmState(state), reason, data)


def _check_json(text: str) -> None:
    try:
        json.loads(text)
    except ValueError as error:
        raise InvalidFormat("StateReasonData was not valid JSON") from error


def _put_metric_data(
    _original: Method, _backend: Any, namespace: str, metric_data: list[dict[str, Any]]
) -> None:
    for datum in metric_data:
        requests.put(store.active, namespace, datum)


def _get_metric_data(_original: Method, handler: Any) -> ActionResult:
    params = handler._get_params()  # noqa: SLF001 (its only reader)
    try:
        return ActionResult(requests.metric_data(store.active, params))
    except (InvalidExpression, ValueError) as error:
        raise ValidationError(str(error)) from error


def _get_metric_statistics(_original: Method, handler: Any) -> ActionResult:
    params = handler._get_params()  # noqa: SLF001 (its only reader)
    return ActionResult(requests.metric_statistics(store.active, params))


def _list_metrics(_original: Method, handler: Any) -> ActionResult:
    params = handler._get_params()  # noqa: SLF001 (its only reader)
    return ActionResult(requests.list_metrics(store.active, params))


def _describe_alarms(_original: Method, handler: Any) -> ActionResult:
    alarms = list(handler.cloudwatch_backend.alarms.values())
    return ActionResult(alarm_requests.described(alarms, handler._get_params()))  # noqa: SLF001 (its only reader)


def _describe_alarms_for_metric(_original: Method, handler: Any) -> ActionResult:
    alarms = list(handler.cloudwatch_backend.alarms.values())
    return ActionResult(alarm_requests.of_metric(alarms, handler._get_params()))  # noqa: SLF001 (its only reader)


def describe_alarm_history(handler: Any) -> ActionResult:
    """Answer DescribeAlarmHistory."""
    return ActionResult(alarm_requests.alarm_history(handler._get_params()))  # noqa: SLF001 (its only reader)
