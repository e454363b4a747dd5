"""What somebody adds to the real stacks is found, too: mutation only changes what is there."""

import json
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from policies.engine import synth
from policies.engine.catalogue import discover
from policies.engine.evaluation import evaluate
from tests.pipelines import CRYPTO
from tests.policies.statements import ROOT, allow, document

POLICIES = discover()
ENRICHER = "${aws_lambda_function.price-enricher-function.arn}"
ROLE = "${aws_iam_role.price-enricher-role.id}"
DEAD = "aws_sqs_queue.price-enricher-dlq-queue"
SUBSCRIPTION = {
    "destination_arn": "${aws_lambda_function.error-notifier-function.arn}",
    "filter_pattern": '{ ($.level = "ERROR") || ($.level = "CRITICAL") }',
    "log_group_name": "${aws_cloudwatch_log_group.error-notifier-logs.name}",
    "name": "own-errors-dev",
}
# What is added, by type, and the policy that must find fault with it.
ADDITIONS: dict[str, tuple[str, str, Mapping[str, Any]]] = {
    "rights of an administrator": (
        "iam_role_has_only_its_own_policies",
        "aws_iam_role_policy_attachment",
        {"policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess", "role": ROLE},
    ),
    "a second policy with everything": (
        "iam_policy_names_each_action",
        "aws_iam_role_policy",
        {"name": "more-dev", "policy": document(allow("*")), "role": ROLE},
    ),
    "a second policy that lets log groups be made": (
        "iam_role_cannot_create_log_groups",
        "aws_iam_role_policy",
        {"name": "more-dev", "policy": document(allow("logs:Create*")), "role": ROLE},
    ),
    "a second policy for a queue of another function": (
        "iam_policy_has_no_unused_rights",
        "aws_iam_role_policy",
        {
            "name": "more-dev",
            "policy": document(
                allow("sqs:SendMessage", "${aws_sqs_queue.error-notifier-dlq-queue.arn}")
            ),
            "role": ROLE,
        },
    ),
    "a role that people may assume": (
        "iam_role_trusts_only_its_service",
        "aws_iam_role",
        {
            "assume_role_policy": document(allow("sts:AssumeRole", None, {"AWS": ROOT})),
            "name": "people-role-dev",
        },
    ),
    "everybody may invoke a function": (
        "lambda_permission_names_its_source",
        "aws_lambda_permission",
        {
            "action": "lambda:InvokeFunction",
            "function_name": ENRICHER,
            "principal": "*",
            "statement_id": "everybody",
        },
    ),
    "a function with an address of its own": (
        "lambda_permission_names_its_source",
        "aws_lambda_function_url",
        {"authorization_type": "NONE", "function_name": ENRICHER},
    ),
    "everybody may write into a queue": (
        "resource_policy_prevents_confused_deputy",
        "aws_sqs_queue_policy",
        {
            "policy": document(allow("sqs:SendMessage", f"${{{DEAD}.arn}}", "*")),
            "queue_url": f"${{{DEAD}.url}}",
        },
    ),
    "a function hears of its own errors": (
        "subscription_has_no_event_loop",
        "aws_cloudwatch_log_subscription_filter",
        SUBSCRIPTION,
    ),
    "errors go where nobody is let in": (
        "cloudwatch_log_subscription_filter_sends_errors_to_a_function",
        "aws_cloudwatch_log_subscription_filter",
        {**SUBSCRIPTION, "destination_arn": ENRICHER},
    ),
    "retries of a function that is never retried": (
        "lambda_configuration_is_reachable",
        "aws_lambda_function_event_invoke_config",
        {
            "function_name": ENRICHER,
            "maximum_event_age_in_seconds": 3600,
            "maximum_retry_attempts": 2,
        },
    ),
    "a queue without a key": (
        "data_at_rest_uses_customer_key",
        "aws_sqs_queue",
        {"name": "plain-dev"},
    ),
    "a key without a user": (
        "kms_key_policy_grants_exactly_its_users",
        "aws_kms_key",
        {
            "enable_key_rotation": True,
            "policy": document(
                allow("kms:*", "*", {"AWS": ROOT}),
                allow("kms:Decrypt", "*", {"Service": "lambda.amazonaws.com"}),
            ),
        },
    ),
    "a second reader of the stream without a filter": (
        "lambda_stream_mapping_ignores_its_own_writes",
        "aws_lambda_event_source_mapping",
        {
            "event_source_arn": "${aws_dynamodb_table.crypto-prices-table.stream_arn}",
            "function_name": ENRICHER,
        },
    ),
    "a function that nobody invokes": (
        "lambda_function_keeps_failed_events",
        "aws_lambda_function",
        {"function_name": "idle-dev"},
    ),
}


@pytest.fixture(scope="module")
def stack(synthesized: Path) -> dict[str, Any]:
    path = synthesized / "stacks" / CRYPTO / synth.DOCUMENT
    found: dict[str, Any] = json.loads(path.read_text())
    return found


@pytest.mark.parametrize(("policy", "kind", "values"), ADDITIONS.values(), ids=ADDITIONS.keys())
def test_an_addition_is_found_by_its_policy(
    stack: dict[str, Any], policy: str, kind: str, values: Mapping[str, Any]
) -> None:
    changed = deepcopy(stack)
    changed["resource"].setdefault(kind, {})["added"] = values

    findings = evaluate([synth.stack(CRYPTO, changed)], POLICIES).findings

    assert (policy, f"{kind}.added") in {(verdict.policy, verdict.address) for verdict in findings}
