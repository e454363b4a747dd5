"""What somebody changes behind Terraform's back is found by the policies, on what lives."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from gitops.adapters.paths import ROOT

MAPPING = "aws_lambda_event_source_mapping.market-data-queue-mapping-mapping"
DASHBOARD = "aws_cloudwatch_dashboard.market-data-processing-dashboard"
PARAMETERS = (
    "AlarmName",
    "AlarmActions",
    "AlarmDescription",
    "ComparisonOperator",
    "DatapointsToAlarm",
    "Dimensions",
    "EvaluationPeriods",
    "MetricName",
    "Namespace",
    "OKActions",
    "Period",
    "Statistic",
    "Threshold",
    "TreatMissingData",
)


@pytest.fixture
def changed(environment: str) -> Iterator[str]:
    """The suffix, while a retention, a concurrency and an alarm are not as they were declared."""
    function = f"data-processor-{environment}"
    group = {"logGroupName": f"/aws/lambda/{function}"}
    logs, functions = boto3.client("logs"), boto3.client("lambda")
    alarms = boto3.client("cloudwatch")
    name = f"data-processor-throttles-{environment}"
    alarm: dict[str, Any] = {**alarms.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]}
    reserved = functions.get_function_concurrency(FunctionName=function)
    logs.put_retention_policy(**group, retentionInDays=5)
    functions.delete_function_concurrency(FunctionName=function)
    alarms.delete_alarms(AlarmNames=[name])
    yield environment
    logs.put_retention_policy(**group, retentionInDays=3)
    functions.put_function_concurrency(
        FunctionName=function,
        ReservedConcurrentExecutions=reserved["ReservedConcurrentExecutions"],
    )
    alarms.put_metric_alarm(**{key: alarm[key] for key in PARAMETERS if key in alarm})


def gitops(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gitops", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_changes_by_hand_are_found_and_nothing_else(changed: str) -> None:
    assert changed
    done = gitops("check", "--on", "live")

    assert done.returncode == 1
    findings = [line.strip() for line in done.stderr.splitlines()[1:]]
    assert {tuple(line.split(" ")[1:3]) for line in findings} == {
        ("market-data-processing:", "aws_cloudwatch_log_group.data-processor-logs"),
        ("market-data-processing:", "aws_lambda_function.data-processor-function"),
        ("market-data-processing:", "aws_cloudwatch_metric_alarm.alarms-data-processor-throttles"),
        # What follows: more readers than are reserved, and a widget for an alarm that is no more.
        ("market-data-processing:", MAPPING),
        ("market-data-processing:", DASHBOARD),
    }, done.stderr
    assert "found retention_in_days = 5, wanted 3" in done.stderr
    assert "found reserved_concurrent_executions = -1, wanted" in done.stderr
    assert "found no such resource, although it is declared" in done.stderr


def test_changes_by_hand_are_drift(changed: str) -> None:
    assert changed
    done = gitops("drift")

    assert done.returncode == 2, done.stderr
    stack = "market-data-processing"
    assert (
        f"{stack}: aws_cloudwatch_log_group.data-processor-logs.retention_in_days: 3 -> 5"
        in done.stdout
    )
    assert (
        f"{stack}: aws_cloudwatch_metric_alarm.alarms-data-processor-throttles: was deleted"
        in done.stdout
    )
    assert "reserved_concurrent_executions: 5 -> -1" in done.stdout
    assert (
        f"{stack}: cloudwatch_log_group_keeps_three_days:"
        " aws_cloudwatch_log_group.data-processor-logs: found retention_in_days = 5, wanted 3"
        in done.stdout
    )
    assert "crypto-price-processing:" not in done.stdout


def test_what_is_as_it_was_applied_is_no_drift(environment: str) -> None:
    """Runs after the test above, too."""
    assert environment
    done = gitops("drift")

    assert (done.returncode, done.stderr) == (0, "")


def test_an_error_is_no_drift() -> None:
    assert gitops("drift", "--suffix", "never-deployed").returncode == 1


def test_what_is_as_it_was_declared_is_compliant(environment: str) -> None:
    """Runs after the test above: what was put back is no finding any more."""
    assert environment
    done = gitops("check", "--on", "live")

    assert done.returncode == 0, done.stderr
    assert "all compliant" in done.stdout
