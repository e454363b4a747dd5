"""What an environment does and logs, on one screen of 80 columns, as JSON, and safe to look at."""

import json
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import typer
from rich.cells import cell_len

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Refusal
from gitops.commands import logs, status
from gitops.commands.options import CloudName
from gitops.environment import log_events
from gitops.environment import status as statuses
from gitops.environment.log_events import LogEvent, LogReader
from gitops.environment.record import Record, rfc3339
from gitops.environment.registry import registry_of
from gitops.environment.status import (
    AlarmStatus,
    EnvironmentStatus,
    FunctionStatus,
    QueueStatus,
)

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
HOSTILE = "\x1b[2J\x1b]0;owned\x07 red\u202etxt [bold]\nsecond\x00"
LONG = "a-function-with-a-long-name-and-so-on-and-so-on-and-so-on-and-so-on-and-on"


def _status(**changes: Any) -> EnvironmentStatus:
    found = EnvironmentStatus(
        environment="pr-7",
        cloud="local",
        commit="84873291aa",
        deployed=rfc3339(NOW - timedelta(minutes=12)),
        expires=rfc3339(NOW + timedelta(hours=3, minutes=48)),
        drift_checked="",
        functions=[FunctionStatus("worker-pr-7", 3012, 2, 1, 38.4, 1.6)],
        queues=[QueueStatus("jobs-pr-7", 3, 1, 720.0)],
        alarms=[
            AlarmStatus("jobs-late-pr-7", "ALARM", rfc3339(NOW - timedelta(minutes=3)), "late"),
            AlarmStatus("worker-errors-pr-7", "OK", rfc3339(NOW), "fine"),
        ],
    )
    return replace(found, **changes)


def test_the_screen_says_what_runs_waits_and_rings() -> None:
    assert list(status.screen(_status(), NOW)) == [
        "pr-7  local  deployed 12 min ago  expires in 3 h 48 min  commit 84873291  drift…",
        "",
        "FUNCTION              INV/5M   ERR THROT  P99 MS  LAG S",
        "worker                  3012     2     1      38      2",
        "",
        "QUEUE                          READY IN FLIGHT  OLDEST",
        "jobs                               3         1  12 min",
        "",
        "ALARMS  2: 1 OK, 1 ALARM",
        "ALARM   jobs-late  for 3 min",
    ]


def test_a_line_is_cut_at_80_columns_of_the_terminal_not_characters() -> None:
    wide = FunctionStatus("f", 0, 0, 0, last_error="価格" * 40, last_error_at=rfc3339(NOW))
    (line,) = (each for each in status.screen(_status(functions=[wide]), NOW) if "価" in each)

    assert line.endswith("…")
    assert 79 <= cell_len(line) <= 80


def test_no_line_is_longer_than_80_columns_and_hostile_text_is_inert() -> None:
    hostile = FunctionStatus(LONG, 1e9, 1e9, 1e9, 1e9, 1e9, HOSTILE, rfc3339(NOW))
    lines = list(status.screen(_status(functions=[hostile], commit=HOSTILE), NOW))

    assert max(map(len, lines)) <= 80
    assert all(line.isprintable() for line in lines)
    assert any("\\x1b[2J" in line and "\\u202e" in line for line in lines)


@pytest.mark.parametrize(
    ("changes", "healthy"),
    [
        ({"alarms": []}, True),
        ({}, False),
        ({"alarms": [], "functions": [FunctionStatus("f", 0, 0, 0, None, 61.0)]}, False),
        ({"alarms": [AlarmStatus("a", "INSUFFICIENT_DATA", "", "")]}, True),
        ({"alarms": [], "missing": ["alarm jobs-late-pr-7"]}, False),
    ],
)
def test_an_alarm_or_lag_is_not_healthy(changes: dict[str, Any], healthy: bool) -> None:
    assert _status(**changes).is_healthy is healthy


