"""What a function prints, and what Lambda adds, as CloudWatch Logs events of the same endpoint.

https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html,
monitoring-cloudwatchlogs-logformat.html and telemetry-schema-reference.html.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("runtime_client")
Client = Callable[[str], Any]
CreateFunction = Callable[..., str]

SOURCE = """
import logging
logger = logging.getLogger()
def handler(event, context):
    print("printed")
    logger.info("informed")
    logger.error("failed", extra={"symbol": "BTC"})
"""


def messages(client: Client, group: str = "/aws/lambda/worker") -> list[str]:
    events = client("logs").filter_log_events(logGroupName=group)["events"]
    return [event["message"] for event in events]


def invoke(client: Client) -> str:
    answer = client("lambda").invoke(FunctionName="worker")
    request_id: str = answer["ResponseMetadata"]["RequestId"]
    return request_id


def test_text_lines_stand_between_start_and_report(
    client: Client, create_function: CreateFunction
) -> None:
    create_function("worker", SOURCE)
    request_id = invoke(client)
    start, printed, failed, end, report = messages(client)
    assert start == f"START RequestId: {request_id} Version: $LATEST"
    assert printed == "printed"
    assert re.fullmatch(rf"\[ERROR\]\t[-0-9T:.]+Z\t{request_id}\tfailed", failed)
    assert end == f"END RequestId: {request_id}"
    assert re.fullmatch(
        rf"REPORT RequestId: {request_id}\tDuration: [0-9.]+ ms\tBilled Duration: \d+ ms\t"
        r"Memory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: [0-9.]+ ms\t",
        report,
    )


def test_only_the_first_report_of_a_process_has_an_init_duration(
    client: Client, create_function: CreateFunction
) -> None:
    create_function("worker", "def handler(e, c): pass")
    invoke(client)
    invoke(client)
    reports = [line for line in messages(client) if line.startswith("REPORT")]
    assert ["Init Duration" in report for report in reports] == [True, False]


def test_json_format_makes_json_of_everything_that_is_logged(
    client: Client, create_function: CreateFunction
) -> None:
    create_function("worker", SOURCE, LoggingConfig={"LogFormat": "JSON"})
    request_id = invoke(client)
    start, printed, informed, failed, report = messages(client)
    assert json.loads(start)["type"] == "platform.start"
    assert json.loads(start)["record"] == {"requestId": request_id, "version": "$LATEST"}
    assert printed == "printed"
    assert json.loads(informed)["level"] == "INFO"
    line = json.loads(failed)
    assert (line["level"], line["message"]) == ("ERROR", "failed")
    assert (line["requestId"], line["symbol"]) == (request_id, "BTC")
    record = json.loads(report)["record"]
    assert json.loads(report)["type"] == "platform.report"
    assert (record["requestId"], record["status"]) == (request_id, "success")
    assert record["metrics"].keys() == {
        "durationMs",
        "billedDurationMs",
        "memorySizeMB",
        "maxMemoryUsedMB",
        "initDurationMs",
    }


def test_log_levels_hold_back_what_is_below_them(
    client: Client, create_function: CreateFunction
) -> None:
    # https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
    levels = {"ApplicationLogLevel": "ERROR", "SystemLogLevel": "WARN"}
    create_function("worker", SOURCE, LoggingConfig={"LogFormat": "JSON", **levels})
    invoke(client)
    printed, failed = messages(client)
    assert printed == "printed"
    assert json.loads(failed)["level"] == "ERROR"


def test_a_failed_invocation_is_reported_even_at_system_level_warn(
    client: Client, create_function: CreateFunction
) -> None:
    source = "def handler(e, c): raise ValueError('intended')"
    logging_config = {"LogFormat": "JSON", "SystemLogLevel": "WARN"}
    create_function("worker", source, LoggingConfig=logging_config)
    invoke(client)
    error, report = [json.loads(line) for line in messages(client)]
    assert (error["level"], error["errorType"]) == ("ERROR", "ValueError")
    assert error["errorMessage"] == "intended"
    assert report["record"]["status"] == "error"


@pytest.mark.parametrize(
    ("group", "pattern"),
    [
        pytest.param(
            "/aws/lambda/worker", r"\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32}", id="the default"
        ),
        pytest.param(
            "/shared", r"\d{4}/\d\d/\d\d/worker\[\$LATEST\][0-9a-f]{32}", id="a custom one"
        ),
    ],
)
def test_the_stream_is_named_as_on_aws_in_a_log_group_that_is(
    group: str, pattern: str, client: Client, create_function: CreateFunction
) -> None:
    # https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
    client("logs").create_log_group(logGroupName="/shared")
    source = "def handler(e, c): return c.log_stream_name"
    create_function("worker", source, LoggingConfig={"LogGroup": group})
    answer = client("lambda").invoke(FunctionName="worker")
    [stream] = client("logs").describe_log_streams(logGroupName=group)["logStreams"]
    assert re.fullmatch(pattern, stream["logStreamName"])
    assert json.load(answer["Payload"]) == stream["logStreamName"]


_WRITE = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": "*",
    },
}


def test_a_missing_log_group_is_not_created(
    client: Client, create_function: CreateFunction
) -> None:
    # https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-permissions.html:
    # without logs:CreateLogGroup a function cannot recreate its group.
    create_function("worker", SOURCE)
    client("logs").delete_log_group(logGroupName="/aws/lambda/worker")
    client("iam").put_role_policy(
        RoleName="worker", PolicyName="everything", PolicyDocument=json.dumps(_WRITE)
    )
    invoke(client)
    assert client("logs").describe_log_groups()["logGroups"] == []


def test_a_role_that_may_create_log_groups_gets_its_group_made(
    client: Client, create_function: CreateFunction
) -> None:
    # https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
    create_function("worker", SOURCE)
    client("logs").delete_log_group(logGroupName="/aws/lambda/worker")
    invoke(client)
    [group] = client("logs").describe_log_groups()["logGroups"]
    assert group["logGroupName"] == "/aws/lambda/worker"


def test_a_handler_that_prints_more_than_a_pipe_holds_does_not_block(
    client: Client, create_function: CreateFunction
) -> None:
    source = "def handler(e, c):\n    for n in range(5000): print(n, 'x' * 100)"
    create_function("worker", source, Timeout=20)
    invoke(client)
    stream = client("logs").describe_log_streams(logGroupName="/aws/lambda/worker")["logStreams"][0]
    [report] = client("logs").get_log_events(
        logGroupName="/aws/lambda/worker", logStreamName=stream["logStreamName"], limit=1
    )["events"]
    assert report["message"].startswith("REPORT")


def test_everything_that_was_printed_is_stored_before_the_answer_comes(
    client: Client, create_function: CreateFunction
) -> None:
    source = "import sys\ndef handler(e, c): sys.stdout.write('no line end')"
    create_function("worker", source)
    for _ in range(20):
        invoke(client)
    assert messages(client).count("no line end") == 20
