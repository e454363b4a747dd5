"""Policy documents of IAM, as the APIs take them."""

import json
from typing import Any

Statement = dict[str, Any]


def document(*statements: Statement) -> str:
    """A policy of these statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(actions: str, resource: str = "*", **more: Any) -> Statement:
    """A statement that allows actions, given as words."""
    return {"Effect": "Allow", "Action": actions.split(), "Resource": resource, **more}


LAMBDA_TRUST = document(
    {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
)
EVERYTHING = document(allow("*"))