@pytest.fixture
def environment(aws: Cloud) -> Iterator[str]:
    """A deployed environment: a queue with a message, a function's log, an alarm in ALARM."""
    suffix = f"s{uuid.uuid4().hex[:8]}"
    _client = _clients(aws)
    url = _client("sqs").create_queue(QueueName=f"jobs-{suffix}")["QueueUrl"]
    _client("sqs").send_message(QueueUrl=url, MessageBody="x")
    _client("cloudwatch").put_metric_alarm(
        AlarmName=f"late-{suffix}", Namespace="N", MetricName="m", Statistic="Sum", Period=60,
        EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="breaching",
    )  # fmt: skip
    _client("cloudwatch").set_alarm_state(
        AlarmName=f"late-{suffix}", StateValue="ALARM", StateReason="a drill"
    )
    _client("cloudwatch").put_metric_data(
        Namespace="AWS/Lambda",
        MetricData=[
            {
                "MetricName": name,
                "Dimensions": [{"Name": "FunctionName", "Value": f"worker-{suffix}"}],
                "Values": values,
            }
            for name, values in (("Invocations", [1, 1, 1]), ("Duration", [10, 20]))
        ],
    )
    _log(aws, f"worker-{suffix}", [
        {"level": "INFO", "message": "done", "_aws": {}, "records": 3, "who": "a b"},
        {"level": "ERROR", "message": "no table", "requestId": "7"},
        {"type": "platform.report", "record": {}},
        HOSTILE,
    ])  # fmt: skip
    names = {
        "aws_lambda_function.worker": f"worker-{suffix}",
        "aws_sqs_queue.jobs": f"jobs-{suffix}",
        "aws_cloudwatch_metric_alarm.late": f"late-{suffix}",
    }
    now = rfc3339(datetime.now(UTC))
    record = Record(suffix, now, now, "aws", "aws", "me", 0, "84873291", {"prices": names})
    registry_of(aws).write(record)
    yield suffix
    # The cloud is that of other tests, too, which look for what nobody removed.
    registry_of(aws).remove(suffix, ())
    _client("sqs").delete_queue(QueueUrl=url)
    _client("cloudwatch").delete_alarms(AlarmNames=[f"late-{suffix}"])
    _client("logs").delete_log_group(logGroupName=f"/aws/lambda/worker-{suffix}")


def _clients(aws: Cloud) -> Callable[[str], Any]:
    return lambda service: client(aws, service)


def _log(aws: Cloud, function: str, lines: list[Any]) -> None:
    logs, group = client(aws, "logs"), f"/aws/lambda/{function}"
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="s")
    now = time.time_ns() // 1_000_000
    messages = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    events = [
        {"timestamp": now + number, "message": message} for number, message in enumerate(messages)
    ]
    logs.put_log_events(logGroupName=group, logStreamName="s", logEvents=events)


