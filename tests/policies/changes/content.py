"""Changes to what resources hold: attributes, variables, rights and wiring."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.pipelines import CRYPTO, MARKET
from tests.policies.changes.change import Apply, Change, Documents, drop, put, reword, right, wrong

FUNCTION = "resource/aws_lambda_function"
PROCESSOR, ENRICHER = (
    f"{FUNCTION}/{name}-function" for name in ("webhook-processor", "price-enricher")
)
DATA = f"{FUNCTION}/data-processor-function"
TABLE = "resource/aws_dynamodb_table/crypto-prices-table"
STREAM = "resource/aws_lambda_event_source_mapping/crypto-prices-stream-mapping"
MAPPING = "resource/aws_lambda_event_source_mapping/market-data-queue-mapping-mapping"
QUEUE = "resource/aws_sqs_queue/market-data-queue-queue"
ALARMS = "resource/aws_cloudwatch_metric_alarm"
AGE = "resource/aws_lambda_function_event_invoke_config/webhook-processor-asynchronous"
RIGHTS = "resource/aws_iam_role_policy"
ENDPOINTS = {
    "binance": "https://api.binance.com",
    "coinbase": "https://api.exchange.coinbase.com",
    "kraken": "https://api.kraken.com",
}
BITSTAMP = {**ENDPOINTS, "bitstamp": "https://www.bitstamp.net"}
BY_EXCHANGE = {
    "hash_key": "exchange",
    "name": "by-exchange",
    "projection_type": "ALL",
    "range_key": "timestamp",
}
# A function's variables as the SDK and Lambda know them.
VARIABLES = "environment/variables"


def thresholds(**pairs: Mapping[str, str]) -> str:
    return json.dumps({"default": {"high": "150", "low": "50"}, **pairs})


def statement(stack: str, role: str, change: Callable[[list[dict[str, Any]]], None]) -> Apply:
    """Changes the statements of a role's policy."""

    def apply(documents: Documents) -> None:
        policy = documents[stack]["resource"]["aws_iam_role_policy"][f"{role}-permissions"]
        document = json.loads(policy["policy"])
        change(document["Statement"])
        policy["policy"] = json.dumps(document)

    return apply


def with_alarm(exchange: str) -> Apply:
    """Gives an exchange the alarm on rejected ticks that another has, wherever that is named."""

    def apply(documents: Documents) -> None:
        declared = documents[CRYPTO]["resource"]
        alarms = declared["aws_cloudwatch_metric_alarm"]
        (theirs,) = (name for name in alarms if name.endswith("rejected-ticks-kraken"))
        copied = json.dumps(alarms[theirs]).replace("kraken", exchange)
        alarms[theirs.replace("kraken", exchange)] = json.loads(copied)
        for kind, text in (
            ("aws_cloudwatch_dashboard", "dashboard_body"),
            ("aws_kms_key", "policy"),
            ("aws_sns_topic_policy", "policy"),
        ):
            for one in declared[kind].values():
                one[text] = json.dumps(_named_too(json.loads(one[text]), exchange))

    return apply


def _named_too(held: Any, exchange: str) -> Any:
    """The value, with the other exchange's alarm in every list that names the first one."""
    if isinstance(held, dict):
        return {key: _named_too(value, exchange) for key, value in held.items()}
    if not isinstance(held, list):
        return held
    named = [one for one in held if isinstance(one, str) and "rejected-ticks-kraken" in one]
    more = [one.replace("kraken", exchange) for one in named]
    return [*(_named_too(one, exchange) for one in held), *more]


def with_parameter(name: str) -> Callable[[list[dict[str, Any]]], None]:
    """Lets the role read, and decrypt, the secret of one more exchange."""

    def change(statements: list[dict[str, Any]]) -> None:
        for one in statements:
            if one.get("Sid") == "ReadSecrets":
                arns = one["Resource"]
            elif one.get("Sid") == "DecryptSecrets":
                arns = one["Condition"]["StringEquals"]["kms:EncryptionContext:PARAMETER_ARN"]
            else:
                continue
            arns.append(arns[0].replace("binance", name))
            arns.sort()

    return change


