"""What moto's CloudWatch Logs lacks of AWS's."""

import json
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
