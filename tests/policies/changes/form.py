"""Changes to what a stack consists of: its blocks, names, references, alarms and subscribers.

What is expected stood here before any of it was tried.
"""

import json
from typing import Any

from tests.pipelines import CRYPTO, MARKET
from tests.policies.changes.change import Apply, Change, Documents, put, refused, right, wrong

SETTINGS = "resource/aws_api_gateway_method_settings/price-webhooks-throttle/settings"
QUEUE = "resource/aws_sqs_queue/market-data-queue-queue"
ALIAS = "resource/aws_kms_alias/key-market-data-alias"
ALARM = "resource/aws_cloudwatch_metric_alarm/alarms-price-enricher-errors"
ROLE = "resource/aws_iam_role/data-processor-role"
TABLE = "resource/aws_dynamodb_table/market-alerts-table"
FUNCTION = "resource/aws_lambda_function/data-processor-function"
ENRICHER = "resource/aws_iam_role_policy/price-enricher-permissions/policy"
SUCCESS = "${aws_sns_topic.price-updates-success-topic.arn}"
SUBSCRIPTION = "resource/aws_sns_topic_subscription/research"
PERMISSIONS = "resource/aws_lambda_permission"
PINS = "terraform/required_providers/aws"
PARTITION = "${data.aws_partition.partition.partition}"
ACCOUNT = "${data.aws_caller_identity.current.account_id}"
TRUST = {
    "actions": ["sts:AssumeRole"],
    "principals": [{"type": "Service", "identifiers": ["lambda.amazonaws.com"]}],
    "condition": [{"test": "StringEquals", "variable": "aws:SourceAccount", "values": [ACCOUNT]}],
}
BUCKET = {
    "bucket": "states",
    "key": f"{MARKET}/dev.tfstate",
    "region": "us-east-1",
    "use_lockfile": True,
}


def trusts(statement: dict[str, Any]) -> tuple[Apply, Apply]:
    """The trust of the role as a data source writes it."""
    return (
        put(MARKET, "data/aws_iam_policy_document/trust/statement", [statement]),
        put(MARKET, f"{ROLE}/assume_role_policy", "${data.aws_iam_policy_document.trust.json}"),
    )


def also_allows(action: str, resource: str) -> Apply:
    """One more statement for the enricher."""

    def apply(documents: Documents) -> None:
        *_, kind, name, _ = ENRICHER.split("/")
        held = documents[CRYPTO]["resource"][kind][name]
        policy = json.loads(held["policy"])
        policy["Statement"] += [{"Effect": "Allow", "Action": action, "Resource": resource}]
        held["policy"] = json.dumps(policy)

    return apply


def subscribes(endpoint: str) -> Apply:
    """Another team's queue subscribes to the topic of enriched prices."""
    body = {"topic_arn": SUCCESS, "protocol": "sqs", "endpoint": endpoint}
    return put(CRYPTO, SUBSCRIPTION, body)


def with_nothing(documents: Documents) -> None:
    """Every resource of both stacks holds a null and an empty list."""
    for document in documents.values():
        for named in document["resource"].values():
            for body in named.values():
                body |= {"count": None, "provisioner": [], "timeouts": None, "vpc_config": []}


def without_partition(documents: Documents) -> None:
    """ARNs begin with the partition's name."""
    for name, document in documents.items():
        documents[name] = json.loads(json.dumps(document).replace(PARTITION, "aws"))


def comments(documents: Documents) -> None:
    """A function has a variable by the name of comments."""
    _, kind, name = FUNCTION.split("/")
    documents[MARKET]["resource"][kind][name]["environment"]["variables"]["//"] = "x"


def asserts(condition: str, data: str = "aws_region") -> Apply:
    """A check that reads a data source of its own."""
    assertion = {"condition": condition, "error_message": "elsewhere"}
    return put(MARKET, "check/here", {"data": {data: {"here": {}}}, "assert": [assertion]})


