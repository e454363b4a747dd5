"""Each saved query asks for fields that a function, or Lambda itself, writes."""

import re

import pytest

from localcloud.cloudwatch import log_queries
from tests.pipelines import CRYPTO, MARKET
from tests.stacks.conftest import ROOT
from tests.stacks.synthesis import Document

SOURCE = "\n".join(path.read_text() for path in sorted((ROOT / "lambda_src").rglob("*.py")))
# Of CloudWatch Logs, of Lambda's JSON lines and reports:
# https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
GIVEN = {"@timestamp", "@log", "message", "level", "errorMessage", "requestId", "type"}
REPORTED = {"durationMs", "initDurationMs", "maxMemoryUsedMB"}
WORDS = re.compile(
    r"fields|filter|sort|limit|stats|display|by|or|in|desc|as|sum|count|max|pct|latest|bin"
)


@pytest.fixture(params=[CRYPTO, MARKET])
def resources(request: pytest.FixtureRequest, stack: Document, market: Document) -> Document:
    found: Document = {CRYPTO: stack, MARKET: market}[request.param]["resource"]
    return found


def test_a_query_reads_the_logs_of_all_functions(resources: Document) -> None:
    groups = {
        f"${{aws_cloudwatch_log_group.{address}.name}}"
        for address in resources["aws_cloudwatch_log_group"]
    }

    for query in resources["aws_cloudwatch_query_definition"].values():
        assert set(query["log_group_names"]) == groups


def test_a_query_asks_for_fields_that_are_written(resources: Document) -> None:
    for query in resources["aws_cloudwatch_query_definition"].values():
        asked = re.sub(r'"[^"]*"|\bas \w+|\bbin\(5m\)', "", query["query_string"])
        fields = re.findall(r"@?[A-Za-z_][\w.]*", asked)
        for field in (each for each in fields if not WORDS.fullmatch(each)):
            reported = field.removeprefix("record.metrics.")
            assert field in GIVEN or reported in REPORTED or f'"{field}": ' in SOURCE, field


def test_a_query_filters_messages_that_are_written(resources: Document) -> None:
    for query in resources["aws_cloudwatch_query_definition"].values():
        for message in re.findall(r'message = "([^"]+)"', query["query_string"]):
            assert f'("{message}", ' in SOURCE


def test_the_embedded_cloud_runs_a_query(resources: Document) -> None:
    for query in resources["aws_cloudwatch_query_definition"].values():
        log_queries.check(query["query_string"])