def test_the_status_of_an_environment_is_one_json_object(
    environment: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as ended:
        status.status(environment, CloudName.aws, as_json=True)

    found = json.loads(capsys.readouterr().out)
    assert ended.value.exit_code == status.UNHEALTHY
    assert (found["schema"], found["healthy"], found["commit"]) == (1, False, "84873291")
    (function,) = found["functions"]
    assert (function["invocations"], function["p99_ms"]) == (3, 20)
    assert (function["lag_s"], function["last_error"]) == (None, "no table")
    (queue,) = found["queues"]
    assert (queue["name"], queue["waiting"]) == (f"jobs-{environment}", 1)
    (alarm,) = found["alarms"]
    assert (alarm["state"], alarm["reason"]) == ("ALARM", "a drill")


def test_what_is_recorded_and_gone_is_named_and_not_healthy(aws: Cloud, environment: str) -> None:
    record = registry_of(aws).read(environment)
    assert record is not None
    assert record.stacks is not None
    resources = {**record.stacks["prices"], "aws_cloudwatch_metric_alarm.gone": "gone-alarm"}
    registry_of(aws).write(replace(record, stacks={"prices": resources}))

    found = statuses.read(environment, aws)

    assert list(found.missing) == [f"function worker-{environment}", "alarm gone-alarm"]
    assert not replace(found, alarms=[]).is_healthy
    shown = list(status.screen(found, NOW))
    assert shown[-2:] == ["MISSING function worker", "MISSING alarm gone-alarm"]


def test_an_error_line_that_is_too_deep_for_json_is_shown_as_it_is(
    aws: Cloud, environment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The embedded AWS reads such a line as no JSON, so that no pattern for JSON finds it.
    monkeypatch.setattr(statuses, "ERRORS", "")
    deep, name = "[" * 100_000, f"worker-{environment}"
    event = {"timestamp": time.time_ns() // 1_000_000 + 1000, "message": deep}
    client(aws, "logs").put_log_events(
        logGroupName=f"/aws/lambda/{name}", logStreamName="s", logEvents=[event]
    )

    (function,) = statuses.read(environment, aws).functions
    assert function.last_error == deep


@pytest.mark.parametrize("record", ["none", "no resources", "a resource that is gone"])
def test_a_dead_environment_is_one_sentence_with_the_remedy(aws: Cloud, record: str) -> None:
    names = {"aws_sqs_queue.q": "gone-dead"} if record.endswith("gone") else {}
    if record != "none":
        now = rfc3339(datetime.now(UTC))
        stacks = {"prices": names} if names else {}
        registry_of(aws).write(Record("dead", now, now, "aws", "aws", stacks=stacks))

    remedy = r"[^\n]*dead[^\n]*run gitops deploy --suffix dead"
    with pytest.raises(Refusal, match=remedy) as refused:
        status.status("dead", CloudName.aws)

    assert "\n" not in str(refused.value)


def test_logs_are_folded_and_safe(environment: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.logs("worker", environment, CloudName.aws)

    lines = [line.split(" ", 1)[1] for line in capsys.readouterr().out.splitlines()]
    assert lines[:2] == [
        "worker INFO  done records=3 who=a b",
        "worker ERROR no table",
    ]
    # Lambda's own line is left out; a hostile one moves nothing.
    assert lines[2].startswith("worker -     \\x1b[2J\\x1b]0;owned\\x07 red\\u202etxt [bold]")
    assert lines[3].strip() == "second\\x00"


def test_logs_show_errors_only_or_everything_as_json(
    environment: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.logs("", environment, CloudName.aws, errors=True, as_json=True)
    (error,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert error["function"] == f"worker-{environment}"
    assert error["event"]["message"] == "no table"

    logs.logs("", environment, CloudName.aws, everything=True, as_json=True)
    assert len(capsys.readouterr().out.splitlines()) == 4


@pytest.mark.parametrize(
    ("line", "event"),
    [
        ('{"a": 0.10000000000000000001, "a": 2}', '{"a": 0.10000000000000000001, "a": 2}'),
        ('{"a": 1e999, "b": [-0.0, 12345678901234567890.0]}', None),
        ('{"a": NaN, "b": [-Infinity, Infinity]}', '{"a": "NaN", "b": ["-Infinity", "Infinity"]}'),
        (r'{"NaN": "is \"NaN\\\", Infinity"}', None),
        ('{\n\t"a":\r\n1}\n', '{  "a":  1}'),
        ('{"a": "\u202e\x9b1m\x7f😀"}', r'{"a": "\u202e\u009b1m\u007f\ud83d\ude00"}'),
        ("{}", None),
        ("NaN", '"NaN"'),
        ('{"a": NaN', r'"{\"a\": NaN"'),
        ("\x7f\n2", r'"\u007f\n2"'),
    ],
)
def test_a_json_line_is_valid_json_and_loses_nothing(line: str, event: str | None) -> None:
    found = LogEvent("1", NOW, "f", line.rstrip("\n"), log_events._fields(line))
    shown = logs._as_json(found)

    assert shown == (
        f'{{"time": "2026-11-26T12:00:00.000Z", "function": "f", "event": {event or line}}}'
    )
    json.loads(shown, parse_constant=pytest.fail)


@pytest.mark.parametrize(
    ("function", "since", "reason"),
    [("nobody", "10m", "choose one of: worker"), ("", "soon", "write 30s, 10m, 2h or 1d")],
)
def test_a_wrong_function_or_span_is_refused(
    environment: str, function: str, since: str, reason: str
) -> None:
    with pytest.raises(Refusal, match=reason):
        logs.logs(function, environment, CloudName.aws, since=since)


@pytest.mark.parametrize("since", ["25000d", "999999d"])
def test_a_span_before_1970_shows_all(
    environment: str, capsys: pytest.CaptureFixture[str], since: str
) -> None:
    logs.logs("worker", environment, CloudName.aws, since=since)

    assert "done records=3" in capsys.readouterr().out


def test_a_follower_misses_no_late_line_and_repeats_none(
    aws: Cloud, environment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_events, "PAUSE_SECONDS", 0.01)
    name = f"worker-{environment}"
    reader = LogReader(aws, [name, "never-ran"], datetime.now(UTC) - timedelta(minutes=1))
    following = reader.follow()
    first = [next(following) for _ in range(4)]

    late = {"timestamp": int(first[0].at.timestamp() * 1000) - 500, "message": "late"}
    client(aws, "logs").put_log_events(
        logGroupName=f"/aws/lambda/{name}", logStreamName="s", logEvents=[late]
    )

    assert next(following).line == "late"
    assert reader.read() == []
    assert isinstance(first[0], LogEvent)
