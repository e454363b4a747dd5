"""Why something does not come: what the environment itself says."""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
import urllib3
from botocore.exceptions import ClientError

from tests.integration.deployed import client, read

_MOST = 10
_ERRORS = '{ $.level = "ERROR" || $.level = "WARNING" }'


def failure(what: str, since: float) -> BaseException:
    """To raise: this sentence and the causes found since that moment (Unix seconds)."""
    listed = "".join(f"\n- {cause}" for cause in _causes(since))
    return pytest.fail.Exception(f"{what}{listed}", pytrace=False)


def _causes(since: float) -> list[str]:
    """One sentence for each cause, at most ten.

    Errors in the functions' logs and, on the embedded cloud, what it refused (on AWS CloudTrail
    knows that). Whoever may not read the logs learns that instead.
    """
    found: list[str] = []
    for look in (_refusals, _log_lines):
        try:
            found += look(since)
        except ClientError as error:
            found.append(str(error))
    return list(dict.fromkeys(found))[:_MOST]


def _refusals(since: float) -> Iterator[str]:
    endpoint = os.environ.get("AWS_ENDPOINT_URL")
    if not endpoint:
        return
    for each in urllib3.request("GET", f"{endpoint}/_localcloud/refusals").json():
        if each["time"] >= since:
            yield (
                f"{each['code']}: {each['action']} on {each['resource']}"
                f" for {each['principal']} ({each['because']})"
            )


def _log_lines(since: float) -> Iterator[str]:
    for function in _functions():
        answer = client("logs").filter_log_events(
            logGroupName=f"/aws/lambda/{function}",
            filterPattern=_ERRORS,
            startTime=int(since * 1000),
        )
        for event in answer["events"]:
            yield f"{function}: {_said(json.loads(event['message']))}"


def _said(line: dict[str, Any]) -> str:
    """A log line without its frame."""
    wanted = ("message", "errorType", "errorMessage", "error_type", "error_message", "code")
    return " ".join(str(line[name]) for name in wanted if line.get(name))


def _functions() -> list[str]:
    """The names of the functions of the environment, from the ARNs and names in the outputs."""
    outputs = read(os.environ).values()
    named = [
        value.rpartition(":")[2]
        for stack in outputs
        for name, value in stack.items()
        if ":function:" in value or name.endswith("function_name")
    ]
    return sorted(set(named))