def allowing(action: str, resource: str) -> Callable[[list[dict[str, Any]]], None]:
    """One statement more."""
    return lambda held: held.append({"Action": [action], "Effect": "Allow", "Resource": [resource]})


LEGITIMATE: list[Change] = [
    right("a function gets twice the memory", put(CRYPTO, f"{PROCESSOR}/memory_size", 2048)),
    right("a function may run for less time", put(MARKET, f"{DATA}/timeout", 55)),
    right(
        "more executions are reserved", put(CRYPTO, f"{ENRICHER}/reserved_concurrent_executions", 8)
    ),
    right("a function has a description", put(MARKET, f"{DATA}/description", "Finds alerts.")),
    right("an entry point moves", put(MARKET, f"{DATA}/handler", "lambda_src.data.lambda_handler")),
    right(
        "the log level is said",
        put(CRYPTO, f"{ENRICHER}/logging_config/application_log_level", "INFO"),
    ),
    right(
        "older ticks are believed",
        put(CRYPTO, f"{PROCESSOR}/{VARIABLES}/MAX_BEHIND_SECONDS", "172800"),
    ),
    right(
        "a symbol gets thresholds of its own",
        put(
            MARKET,
            f"{DATA}/{VARIABLES}/THRESHOLDS",
            thresholds(**{"BTC-USD": {"high": "120000.5", "low": "80000"}}),
        ),
    ),
    right(
        "an exchange more",
        put(CRYPTO, f"{PROCESSOR}/{VARIABLES}/EXCHANGE_ENDPOINTS", json.dumps(BITSTAMP)),
        statement(CRYPTO, "webhook-processor", with_parameter("bitstamp")),
        with_alarm("bitstamp"),
    ),
    right(
        "an index by exchange",
        put(CRYPTO, f"{TABLE}/attribute/+", {"name": "exchange", "type": "S"}),
        put(CRYPTO, f"{TABLE}/global_secondary_index", [BY_EXCHANGE]),
    ),
    right(
        "the table may cost more",
        put(CRYPTO, f"{TABLE}/on_demand_throughput/max_read_request_units", 9000),
    ),
    right(
        "the longest time of backups is said",
        put(CRYPTO, f"{TABLE}/point_in_time_recovery/recovery_period_in_days", 35),
    ),
    right("larger batches of a queue", put(MARKET, f"{MAPPING}/batch_size", 50)),
    right("larger batches of a stream", put(CRYPTO, f"{STREAM}/batch_size", 200)),
    right(
        "a stream waits longer for a batch",
        put(CRYPTO, f"{STREAM}/maximum_batching_window_in_seconds", 5),
    ),
    right(
        "messages are hidden for longer", put(MARKET, f"{QUEUE}/visibility_timeout_seconds", 600)
    ),
    right(
        "an alarm fires earlier",
        put(CRYPTO, f"{ALARMS}/alarms-webhook-processor-duration/threshold", 30_000),
    ),
    right(
        "an alarm gets another name",
        reword(CRYPTO, "price-enricher-dlq-not-empty", "price-enricher-dead-letters"),
    ),
    right("a tag of its own", put(CRYPTO, f"{TABLE}/tags/DataOwner", "market-data")),
    right(
        "a mail subscriber of operations",
        put(
            CRYPTO,
            "resource/aws_sns_topic_subscription/on-call",
            {
                "endpoint": "on-call@example.com",
                "protocol": "email",
                "topic_arn": "${aws_sns_topic.price-operations-topic.arn}",
            },
        ),
    ),
]
BAD: list[Change] = [
    wrong(
        "a role that people may take",
        "iam_role_trusts_only_its_service",
        reword(
            MARKET,
            '\\"Service\\":\\"lambda.amazonaws.com\\"',
            '\\"Service\\":\\"ec2.amazonaws.com\\"',
        ),
    ),
    wrong(
        "a runtime of the past",
        "lambda_function_runtime_is_supported",
        put(MARKET, f"{DATA}/runtime", "python3.8"),
    ),
    wrong(
        "another processor",
        "lambda_function_runs_on_arm64",
        put(MARKET, f"{DATA}/architectures", ["x86_64"]),
    ),
    wrong(
        "an API at the edge",
        "api_gateway_rest_api_is_regional",
        put(
            CRYPTO,
            "resource/aws_api_gateway_rest_api/price-webhooks-api/endpoint_configuration/types",
            ["EDGE"],
        ),
    ),
    wrong(
        "a key for the API that no exchange has",
        "api_gateway_method_is_public_by_design",
        put(
            CRYPTO,
            "resource/aws_api_gateway_method/price-webhooks-signed-method/api_key_required",
            True,
        ),
    ),
    wrong(
        "provisioned capacity",
        "dynamodb_table_is_billed_on_demand",
        put(CRYPTO, f"{TABLE}/billing_mode", "PROVISIONED"),
    ),
    wrong(
        "half of the images",
        "dynamodb_table_streams_both_images",
        put(CRYPTO, f"{TABLE}/stream_view_type", "NEW_IMAGE"),
    ),
    wrong(
        "no backups",
        "dynamodb_table_has_point_in_time_recovery",
        put(CRYPTO, f"{TABLE}/point_in_time_recovery/enabled", False),
    ),
    wrong(
        "records are tried for ever",
        "lambda_stream_mapping_limits_retries",
        put(CRYPTO, f"{STREAM}/maximum_retry_attempts", -1),
    ),
    wrong(
        "a failed message takes its batch along",
        "lambda_event_source_mapping_reports_partial_failures",
        drop(MARKET, f"{MAPPING}/function_response_types"),
    ),
    wrong(
        "more readers than executions",
        "lambda_event_source_mapping_fits_reserved_concurrency",
        put(MARKET, f"{MAPPING}/scaling_config/maximum_concurrency", 6),
    ),
    wrong(
        "logs for a year",
        "cloudwatch_log_group_keeps_three_days lambda_function_logs_to_its_managed_group",
        put(CRYPTO, "resource/aws_cloudwatch_log_group/price-enricher-logs/retention_in_days", 365),
    ),
    wrong(
        "logs as text",
        "lambda_function_logs_json",
        put(CRYPTO, f"{ENRICHER}/logging_config/log_format", "Text"),
    ),
    wrong(
        "events expire before their alarm",
        "cloudwatch_alarm_can_fire lambda_function_alarms_before_event_loss",
        put(CRYPTO, f"{AGE}/maximum_event_age_in_seconds", 900),
    ),
    wrong(
        "an alarm that tells nobody",
        "cloudwatch_alarm_notifies_operations",
        put(CRYPTO, f"{ALARMS}/alarms-price-enricher-errors/alarm_actions", []),
    ),
    wrong(
        "silence counts as an error",
        "cloudwatch_alarm_alarms_within_five_minutes",
        put(CRYPTO, f"{ALARMS}/alarms-price-enricher-errors/treat_missing_data", "breaching"),
    ),
    wrong(
        "a key that never rotates",
        "kms_key_rotates",
        put(CRYPTO, "resource/aws_kms_key/key-crypto-prices-key/enable_key_rotation", False),
    ),
    wrong(
        "a key that lives on for a month",
        "kms_key_is_deleted_after_seven_days",
        put(CRYPTO, "resource/aws_kms_key/key-crypto-prices-key/deletion_window_in_days", 30),
    ),
    wrong(
        "a function reads the alerts of other environments",
        "iam_policy_has_no_unused_rights iam_policy_matches_resources_to_actions"
        " resource_is_portable",
        statement(
            MARKET,
            "data-processor",
            allowing(
                "dynamodb:Query", "arn:aws:dynamodb:us-east-1:123456789012:table/market-alerts-prod"
            ),
        ),
    ),
    wrong(
        "an exchange without its secret",
        "lambda_function_reads_only_its_exchange_secrets",
        put(CRYPTO, f"{PROCESSOR}/{VARIABLES}/EXCHANGE_ENDPOINTS", json.dumps(BITSTAMP)),
        with_alarm("bitstamp"),
    ),
]
