"""Each function gets exactly the environment variables that it reads."""

import json
from collections.abc import Callable
from typing import Any

Document = dict[str, Any]
Synthesize = Callable[..., Document]

TABLE = "${aws_dynamodb_table.crypto-prices-table.name}"


def _variables(document: Document, name: str) -> dict[str, str]:
    function = document["resource"]["aws_lambda_function"][f"{name}-function"]
    found: dict[str, str] = function["environment"]["variables"]
    return found


def test_the_processor_gets_its_table_exchanges_and_limits(stack: Document) -> None:
    variables = _variables(stack, "webhook-processor")

    assert json.loads(variables.pop("EXCHANGE_ENDPOINTS")) == {
        "coinbase": "https://coinbase.example",
        "kraken": "https://kraken.example",
    }
    assert variables == {
        "ALLOW_UNSIGNED": "false",
        "ENVIRONMENT_SUFFIX": "pr-7",
        "MAX_AHEAD_SECONDS": "300",
        "MAX_BEHIND_SECONDS": "86400",
        "MAX_TICKS_PER_BODY": "50",
        "SECRET_PARAMETER_PREFIX": "/market-pipelines/webhook-secret/",
        "TABLE_NAME": TABLE,
    }


def test_settings_reach_the_processor(synthesize: Synthesize) -> None:
    settings = {"allow_unsigned": True, "max_ahead_seconds": 7, "max_behind_seconds": 9}
    variables = _variables(synthesize(**settings), "webhook-processor")

    assert variables["ALLOW_UNSIGNED"] == "true"
    assert (variables["MAX_AHEAD_SECONDS"], variables["MAX_BEHIND_SECONDS"]) == ("7", "9")


def test_the_enricher_gets_its_table_topic_and_queue(stack: Document) -> None:
    assert _variables(stack, "price-enricher") == {
        "DEAD_LETTER_QUEUE_URL": "${aws_sqs_queue.price-enricher-dlq-queue.url}",
        "ENVIRONMENT_SUFFIX": "pr-7",
        "MAX_DEVIATION_PERCENT": "50",
        "SUCCESS_TOPIC_ARN": "${aws_sns_topic.price-updates-success-topic.arn}",
        "TABLE_NAME": TABLE,
    }


def test_the_notifier_gets_the_operations_topic(stack: Document) -> None:
    assert _variables(stack, "error-notifier") == {
        "ENVIRONMENT_SUFFIX": "pr-7",
        "OPERATIONS_TOPIC_ARN": "${aws_sns_topic.price-operations-topic.arn}",
    }


def test_no_variable_and_no_output_holds_a_secret(stack: Document) -> None:
    """Secrets live in Parameter Store, outside of Terraform and its state."""
    text = json.dumps(stack)

    assert "whsec_" not in text
    assert "aws_ssm_parameter" not in text
