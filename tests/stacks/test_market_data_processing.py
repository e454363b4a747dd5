"""The stack market-data-processing, as Terraform gets it."""

import json
from typing import Any

import pytest

from lambda_src.shared.clients import MAX_CALL_MS

Document = dict[str, Any]
Resources = dict[str, dict[str, Document]]

KEY = "${aws_kms_key.key-market-data-key.arn}"
QUEUE = "aws_sqs_queue.market-data-queue-queue"
DEAD_LETTERS = "aws_sqs_queue.market-data-queue-redrive"
ARN = "arn:${data.aws_partition.partition.partition}"
ACCOUNT = "${data.aws_caller_identity.current.account_id}"


@pytest.fixture(scope="session")
def resources(market: Document) -> Resources:
    found: Resources = market["resource"]
    return found


@pytest.fixture(scope="session")
def queues(resources: Resources) -> dict[str, Document]:
    return {queue["name"]: queue for queue in resources["aws_sqs_queue"].values()}


def test_the_visibility_timeout_is_six_function_timeouts_and_the_window(
    queues: dict[str, Document],
) -> None:
    queue = queues["market-data-queue-pr-7"]

    assert queue["visibility_timeout_seconds"] == 361
    assert queue["message_retention_seconds"] == 14 * 24 * 3600
    assert queue["kms_master_key_id"] == KEY


def test_a_message_moves_to_the_dead_letter_queue_after_five_receives(
    queues: dict[str, Document],
) -> None:
    policy = json.loads(queues["market-data-queue-pr-7"]["redrive_policy"])

    assert policy == {"deadLetterTargetArn": f"${{{DEAD_LETTERS}.arn}}", "maxReceiveCount": 5}


def test_only_the_queue_may_redrive_and_the_dead_letter_queue_keeps_as_long(
    queues: dict[str, Document],
) -> None:
    dead_letters = queues["market-data-dlq-pr-7"]

    assert json.loads(dead_letters["redrive_allow_policy"]) == {
        "redrivePermission": "byQueue",
        "sourceQueueArns": [f"{ARN}:sqs:us-east-1:{ACCOUNT}:market-data-queue-pr-7"],
    }
    assert dead_letters["message_retention_seconds"] == 14 * 24 * 3600
    assert dead_letters["kms_master_key_id"] == KEY


def test_the_function_has_its_size_and_concurrency(resources: Resources) -> None:
    (function,) = resources["aws_lambda_function"].values()

    assert function["function_name"] == "data-processor-pr-7"
    assert (function["memory_size"], function["timeout"]) == (3072, 60)
    assert function["architectures"] == ["arm64"]
    assert function["runtime"] == "python3.13"
    assert function["reserved_concurrent_executions"] == 5
    assert function["kms_key_arn"] == KEY
    assert function["handler"] == "lambda_src.data_processor.handler.lambda_handler"


def test_a_function_behind_a_queue_has_no_failure_path_that_cannot_fire(
    resources: Resources,
) -> None:
    (function,) = resources["aws_lambda_function"].values()

    assert "dead_letter_config" not in function
    assert "aws_lambda_function_event_invoke_config" not in resources


def test_the_mapping_reports_failed_messages_one_by_one(resources: Resources) -> None:
    (mapping,) = resources["aws_lambda_event_source_mapping"].values()

    assert mapping["event_source_arn"] == f"${{{QUEUE}.arn}}"
    assert (mapping["batch_size"], mapping["maximum_batching_window_in_seconds"]) == (25, 1)
    assert mapping["function_response_types"] == ["ReportBatchItemFailures"]
    assert mapping["scaling_config"] == {"maximum_concurrency": 5}


def test_the_log_group_keeps_three_days(resources: Resources) -> None:
    (group,) = resources["aws_cloudwatch_log_group"].values()

    assert group["name"] == "/aws/lambda/data-processor-pr-7"
    assert group["retention_in_days"] == 3
    assert group["kms_key_id"] == KEY


def test_the_table_has_symbol_and_text_timestamp_as_keys(resources: Resources) -> None:
    (table,) = resources["aws_dynamodb_table"].values()

    assert table["name"] == "market-alerts-pr-7"
    assert (table["hash_key"], table["range_key"]) == ("symbol", "timestamp")
    assert {each["name"]: each["type"] for each in table["attribute"]} == {
        "symbol": "S",
        "timestamp": "S",
    }
    assert table["billing_mode"] == "PAY_PER_REQUEST"
    assert table["point_in_time_recovery"] == {"enabled": True}
    assert table["server_side_encryption"] == {"enabled": True, "kms_key_arn": KEY}


def test_the_topics_are_encrypted_under_the_stacks_own_key(resources: Resources) -> None:
    topics = resources["aws_sns_topic"].values()

    assert {topic["name"] for topic in topics} == {"trading-alerts-pr-7", "market-operations-pr-7"}
    assert {topic["kms_master_key_id"] for topic in topics} == {KEY}


def test_the_role_may_read_its_queue_store_and_publish_alerts_only(resources: Resources) -> None:
    (role,) = resources["aws_iam_role"].values()
    (policy,) = resources["aws_iam_role_policy"].values()
    statements = {each["Sid"]: each for each in json.loads(policy["policy"])["Statement"]}

    assert role["name"] == "data-processor-role-pr-7"
    assert set(statements) == {
        "WriteLogs", "UseKeyThroughServices", "DecryptOwnVariables", "StoreAlerts", "Alert",
        "ReadQueue",
    }  # fmt: skip
    assert statements["ReadQueue"]["Action"] == [
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ReceiveMessage",
    ]
    assert statements["ReadQueue"]["Resource"] == [f"${{{QUEUE}.arn}}"]
    assert statements["StoreAlerts"]["Action"] == ["dynamodb:PutItem"]
    assert statements["Alert"]["Resource"] == ["${aws_sns_topic.trading-alerts-topic.arn}"]


def test_the_function_gets_its_table_topic_and_thresholds(
    resources: Resources,
) -> None:
    (function,) = resources["aws_lambda_function"].values()

    assert function["environment"]["variables"] == {
        "ALERTS_TABLE": "${aws_dynamodb_table.market-alerts-table.name}",
        "ALERTS_TOPIC_ARN": "${aws_sns_topic.trading-alerts-topic.arn}",
        "ENVIRONMENT_SUFFIX": "pr-7",
        "THRESHOLDS": '{"default":{"high":"150","low":"50"}}',
    }


def test_the_outputs_are_complete(market: Document) -> None:
    assert set(market["output"]) == {
        "sqs_queue_url", "sns_topic_arn", "dynamodb_table_name", "lambda_function_name",
        "operations_topic_arn", "dlq_url", "kms_key_arn",
    }  # fmt: skip


def test_all_resources_have_the_tags_of_their_stack_team_and_cost_center(market: Document) -> None:
    tags = market["provider"]["aws"][0]["default_tags"][0]["tags"]

    assert tags["Application"] == "market-data-processing"
    assert (tags["Team"], tags["CostCenter"]) == ("trading", "trading-platform")
    assert tags["Environment"] == "pr-7"


def test_the_alarm_on_the_duration_rings_before_the_function_gives_up(resources: Resources) -> None:
    [function] = resources["aws_lambda_function"].values()
    alarms = {
        each["alarm_name"]: each for each in resources["aws_cloudwatch_metric_alarm"].values()
    }

    gives_up_ms = function["timeout"] * 1000 - MAX_CALL_MS
    assert alarms["data-processor-duration-pr-7"]["threshold"] < gives_up_ms
