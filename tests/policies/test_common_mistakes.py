"""Policies find common mistakes in the real stacks, and accept careful changes."""

import json
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from policies.engine import synth
from policies.engine.catalogue import discover
from policies.engine.evaluation import evaluate
from stacks.constructs.account import Account
from stacks.permissions import key_policy
from tests.pipelines import CRYPTO, MARKET
from tests.policies.statements import document

Document = dict[str, Any]
Change = Callable[[Document], Document]

POLICIES = discover()
ACCOUNT = Account(
    id="${data.aws_caller_identity.current.account_id}",
    partition="${data.aws_partition.partition.partition}",
)
API = "aws_api_gateway_rest_api.price-webhooks-api"
SETTINGS = "aws_api_gateway_method_settings.price-webhooks-throttle.settings"
PROCESSOR = "aws_lambda_function.webhook-processor-function"
TABLE = "aws_dynamodb_table.crypto-prices-table"
DEAD = "aws_sqs_queue.webhook-processor-dlq-queue"
EVERYBODY = {
    "Principal": "*",
    "Action": "execute-api:Invoke",
    "Resource": f"${{{API}.execution_arn}}/*",
}
SCANNED = {"aws:SourceIp": "203.0.113.7/32"}
# A mistake at one place of a stack, and the policy that must find it.
MISTAKES: dict[str, tuple[str, str, Any, str]] = {
    "to see what comes in": (
        CRYPTO,
        f"{SETTINGS}.data_trace_enabled",
        True,
        "api_gateway_stage_logs_no_request_data",
    ),
    "to pay for fewer log lines": (
        MARKET,
        "aws_lambda_function.data-processor-function.logging_config.application_log_level",
        "WARN",
        "lambda_function_logs_at_info_level",
    ),
    "to pay less for log lines": (
        CRYPTO,
        "aws_cloudwatch_log_group.price-enricher-logs.log_group_class",
        "INFREQUENT_ACCESS",
        "cloudwatch_log_group_uses_standard_class",
    ),
    "to pay less for old prices": (
        CRYPTO,
        f"{TABLE}.ttl",
        {"attribute_name": "timestamp", "enabled": True},
        "dynamodb_table_has_no_ttl",
    ),
    "to reject unlisted addresses": (
        CRYPTO,
        "aws_api_gateway_method.price-webhooks-signed-method.authorization",
        "AWS_IAM",
        "api_gateway_method_is_public_by_design",
    ),
    "to stop a sender from retrying when it is throttled": (
        CRYPTO,
        "aws_api_gateway_gateway_response.throttled",
        {"rest_api_id": f"${{{API}.id}}", "response_type": "THROTTLED", "status_code": "200"},
        "api_gateway_returns_202_only_for_accepted_events",
    ),
    "to end an endless diff": (
        CRYPTO,
        "aws_kms_key.key-crypto-prices-key.lifecycle",
        {"ignore_changes": ["policy"]},
        "resource_is_created_as_declared",
    ),
    "to warm the function up after a deployment": (
        CRYPTO,
        f"{PROCESSOR}.provisioner",
        [{"local-exec": {"command": "aws lambda invoke --function-name x out"}}],
        "resource_is_created_as_declared",
    ),
    "to get by without the account's own stack": (
        MARKET,
        "aws_iam_role.data-processor-role.permissions_boundary",
        None,
        "iam_role_has_permissions_boundary",
    ),
    "to bound the size of dead letters": (
        CRYPTO,
        f"{DEAD}.max_message_size",
        1024,
        "resource_has_known_attributes_only",
    ),
    "to be ready for another region": (
        CRYPTO,
        f"{TABLE}.replica",
        [{"region_name": "eu-west-1"}],
        "resource_has_known_attributes_only",
    ),
    "to let another team read along": (
        CRYPTO,
        "aws_sns_topic_subscription.team",
        {
            "topic_arn": "${aws_sns_topic.price-updates-success-topic.arn}",
            "protocol": "sqs",
            "endpoint": f"${{{DEAD}.arn}}",
        },
        "sns_topic_delivers_to_its_subscribers",
    ),
    "to keep a scanner out": (
        CRYPTO,
        "aws_api_gateway_rest_api_policy.scanner",
        {
            "rest_api_id": f"${{{API}.id}}",
            "policy": document(
                {**EVERYBODY, "Effect": "Allow"},
                {**EVERYBODY, "Effect": "Deny", "Condition": {"NotIpAddress": SCANNED}},
            ),
        },
        "api_gateway_rest_api_allows_listed_senders",
    ),
    "to try it on real prices": (
        CRYPTO,
        "aws_lambda_function.price-enricher-function.environment.variables.TABLE_NAME",
        "crypto-prices-prod",
        "lambda_function_variables_hold_what_they_name",
    ),
    "to keep fewer messages": (
        MARKET,
        "aws_sqs_queue.market-data-queue-queue.message_retention_seconds",
        3600,
        "sqs_dead_letter_queue_retains_longer_than_its_source",
    ),
    "to catch up faster": (
        MARKET,
        "aws_lambda_event_source_mapping.market-data-queue-mapping-mapping.scaling_config",
        {"maximum_concurrency": 50},
        "lambda_event_source_mapping_fits_reserved_concurrency",
    ),
    "to be woken up less": (
        CRYPTO,
        "aws_cloudwatch_metric_alarm.alarms-price-enricher-errors.threshold",
        100,
        "lambda_function_alarms_on_failures",
    ),
}


