"""What moto's CloudWatch Logs lacks of AWS's."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

Client = Callable[[str], Any]
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {
                "AWS": "arn:aws:iam::123456789012:root",
                "Service": "logs.us-east-1.amazonaws.com",
            },
            "Action": "kms:*",
            "Resource": "*",
        }
    ],
}


def test_a_log_group_takes_another_key(client: Client) -> None:
    logs, key = client("logs"), client("kms").create_key(Policy=json.dumps(POLICY))
    arn = key["KeyMetadata"]["Arn"]
    logs.create_log_group(logGroupName="/g")

    logs.associate_kms_key(logGroupName="/g", kmsKeyId=arn)

    (group,) = logs.describe_log_groups(logGroupNamePrefix="/g")["logGroups"]
    assert group["kmsKeyId"] == arn
    with pytest.raises(logs.exceptions.ResourceNotFoundException):
        logs.associate_kms_key(logGroupName="/absent", kmsKeyId=arn)


def test_a_saved_query_is_stored_replaced_found_by_prefix_and_deleted(client: Client) -> None:
    logs = client("logs")
    query = {"name": "prices/errors-dev", "queryString": "fields @message"}
    own = logs.put_query_definition(**query, logGroupNames=["/g"])["queryDefinitionId"]
    logs.put_query_definition(**{**query, "name": "other"})
    logs.put_query_definition(**{**query, "queryString": "limit 1"}, queryDefinitionId=own)

    (found,) = logs.describe_query_definitions(queryDefinitionNamePrefix="prices/")[
        "queryDefinitions"
    ]
    assert (found["queryDefinitionId"], found["queryString"]) == (own, "limit 1")
    assert found["name"] == query["name"]
    assert "logGroupNames" not in found  # replaced whole

    assert logs.delete_query_definition(queryDefinitionId=own)["success"]
    assert len(logs.describe_query_definitions()["queryDefinitions"]) == 1
    with pytest.raises(logs.exceptions.ResourceNotFoundException):
        logs.delete_query_definition(queryDefinitionId=own)
    with pytest.raises(logs.exceptions.ResourceNotFoundException):
        logs.put_query_definition(**query, queryDefinitionId=own)


def test_a_prefix_selects_streams(client: Client) -> None:
    logs = client("logs")
    now = time.time_ns() // 1_000_000
    logs.create_log_group(logGroupName="/g")
    for stream in ("a1", "a2", "b1"):
        logs.create_log_stream(logGroupName="/g", logStreamName=stream)
        events = [{"timestamp": now, "message": stream}]
        logs.put_log_events(logGroupName="/g", logStreamName=stream, logEvents=events)

    def found(**asked: str) -> list[str]:
        events = logs.filter_log_events(logGroupName="/g", **asked)["events"]
        return sorted(each["message"] for each in events)

    assert found(logStreamNamePrefix="a") == ["a1", "a2"]
    assert found(logStreamNamePrefix="c") == []
    assert found() == ["a1", "a2", "b1"]


def test_the_metric_filters_of_a_log_group_end_with_it(client: Client) -> None:
    logs = client("logs")
    defined = {"metricName": "n", "metricNamespace": "T", "metricValue": "1"}
    for group in ("/gone", "/stays"):
        logs.create_log_group(logGroupName=group)
        logs.put_metric_filter(
            logGroupName=group, filterName="f", filterPattern="", metricTransformations=[defined]
        )
    logs.delete_log_group(logGroupName="/gone")
    left = logs.describe_metric_filters()["metricFilters"]
    assert [each["logGroupName"] for each in left] == ["/stays"]
