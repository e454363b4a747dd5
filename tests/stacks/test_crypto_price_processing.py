"""The crypto stack as Terraform gets it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Document = dict[str, Any]
Resources = dict[str, dict[str, Document]]
Synthesize = Callable[..., Document]

FUNCTIONS = {
    # name: MB, s, reserved
    "webhook-processor": (1024, 60, 10),
    "price-enricher": (512, 30, 5),
    "error-notifier": (128, 10, 1),
}


def _function(resources: Resources, name: str) -> Document:
    return resources["aws_lambda_function"][f"{name}-function"]


def _statements(resources: Resources, name: str) -> dict[str, Document]:
    policy = json.loads(resources["aws_iam_role_policy"][f"{name}-permissions"]["policy"])
    return {statement["Sid"]: statement for statement in policy["Statement"]}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_has_its_size_architecture_runtime_and_key(
    resources: Resources, name: str
) -> None:
    function = _function(resources, name)
    size = (function["memory_size"], function["timeout"])

    assert (*size, function["reserved_concurrent_executions"]) == FUNCTIONS[name]
    assert (function["architectures"], function["runtime"]) == (["arm64"], "python3.13")
    assert function["kms_key_arn"] == "${aws_kms_key.key-crypto-prices-key.arn}"
    assert function["logging_config"]["log_format"] == "JSON"
    assert function["handler"] == f"lambda_src.{name.replace('-', '_')}.handler.lambda_handler"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_depends_on_its_permissions_and_its_log_group(
    resources: Resources, name: str
) -> None:
    assert set(_function(resources, name)["depends_on"]) == {
        f"aws_iam_role_policy.{name}-permissions",
        f"aws_cloudwatch_log_group.{name}-logs",
    }


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_log_group_has_its_functions_name_and_keeps_three_days(
    resources: Resources, name: str
) -> None:
    group = resources["aws_cloudwatch_log_group"][f"{name}-logs"]

    assert (group["name"], group["retention_in_days"]) == (f"/aws/lambda/{name}-pr-7", 3)


def test_only_functions_that_are_invoked_asynchronously_have_asynchronous_failure_paths(
    resources: Resources,
) -> None:
    with_queue = {name for name in FUNCTIONS if "dead_letter_config" in _function(resources, name)}

    assert with_queue == {"webhook-processor", "error-notifier"}
    assert set(resources["aws_lambda_function_event_invoke_config"]) == {
        "webhook-processor-asynchronous",
        "error-notifier-asynchronous",
    }


CONFIGURED: list[tuple[str, dict[str, Any]]] = [
    ("webhook-processor", {"maximum_retry_attempts": 2, "maximum_event_age_in_seconds": 3600}),
    ("error-notifier", {"maximum_retry_attempts": 1, "maximum_event_age_in_seconds": 900}),
]


@pytest.mark.parametrize(("name", "limits"), CONFIGURED, ids=[name for name, _ in CONFIGURED])
def test_an_asynchronous_event_is_dead_lettered_after_its_retries_or_its_maximum_age(
    resources: Resources, name: str, limits: dict[str, Any]
) -> None:
    config = resources["aws_lambda_function_event_invoke_config"][f"{name}-asynchronous"]
    function = resources["aws_lambda_function"][f"{name}-function"]

    assert {key: config[key] for key in limits} == limits
    assert function["dead_letter_config"]["target_arn"] == (
        f"${{aws_sqs_queue.{name}-dlq-queue.arn}}"
    )


def test_only_the_success_of_ingestion_is_announced_by_lambda(
    resources: Resources,
) -> None:
    configs = resources["aws_lambda_function_event_invoke_config"]

    assert configs["webhook-processor-asynchronous"]["destination_config"] == {
        "on_success": {"destination": "${aws_sns_topic.price-updates-success-topic.arn}"}
    }
    assert "destination_config" not in configs["error-notifier-asynchronous"]


def test_the_stream_mapping_is_bounded_and_ignores_the_enrichers_own_writes(
    resources: Resources,
) -> None:
    mapping = resources["aws_lambda_event_source_mapping"]["crypto-prices-stream-mapping"]
    pattern = json.loads(mapping["filter_criteria"]["filter"][0]["pattern"])

    assert pattern == {
        "eventName": ["INSERT"],
        "dynamodb": {
            "NewImage": {
                "enriched_at": {"S": [{"exists": False}]},
                "timestamp": {"N": [{"anything-but": ["0"]}]},
            }
        },
    }
    assert {
        key: mapping[key]
        for key in (
            "starting_position",
            "batch_size",
            "maximum_batching_window_in_seconds",
            "bisect_batch_on_function_error",
            "maximum_retry_attempts",
            "maximum_record_age_in_seconds",
            "parallelization_factor",
            "function_response_types",
            "metrics_config",
        )
    } == {
        "starting_position": "TRIM_HORIZON",
        "batch_size": 100,
        "maximum_batching_window_in_seconds": 1,
        "bisect_batch_on_function_error": True,
        "maximum_retry_attempts": 5,
        "maximum_record_age_in_seconds": 3600,
        "parallelization_factor": 1,
        "function_response_types": ["ReportBatchItemFailures"],
        "metrics_config": {"metrics": ["EventCount"]},
    }
    on_failure = mapping["destination_config"]["on_failure"]["destination_arn"]
    assert on_failure == "${aws_sqs_queue.price-enricher-dlq-queue.arn}"


def test_no_role_may_do_more_than_its_function_needs(resources: Resources) -> None:
    allowed = {
        name: sorted({a for s in _statements(resources, name).values() for a in s["Action"]})
        for name in FUNCTIONS
    }
    common = ["kms:Decrypt", "kms:GenerateDataKey", "logs:CreateLogStream", "logs:PutLogEvents"]

    assert allowed["webhook-processor"] == sorted(
        [
            *common,
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "sns:Publish",
            "sqs:SendMessage",
            "ssm:GetParameter",
        ]
    )
    assert allowed["price-enricher"] == sorted(
        [*common, "dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator",
         "dynamodb:ListStreams", "dynamodb:Query", "dynamodb:UpdateItem", "sns:Publish",
         "sqs:SendMessage"]
    )  # fmt: skip
    assert allowed["error-notifier"] == sorted([*common, "sns:Publish", "sqs:SendMessage"])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_only_the_action_without_a_resource_type_is_allowed_on_all_resources(
    resources: Resources, name: str
) -> None:
    on_all = [s["Action"] for s in _statements(resources, name).values() if "*" in s["Resource"]]

    assert on_all == ([["dynamodb:ListStreams"]] if name == "price-enricher" else [])


def test_a_secret_is_read_by_its_literal_name_only(resources: Resources) -> None:
    secrets = _statements(resources, "webhook-processor")["ReadSecrets"]["Resource"]

    assert [arn.split(":parameter")[1] for arn in secrets] == [
        "/market-pipelines/webhook-secret/coinbase-pr-7",
        "/market-pipelines/webhook-secret/kraken-pr-7",
    ]


def test_the_key_policy_names_its_users_only(resources: Resources) -> None:
    key = resources["aws_kms_key"]["key-crypto-prices-key"]
    statements = json.loads(key["policy"])["Statement"]
    allowed = [each for each in statements if each["Effect"] == "Allow"]
    services = {s["Principal"].get("Service"): s.get("Condition") for s in allowed}

    assert set(services) == {None, "logs.us-east-1.amazonaws.com", "cloudwatch.amazonaws.com"}
    groups = services["logs.us-east-1.amazonaws.com"]["ArnEquals"]
    assert [arn.split(":log-group:")[1] for arns in groups.values() for arn in arns] == [
        f"/aws/lambda/{name}-pr-7" for name in FUNCTIONS
    ]
    alarms = services["cloudwatch.amazonaws.com"]["ArnEquals"]["aws:SourceArn"]
    assert {arn.split(":alarm:")[1] for arn in alarms} == {
        alarm["alarm_name"] for alarm in resources["aws_cloudwatch_metric_alarm"].values()
    }
    assert (key["enable_key_rotation"], key["deletion_window_in_days"]) == (True, 7)


def test_dead_letter_queues_keep_messages_for_exactly_four_days(resources: Resources) -> None:
    queues = resources["aws_sqs_queue"].values()

    assert {queue["name"] for queue in queues} == {f"{name}-dlq-pr-7" for name in FUNCTIONS}
    assert {queue["message_retention_seconds"] for queue in queues} == {345_600}
    assert {queue["kms_data_key_reuse_period_seconds"] for queue in queues} == {86_400}


def test_the_table_has_recovery_encryption_stream_and_throughput_caps(resources: Resources) -> None:
    table = resources["aws_dynamodb_table"]["crypto-prices-table"]

    assert table["point_in_time_recovery"] == {"enabled": True}
    assert table["server_side_encryption"]["enabled"] is True
    assert (table["stream_enabled"], table["stream_view_type"]) == (True, "NEW_AND_OLD_IMAGES")
    assert table["on_demand_throughput"] == {
        "max_read_request_units": 15_000,
        "max_write_request_units": 5_000,
    }
    assert (table["billing_mode"], table["hash_key"], table["range_key"]) == (
        "PAY_PER_REQUEST",
        "symbol",
        "timestamp",
    )


def test_the_notifier_is_subscribed_to_the_other_functions_only(resources: Resources) -> None:
    filters = resources["aws_cloudwatch_log_subscription_filter"].values()
    permissions = resources["aws_lambda_permission"]

    assert {each["log_group_name"] for each in filters} == {
        "${aws_cloudwatch_log_group.price-enricher-logs.name}",
        "${aws_cloudwatch_log_group.webhook-processor-logs.name}",
    }
    for name in ("price-enricher", "webhook-processor"):
        permission = permissions[f"{name}-subscription-permission"]
        assert permission["source_arn"] == f"${{aws_cloudwatch_log_group.{name}-logs.arn}}:*"
        assert permission["source_account"] == "${data.aws_caller_identity.current.account_id}"


def test_an_error_line_alarm_uses_the_metric_of_its_filter(resources: Resources) -> None:
    made = {
        each["metric_transformation"]["name"]
        for each in resources["aws_cloudwatch_log_metric_filter"].values()
    }
    watched = {
        alarm["metric_name"]
        for alarm in resources["aws_cloudwatch_metric_alarm"].values()
        if alarm["alarm_name"].endswith("error-lines-pr-7")
    }

    assert made == watched == {f"{name}-error-lines-pr-7" for name in FUNCTIONS}


def test_topics_let_only_the_account_subscribe(resources: Resources) -> None:
    for policy in resources["aws_sns_topic_policy"].values():
        subscribers = [
            statement["Principal"]
            for statement in json.loads(policy["policy"])["Statement"]
            if "sns:Subscribe" in statement["Action"]
        ]

        assert [list(principal) for principal in subscribers] == [["AWS"]]
        assert subscribers[0]["AWS"].endswith(":root")


def test_the_operations_topic_sends_mail_only_where_an_address_is_set(
    synthesize: Synthesize,
) -> None:
    with_mail = synthesize(operations_email="ops@example.com")["resource"]
    without = synthesize()["resource"]

    subscription = with_mail["aws_sns_topic_subscription"]["price-operations-email"]
    assert (subscription["protocol"], subscription["endpoint"]) == ("email", "ops@example.com")
    assert subscription["topic_arn"] == "${aws_sns_topic.price-operations-topic.arn}"
    assert "aws_sns_topic_subscription" not in without


def test_the_outputs_are_complete(stack: Document) -> None:
    assert set(stack["output"]) == {
        "webhook_processor_arn", "price_enricher_arn", "error_notifier_arn",
        "dynamodb_table_name", "sns_topic_arn", "operations_topic_arn", "kms_key_arn",
        "webhook_url", "webhook_processor_dlq_url", "price_enricher_dlq_url",
        "error_notifier_dlq_url",
    }  # fmt: skip


def test_all_resources_have_the_tags_of_their_environment_and_stack(stack: Document) -> None:
    assert stack["provider"]["aws"][0]["default_tags"][0]["tags"] == {
        "Application": "crypto-price-processing",
        "CostCenter": "trading-platform",
        "Environment": "pr-7",
        "ExpiresAt": "2026-12-01T00:00:00Z",
        "ManagedBy": "cdktf",
        "Team": "trading",
    }


def test_each_stack_and_suffix_has_a_state_of_its_own(
    stack: Document, synthesize: Synthesize
) -> None:
    assert stack["terraform"]["backend"] == {
        "local": {"path": "../../../state/pr-7/crypto-price-processing.tfstate"}
    }
    assert synthesize(state_bucket="states")["terraform"]["backend"] == {
        "s3": {
            "bucket": "states",
            "key": "crypto-price-processing/pr-7.tfstate",
            "region": "us-east-1",
            "use_lockfile": True,
        }
    }


def test_two_elements_with_one_address_are_refused(synthesize: Synthesize) -> None:
    synthesize()
    from cdktf import App  # noqa: PLC0415
    from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue  # noqa: PLC0415
    from constructs import Construct  # noqa: PLC0415

    from stacks.backend import Backend  # noqa: PLC0415 (as above)
    from stacks.constructs.base_stack import BaseStack  # noqa: PLC0415 (as above)

    app = App()
    stack = BaseStack(app, "s", {}, Backend(bucket="", key="", path="s.tfstate"))
    first = SqsQueue(Construct(stack, "a"), "b-c", name="one")
    second = SqsQueue(Construct(stack, "a-b"), "c", name="two")

    assert first.fqn
    with pytest.raises(RuntimeError, match="s/a-b/c and s/a/b-c would both be a-b-c"):
        _ = second.fqn
