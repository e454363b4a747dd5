"""Queries of CloudWatch Logs Insights: their results, and what is refused."""

import json
import time
from collections.abc import Sequence
from typing import Any

import pytest

from localcloud.cloudwatch import log_queries
from localcloud.cloudwatch.log_queries.rows import LogRow, moment
from localcloud.cloudwatch.log_queries.tokens import MalformedQuery
from tests.localcloud.conftest import Client

START = 1_795_737_600_000  # 2026-11-27 00:00 UTC
LINES: Sequence[Any] = (
    {"level": "INFO", "n": 1, "message": "done", "record": {"ms": [5, 7]}},
    {"level": "ERROR", "n": 30, "message": "no table", "reason": "a"},
    "START RequestId: 1",
    {"level": "ERROR", "n": 4, "message": "late", "reason": "b", "flag": True},
    {"level": "CRITICAL", "n": "x", "message": "late", "reason": "a"},
)


def _rows() -> list[LogRow]:
    """The lines, a minute after another from START on."""
    return [
        LogRow(
            {
                "@timestamp": moment(START + number * 60_000),
                "@message": line if isinstance(line, str) else json.dumps(line),
                "@ptr": str(number),
            },
            line if isinstance(line, dict) else None,
        )
        for number, line in enumerate(LINES)
    ]


def _run(query: str) -> list[list[str]]:
    """The values of each result, without its pointer."""
    results = log_queries.run(query, _rows())
    return [[text for name, text in row.items() if name != "@ptr"] for row in results]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("fields n", [["x"], ["4"], [], ["30"], ["1"]]),
        ("fields n | limit 2", [["x"], ["4"]]),
        ("fields @timestamp | filter n = 1", [["2026-11-27 00:00:00.000"]]),
        ('fields n | filter level = "ERROR"', [["4"], ["30"]]),
        ('filter level in ["ERROR", "CRITICAL"] | display n', [["x"], ["4"], ["30"]]),
        ("fields n | filter n > 3 and n <= 30", [["4"], ["30"]]),
        ("fields n | filter n >= 30 or reason = 'b'", [["4"], ["30"]]),
        ("fields n | filter ispresent(level) and not (n < 5 or reason = 'a')", [["x"]][:0]),
        ('fields n | filter message like "la"', [["x"], ["4"]]),
        ("fields n | filter message like /^no/", [["30"]]),
        ('fields n | filter message not like /a/ and level not in ["CRITICAL"]', [[], ["1"]]),
        ("fields record.ms.1, flag | filter n = 1 or n = 4", [["1"], ["7"]]),
        ("fields n | sort n", [[], ["x"], ["1"], ["4"], ["30"]]),
        ("fields n | sort n desc | limit 2", [["30"], ["4"]]),
        ("fields n | sort level, n desc | filter ispresent(n)", [["x"], ["30"], ["4"], ["1"]]),
        ("# a comment\nfields n\n| filter n = 4", [["4"]]),
        (
            "stats count(*), count(n), sum(n), avg(n), min(n), max(n)",
            [["5", "4", "35", str(35 / 3), "1", "30"]],
        ),
        (
            "stats pct(n, 50), count_distinct(level), latest(message), earliest(message)",
            [["4", "3", "late", "done"]],
        ),
        (
            "filter ispresent(reason) | stats count(*) as lines by reason | sort lines",
            [["b", "1"], ["a", "2"]],
        ),
        ("stats count(*) by bin(2m)", [
            ["2026-11-27 00:04:00.000", "1"], ["2026-11-27 00:02:00.000", "2"],
            ["2026-11-27 00:00:00.000", "2"],
        ]),
        ("filter n = 99 | stats count(*)", [["0"]]),
        ("filter n = 99 | stats count(*) by level", []),
    ],
)  # fmt: skip
def test_a_query_has_the_results_of_its_commands(query: str, expected: list[list[str]]) -> None:
    assert _run(query) == expected


def test_a_result_names_its_fields_and_the_event() -> None:
    [first, *_] = log_queries.run("fields n, level", _rows())
    assert first == {"n": "x", "level": "CRITICAL", "@ptr": "4"}
    [counted] = log_queries.run("stats count(*), max(n) as most", _rows())
    assert list(counted) == ["count(*)", "most"]
    assert list(log_queries.run("filter n = 1", _rows())[0]) == ["@timestamp", "@message", "@ptr"]


@pytest.mark.parametrize(
    "query",
    ["", "fieldz n", "fields", "fields n |", "filter level =", "filter level ! 3", "limit x",
     "stats count(*", "filter level in []", "fields n | filter (n = 1", "sort", "fields n; n",
     "filter n like /(/", "stats count(*) by bin(0m)", 'filter a = "b', "fields n n"],
)  # fmt: skip
def test_a_malformed_query_is_refused(query: str) -> None:
    with pytest.raises(MalformedQuery):
        log_queries.check(query)


@pytest.mark.parametrize(
    "query",
    ['parse @message "x*" as y', "fields n + 1", "fields abs(n)", "stats stddev(n)",
     "filter isblank(n)", "stats count(*) by dateceil(1m)", "dedup n"],
)  # fmt: skip
def test_what_is_not_emulated_is_named(query: str) -> None:
    with pytest.raises(NotImplementedError, match="CloudWatch Logs Insights"):
        log_queries.check(query)


def test_a_started_query_reads_the_log_groups(client: Client) -> None:
    logs = client("logs")
    now = time.time_ns() // 1_000_000
    for group in ("a", "b"):
        logs.create_log_group(logGroupName=group)
        logs.create_log_stream(logGroupName=group, logStreamName="s")
        lines = [json.dumps({"level": level, "group": group}) for level in ("INFO", "ERROR")]
        logs.put_log_events(
            logGroupName=group, logStreamName="s",
            logEvents=[{"timestamp": now, "message": line} for line in lines],
        )  # fmt: skip
    times = {"startTime": now // 1000 - 60, "endTime": now // 1000 + 60}
    text = 'fields @log, group | filter level = "ERROR" | sort group'
    query = logs.start_query(queryString=text, logGroupNames=["a", "b"], **times)["queryId"]
    answer = logs.get_query_results(queryId=query)
    assert answer["status"] == "Complete"
    assert [[each["value"] for each in row][:2] for row in answer["results"]] == [
        ["123456789012:a", "a"], ["123456789012:b", "b"],
    ]  # fmt: skip