@pytest.mark.parametrize(
    "backend",
    [{"local": {"path": "/home/somebody/terraform.tfstate"}}, {"s3": {"key": "prices.tfstate"}}],
    ids=["as CDKTF likes it", "one key for all"],
)
def test_a_state_that_is_shared_is_found(
    documents: Mapping[str, Document], backend: Document
) -> None:
    terraform = {**documents[MARKET]["terraform"], "backend": backend}
    found = findings(MARKET, {**documents[MARKET], "terraform": terraform})

    assert {name for name, _ in found} >= {"resource_is_kept_in_its_own_state"}


@pytest.fixture(scope="module")
def documents(synthesized: Path) -> Mapping[str, Document]:
    return {
        name: json.loads((synthesized / "stacks" / name / synth.DOCUMENT).read_text())
        for name in (CRYPTO, MARKET)
    }


def findings(stack: str, document: Document) -> list[tuple[str, str]]:
    """Policy and message of every finding."""
    found = evaluate([synth.stack(stack, document)], POLICIES).findings
    return [(verdict.policy, verdict.message) for verdict in found]


def written(document: Document, path: str, value: Any) -> Document:
    """The document with the value at a dotted path of its resources; None takes away."""
    changed = deepcopy(document)
    *steps, last = path.split(".")
    place = changed["resource"]
    for step in steps:
        place = place.setdefault(step, {})
    place[last] = value
    return changed


@pytest.mark.parametrize(("stack", "path", "value", "policy"), MISTAKES.values(), ids=MISTAKES)
def test_a_common_mistake_is_found_by_its_policy(
    documents: Mapping[str, Document], stack: str, path: str, value: Any, policy: str
) -> None:
    found = findings(stack, written(documents[stack], path, value))

    assert policy in {name for name, _ in found}


def in_words(change: Callable[[str], str]) -> Change:
    """The change of everything that is written in the document."""
    return lambda document: json.loads(change(json.dumps(document)))


def each_resource(change: Callable[[Any], Any]) -> Change:
    """The change of every resource."""
    return lambda document: {
        **document,
        "resource": {
            kind: {name: change(values) for name, values in named.items()}
            for kind, named in document["resource"].items()
        },
    }


def each_policy(change: Callable[[Any], Any]) -> Change:
    """The change of every policy document."""

    def changed(values: Any) -> Any:
        held = {key: values[key] for key in ("policy", "assume_role_policy") if key in values}
        return {**values, **{key: json.dumps(change(json.loads(held[key]))) for key in held}}

    return each_resource(changed)


