"""Policy documents for rows, as CDKTF writes them."""

import json
from collections.abc import Mapping
from typing import Any

PARTITION = "arn:${data.aws_partition.here.partition}"
ACCOUNT = "${data.aws_caller_identity.current.account_id}"
ROOT = f"{PARTITION}:iam::{ACCOUNT}:root"


def document(*statements: object) -> str:
    """A policy document of these statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def allow(
    actions: str | list[str],
    resources: str | list[str] | None = "*",
    principal: object = None,
    condition: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """A statement that allows the actions; what is None is left out."""
    statement = {
        "Effect": "Allow",
        "Action": actions,
        "Resource": resources,
        "Principal": principal,
        "Condition": condition,
    }
    return {key: value for key, value in statement.items() if value is not None}
