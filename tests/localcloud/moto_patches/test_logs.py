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