def renamed(document: Document) -> Document:
    """Constructs have other names, hence resources other addresses; AWS sees nothing of it."""
    named = document["resource"]
    known = {f"{kind}.{name}" for kind in named for name in named[kind]}
    words = re.compile(r"aws_[a-z0-9_]+\.[A-Za-z_][A-Za-z0-9_-]*")
    text = words.sub(lambda one: one[0] + ("-2" if one[0] in known else ""), json.dumps(named))
    other = json.loads(text)
    return {
        **document,
        "resource": {
            kind: {f"{name}-2": values for name, values in held.items()}
            for kind, held in other.items()
        },
    }


def as_texts(raw: Any) -> Any:
    """Numbers and truth values as texts, which Terraform converts."""
    if isinstance(raw, dict):
        return {key: held if key == "//" else as_texts(held) for key, held in raw.items()}
    if isinstance(raw, list):
        return [as_texts(item) for item in raw]
    return json.dumps(raw) if isinstance(raw, bool | int | float) else raw


def backwards_without_names(policy: Any) -> Any:
    unnamed = [{key: one[key] for key in one if key != "Sid"} for one in policy["Statement"]]
    return {**policy, "Statement": unnamed[::-1]}


def without_lists_of_one(policy: Any) -> Any:
    return {
        **policy,
        "Statement": [
            {k: v[0] if isinstance(v, list) and len(v) == 1 else v for k, v in one.items()}
            for one in policy["Statement"]
        ],
    }


def in_two_policies(document: Document) -> Document:
    """What a role may write into its log stands in a policy of its own."""
    changed = deepcopy(document)
    for name, held in document["resource"]["aws_iam_role_policy"].items():
        first, *rest = json.loads(held["policy"])["Statement"]
        parts = {name: (held["name"], rest), f"{name}-logs": (f"logs-{held['name']}", [first])}
        for part, (title, rights) in parts.items():
            said = json.dumps({"Version": "2012-10-17", "Statement": rights})
            entry = {**held, "name": title, "policy": said}
            changed["resource"]["aws_iam_role_policy"][part] = entry
        for function in changed["resource"]["aws_lambda_function"].values():
            if f"aws_iam_role_policy.{name}" in function["depends_on"]:
                function["depends_on"].append(f"aws_iam_role_policy.{name}-logs")
    return changed


def of_environment(suffix: str) -> Change:
    """All names end in the suffix, and the key is of the role that manages it."""
    named = in_words(lambda text: re.sub(r'(?<=[-"/])dev(?=[\\"/]|:\*)', suffix, text))

    def deployed(policy: Any) -> Any:
        others = [each for each in policy["Statement"] if not is_deployment(each)]
        if len(others) == len(policy["Statement"]):
            return policy
        return {**policy, "Statement": [*others, *key_policy.deployment(ACCOUNT, suffix)]}

    return lambda document: each_policy(deployed)(named(document))


def is_deployment(statement: Mapping[str, Any]) -> bool:
    """Whether a key policy has the statement for the role that manages the environment."""
    return str(statement.get("Sid")).startswith(("Deployment", "KeepEnvironment"))


CAREFUL: dict[str, Change] = {
    "constructs renamed": renamed,
    "functions renamed": in_words(
        lambda text: text.replace("webhook-processor-dev", "api-keeper-dev").replace(
            "data-processor-dev", "watcher-dev"
        )
    ),
    "numbers as texts": each_resource(as_texts),
    "statements in another order, without names": each_policy(backwards_without_names),
    "no lists of one": each_policy(without_lists_of_one),
    "two policies for a role": in_two_policies,
    "another environment": of_environment("pr-7"),
    "an environment named by its time": of_environment("202611211430"),
    "an environment with the shortest name": of_environment("x"),
    "another exchange": in_words(lambda text: text.replace("binance", "bybit")),
    "a longer address of an exchange": in_words(
        lambda text: text.replace("api.kraken.com", "api.kraken.com/0/public/MarketData/Ticker")
    ),
}


@pytest.mark.parametrize("change", CAREFUL.values(), ids=CAREFUL.keys())
def test_a_careful_change_is_found_by_no_policy(
    documents: Mapping[str, Document], change: Change
) -> None:
    changed = {name: change(document) for name, document in documents.items()}

    assert changed != documents
    assert [finding for name in changed for finding in findings(name, changed[name])] == []