LEGITIMATE: list[Change] = [
    right("a function gets more memory", put(MARKET, f"{FUNCTION}/memory_size", 1024)),
    right("a data source writes a trust", *trusts(TRUST)),
    right(
        "a name is joined", put(MARKET, f"{ALIAS}/name", '${join("/", ["alias", "prices-dev"])}')
    ),
    right(
        "a name is formatted", put(MARKET, f"{ALIAS}/name", '${format("alias/%s-dev", "prices")}')
    ),
    right("an alarm looks at one minute", put(CRYPTO, f"{ALARM}/evaluation_periods", 1)),
    right(
        "an alarm ends after three good minutes",
        put(CRYPTO, f"{ALARM}/evaluation_periods", 3),
    ),
    right(
        "another team's queue subscribes to enriched prices",
        subscribes(f"arn:aws:sqs:us-east-1:{ACCOUNT}:research-dev"),
    ),
    right(
        "a mapping names its function by name",
        put(
            CRYPTO,
            "resource/aws_lambda_event_source_mapping/crypto-prices-stream-mapping/function_name",
            "${aws_lambda_function.price-enricher-function.function_name}",
        ),
    ),
    right("the partition is written out", without_partition),
    right("null and empty lists", with_nothing),
    right(
        "null and empty lists beside the resources",
        put(MARKET, "provider/aws/0/ignore_tags", []),
        put(MARKET, "provider/aws/0/assume_role", None),
        put(MARKET, "locals", None),
    ),
    right(
        "a table moves to another construct",
        put(
            MARKET,
            "moved",
            [{"from": "aws_dynamodb_table.alerts", "to": "aws_dynamodb_table.market-alerts-table"}],
        ),
    ),
    right(
        "one more output",
        put(MARKET, "output/role", {"value": "${aws_iam_role.data-processor-role.arn}"}),
    ),
    right(
        "an output says what it is and hides its value",
        put(MARKET, "output/dlq_url/description", "Where 100 % of the failures go"),
        put(MARKET, "output/dlq_url/sensitive", True),
    ),
    right("a check of the region", asserts("${data.aws_region.here.name}")),
    right(
        "the version of Terraform is bounded",
        put(CRYPTO, "terraform/required_version", ">= 1.11, < 2.0"),
    ),
    right(
        "a function reads single items",
        also_allows("dynamodb:GetItem", "${aws_dynamodb_table.crypto-prices-table.arn}"),
    ),
    right("the provider by its full source", put(MARKET, f"{PINS}/source", "hashicorp/aws")),
    right("the state in a bucket", put(MARKET, "terraform/backend", {"s3": BUCKET})),
    right("the region is looked up", put(CRYPTO, "data/aws_region/here", {})),
    right(
        "a queue is declared before its function",
        put(MARKET, f"{FUNCTION}/depends_on/+", "aws_sqs_queue.market-data-queue-queue"),
    ),
    right("a default tag more", put(MARKET, "provider/aws/0/default_tags/0/tags/Review", "yearly")),
]
BAD: list[Change] = [
    wrong(
        "raw request data is logged",
        "api_gateway_stage_logs_no_request_data",
        put(CRYPTO, f"{SETTINGS}/data_trace_enabled", True),
    ),
    wrong(
        "two permissions of a function with one statement id",
        "resource_name_is_unique",
        put(
            CRYPTO,
            f"{PERMISSIONS}/webhook-processor-subscription-permission/statement_id",
            "price-enricher-logs-invoke",
        ),
    ),
    wrong(
        "a role with the name of another stack's role",
        "resource_name_is_unique",
        put(MARKET, f"{ROLE}/name", "price-enricher-role-dev"),
    ),
    wrong(
        "a tag with the time of the run",
        "resource_has_required_tags",
        put(MARKET, "provider/aws/0/default_tags/0/tags/Team", "${timestamp()}"),
    ),
    wrong(
        "another role for the state",
        "resource_is_kept_in_its_own_state",
        put(MARKET, "terraform/backend", {"s3": {**BUCKET, "role_arn": "x"}}),
    ),
    wrong(
        "any newer provider", "stack_pins_its_provider", put(MARKET, f"{PINS}/version", ">= 5.100")
    ),
    wrong(
        "a data source trusts everybody",
        "iam_role_trusts_only_its_service",
        *trusts({**TRUST, "principals": [{"type": "*", "identifiers": ["*"]}]}),
    ),
    wrong(
        "a format with the suffix of another environment",
        "resource_name_ends_in_suffix",
        put(MARKET, f"{ALIAS}/name", '${format("alias/%s-prod", "prices")}'),
    ),
    wrong(
        "an alarm waits for five bad minutes",
        "cloudwatch_alarm_alarms_within_five_minutes",
        put(CRYPTO, f"{ALARM}/datapoints_to_alarm", 5),
    ),
    wrong(
        "a queue of another region subscribes",
        "resource_is_in_one_region sns_topic_delivers_to_its_subscribers",
        subscribes(f"arn:aws:sqs:eu-west-1:{ACCOUNT}:research-dev"),
    ),
    wrong(
        "a function reads a table of another stack",
        "iam_policy_has_no_unused_rights iam_policy_matches_resources_to_actions",
        also_allows("dynamodb:GetItem", f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/other-dev"),
    ),
    refused(
        "a table is replaced whenever its function changes",
        "only create_before_destroy, ignore_changes, prevent_destroy are admitted",
        put(
            MARKET,
            f"{TABLE}/lifecycle",
            {"replace_triggered_by": ["aws_lambda_function.data-processor-function"]},
        ),
    ),
    refused(
        "all changes are ignored",
        "it is not a list of attributes",
        put(MARKET, f"{TABLE}/lifecycle", {"ignore_changes": "all"}),
    ),
    refused(
        "a resource that only runs a command",
        "is no resource type of the provider aws",
        put(MARKET, "resource/terraform_data/run", {"input": "x"}),
    ),
    refused(
        "a file of the machine becomes an object",
        "it names no archive of this stack",
        put(MARKET, "resource/aws_s3_object/secrets", {"source": "/etc/passwd"}),
    ),
    refused(
        "a second provider",
        "$.provider.aws: it is not one object",
        put(MARKET, "provider/aws/+", {"region": "us-east-1", "alias": "second"}),
    ),
    refused(
        "a dependency that is computed",
        "it names nothing that this file declares",
        put(MARKET, f"{FUNCTION}/depends_on/+", "${aws_sqs_queue.market-data-queue-queue}"),
    ),
    refused(
        "a move out of a module",
        "it is not from and to, each type.name",
        put(MARKET, "moved", [{"from": "module.a.aws_sqs_queue.q", "to": "aws_sqs_queue.q"}]),
    ),
    refused(
        "an experiment of the language",
        "$.terraform.experiments",
        put(MARKET, "terraform/experiments", ["a"]),
    ),
    refused("a variable", "$.variable", put(MARKET, "variable/suffix", {"default": "prod"})),
    refused(
        "a comment that Terraform evaluates",
        "within a value // is no comment for Terraform",
        comments,
    ),
    refused(
        "a description that runs backwards",
        "the text holds the invisible character U+202E",
        put(MARKET, f"{FUNCTION}/description", "prices \u202e"),
    ),
    refused(
        "a join that reads a file",
        "is no plain reference",
        put(MARKET, f"{FUNCTION}/description", '${join("-", [file("/etc/passwd")])}'),
    ),
    refused("a check that computes", "is no plain reference", asserts('${can(regex("a", "b"))}')),
    refused(
        "a check that reads the caller's session",
        'the data source "aws_iam_session_context" is not admitted',
        asserts("${data.aws_iam_session_context.here.id}", "aws_iam_session_context"),
    ),
    refused(
        "an output with a condition",
        "an output is an object with value",
        put(MARKET, "output/dlq_url/precondition", [{"condition": True, "error_message": "a"}]),
    ),
    refused(
        "imports of all that there are",
        "$.import[0]: it is not to (type.name) and id",
        put(MARKET, "import", [{"for_each": ["a"], "to": "aws_sqs_queue.q", "id": "a"}]),
    ),
]
