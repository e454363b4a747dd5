"""How long a function takes until it can work, against the boto3 that it cannot do without."""

import os
import sys

from benchmarks.timing import ratio, run

ROUNDS = 15
STOCK = "import boto3; boto3.client('dynamodb')"
FUNCTIONS = ("webhook_processor", "price_enricher", "error_notifier", "data_processor")
VARIABLES = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "ENVIRONMENT_SUFFIX": "bench",
    "TABLE_NAME": "crypto-prices-bench",
    "SECRET_PARAMETER_PREFIX": "/market-pipelines/webhook-secret/",
    "EXCHANGE_ENDPOINTS": '{"coinbase": "https://api.exchange.coinbase.com"}',
    "ALLOW_UNSIGNED": "false",
    "MAX_AHEAD_SECONDS": "300",
    "MAX_BEHIND_SECONDS": "86400",
    "MAX_TICKS_PER_BODY": "50",
    "MAX_DEVIATION_PERCENT": "50",
    "SUCCESS_TOPIC_ARN": "arn:aws:sns:us-east-1:123456789012:success",
    "OPERATIONS_TOPIC_ARN": "arn:aws:sns:us-east-1:123456789012:operations",
    "ALERTS_TOPIC_ARN": "arn:aws:sns:us-east-1:123456789012:alerts",
    "DEAD_LETTER_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/dlq",
    "ALERTS_TABLE": "market-alerts-bench",
    "THRESHOLDS": '{"default": {"low": "50", "high": "150"}}',
}


def measure() -> dict[str, float]:
    """`handlers.cold_start_vs_boto3` of the slowest handler; the bytecode is there."""
    ratios = [_ratio(function) for function in FUNCTIONS]
    return {"handlers.cold_start_vs_boto3": max(ratios)}


def _ratio(function: str) -> float:
    handler = f"import lambda_src.{function}.handler"
    return ratio(lambda: _python(handler), lambda: _python(STOCK), ROUNDS)


def _python(code: str) -> None:
    environ = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    run([sys.executable, "-c", code], {**environ, **VARIABLES})
