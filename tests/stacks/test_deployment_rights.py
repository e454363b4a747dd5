"""The roles of runs may do all that their environments take, and nothing to any other."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from stacks import boundary
from stacks.bootstrap import TRUSTED
from stacks.environment import MARKET
from tests.stacks.conftest import Document, Synthesize
from tests.stacks.iam import allows
from tests.stacks.test_bootstrap import synthesized

ACCOUNT = "123456789012"
HERE = f"us-east-1:{ACCOUNT}"
BUCKET = "arn:aws:s3:::octo-states"
KEY = f"arn:aws:kms:{HERE}:key/states"
# What references come to.
ARNS = {
    "${data.aws_caller_identity.current.account_id}": ACCOUNT,
    "${data.aws_partition.partition.partition}": "aws",
    "${aws_s3_bucket.states-bucket.arn}": BUCKET,
    "${aws_kms_key.states-key.arn}": KEY,
}
# AWS's limits, in characters without white space.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
MANAGED_POLICY, ATTACHED_POLICIES, TRUST_POLICY = 6_144, 10, 2_048


@dataclass(frozen=True)
class Needs:
    """What Terraform does to a type of resource: actions without their service, and on what."""

    arn: str
    changes: str
    reads: str = ""

    def requests(self, words: str, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Action and ARN; `{attribute}` in the ARN is the resource's."""
        arn = f"arn:aws:{self.arn}".format_map(values)
        service = arn.split(":")[2]
        for word in words.split():
            yield f"{service}:{word}", arn


GATEWAY = "apigateway:us-east-1::/restapis"
DOOR = Needs(f"{GATEWAY}/abc/x", "DELETE PATCH POST PUT", "GET")
FUNCTION = f"lambda:{HERE}:function:"
NEEDS = {
    "aws_api_gateway_deployment": DOOR,
    "aws_api_gateway_gateway_response": DOOR,
    "aws_api_gateway_integration": DOOR,
    "aws_api_gateway_integration_response": DOOR,
    "aws_api_gateway_method": DOOR,
    "aws_api_gateway_method_response": DOOR,
    "aws_api_gateway_method_settings": DOOR,
    "aws_api_gateway_request_validator": DOOR,
    "aws_api_gateway_resource": DOOR,
    "aws_api_gateway_rest_api": Needs(GATEWAY, "POST", "GET"),
    "aws_api_gateway_rest_api_policy": Needs(f"{GATEWAY}/abc", "UpdateRestApiPolicy PATCH"),
    "aws_api_gateway_stage": DOOR,
    "aws_budgets_budget": Needs(
        f"budgets::{ACCOUNT}:budget/{{name}}",
        "ModifyBudget TagResource",
        "ViewBudget ListTagsForResource",
    ),
    "aws_cloudwatch_dashboard": Needs(
        f"cloudwatch::{ACCOUNT}:dashboard/{{dashboard_name}}",
        "PutDashboard DeleteDashboards",
        "GetDashboard",
    ),
    "aws_cloudwatch_log_group": Needs(
        f"logs:{HERE}:log-group:{{name}}",
        "CreateLogGroup DeleteLogGroup AssociateKmsKey PutRetentionPolicy TagResource",
        "DescribeLogGroups ListTagsForResource",
    ),
    "aws_cloudwatch_log_metric_filter": Needs(
        f"logs:{HERE}:log-group:/aws/lambda/any-{{suffix}}",
        "PutMetricFilter DeleteMetricFilter",
        "DescribeMetricFilters",
    ),
    "aws_cloudwatch_log_subscription_filter": Needs(
        f"logs:{HERE}:log-group:/aws/lambda/any-{{suffix}}",
        "PutSubscriptionFilter DeleteSubscriptionFilter",
        "DescribeSubscriptionFilters",
    ),
    "aws_cloudwatch_metric_alarm": Needs(
        f"cloudwatch:{HERE}:alarm:{{alarm_name}}",
        "PutMetricAlarm DeleteAlarms TagResource",
        "DescribeAlarms ListTagsForResource",
    ),
    "aws_dynamodb_table": Needs(
        f"dynamodb:{HERE}:table/{{name}}",
        "CreateTable DeleteTable UpdateTable UpdateContinuousBackups UpdateTimeToLive TagResource",
        "DescribeTable DescribeContinuousBackups DescribeTimeToLive ListTagsOfResource",
    ),
    "aws_iam_role": Needs(
        f"iam::{ACCOUNT}:role/{{name}}",
        "CreateRole DeleteRole TagRole PassRole UpdateAssumeRolePolicy PutRolePermissionsBoundary",
        "GetRole ListRolePolicies ListAttachedRolePolicies ListInstanceProfilesForRole",
    ),
    "aws_iam_role_policy": Needs(
        f"iam::{ACCOUNT}:role/any-{{suffix}}", "PutRolePolicy DeleteRolePolicy", "GetRolePolicy"
    ),
    "aws_kms_alias": Needs(
        f"kms:{HERE}:{{name}}", "CreateAlias DeleteAlias UpdateAlias", "ListAliases"
    ),
    "aws_kms_key": Needs(
        f"kms:{HERE}:key/1",
        "CreateKey PutKeyPolicy EnableKeyRotation ScheduleKeyDeletion TagResource CreateGrant"
        " CreateAlias Encrypt Decrypt GenerateDataKey",
        "DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags",
    ),
    "aws_lambda_event_source_mapping": Needs(
        f"lambda:{HERE}:event-source-mapping:1",
        "CreateEventSourceMapping UpdateEventSourceMapping DeleteEventSourceMapping TagResource",
        "GetEventSourceMapping ListTags",
    ),
    "aws_lambda_function": Needs(
        f"{FUNCTION}{{function_name}}",
        "CreateFunction DeleteFunction UpdateFunctionCode UpdateFunctionConfiguration"
        " PutFunctionConcurrency DeleteFunctionConcurrency TagResource",
        "GetFunction GetFunctionCodeSigningConfig ListVersionsByFunction GetFunctionConcurrency",
    ),
    "aws_lambda_function_event_invoke_config": Needs(
        f"{FUNCTION}any-{{suffix}}",
        "PutFunctionEventInvokeConfig DeleteFunctionEventInvokeConfig",
        "GetFunctionEventInvokeConfig",
    ),
    "aws_lambda_permission": Needs(
        f"{FUNCTION}any-{{suffix}}", "AddPermission RemovePermission", "GetPolicy"
    ),
    "aws_sns_topic": Needs(
        f"sns:{HERE}:{{name}}",
        "CreateTopic DeleteTopic SetTopicAttributes TagResource",
        "GetTopicAttributes ListTagsForResource",
    ),
    "aws_sns_topic_policy": Needs(f"sns:{HERE}:any-{{suffix}}", "SetTopicAttributes"),
    "aws_sns_topic_subscription": Needs(
        f"sns:{HERE}:any-{{suffix}}", "Subscribe", "GetSubscriptionAttributes"
    ),
    "aws_sqs_queue": Needs(
        f"sqs:{HERE}:{{name}}",
        "CreateQueue DeleteQueue SetQueueAttributes TagQueue",
        "GetQueueAttributes GetQueueUrl ListQueueTags",
    ),
}
Rights = Mapping[str, list[dict[str, Any]]]
Request = tuple[str, str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Document:
    found: Document = synthesized(tmp_path_factory.mktemp("account"))["resource"]
    return found


@pytest.fixture(scope="module")
def rights(made: Document) -> Rights:
    """Role -> its statements, with the ARNs as AWS will know them."""
    return {role: [each for text in _documents(made, role) for each in text] for role in TRUSTED}


def _documents(made: Document, role: str) -> Iterator[list[dict[str, Any]]]:
    for attachment in made["aws_iam_role_policy_attachment"].values():
        if attachment["role"] == f"${{aws_iam_role.{role}-role.name}}":
            name = attachment["policy_arn"].removeprefix("${aws_iam_policy.").partition(".")[0]
            text = made["aws_iam_policy"][name]["policy"]
            for reference, arn in ARNS.items():
                text = text.replace(reference, arn)
            assert "${" not in text
            yield json.loads(text)["Statement"]


@pytest.fixture(scope="module", params=["pr-7", "dev"])
def environment(request: pytest.FixtureRequest, synthesize: Synthesize) -> tuple[str, list[Any]]:
    """A suffix, and type and values of everything that makes such an environment."""
    suffix = request.param
    settings = {"suffix": suffix, "monthly_budget_usd": 50, "operations_email": "ops@example.com"}
    documents = [
        synthesize(**settings, source_addresses={"kraken": ["192.0.2.1/32"]}),
        synthesize(MARKET, **settings),
    ]
    return suffix, [
        (kind, values)
        for document in documents
        for kind, named in document["resource"].items()
        for values in named.values()
    ]


OWNER = {"pr-7": "ephemeral", "dev": "deploy"}


def context(suffix: str) -> dict[str, str]:
    return {
        "aws:RequestTag/Environment": suffix,
        "aws:ResourceTag/Environment": suffix,
        "iam:PermissionsBoundary": boundary.arn("aws", ACCOUNT),
        "iam:PassedToService": "lambda.amazonaws.com",
        "kms:GrantIsForAWSResource": "true",
        "kms:ViaService": "dynamodb.us-east-1.amazonaws.com",
        "lambda:FunctionArn": f"arn:aws:{FUNCTION}any-{suffix}",
    }


def requests(environment: tuple[str, list[Any]], *, changes: bool) -> set[Request]:
    suffix, resources = environment
    assert {kind for kind, _ in resources} <= set(NEEDS), "say what Terraform does to a new type"
    return {
        request
        for kind, values in resources
        for request in NEEDS[kind].requests(
            NEEDS[kind].changes if changes else NEEDS[kind].reads, {**values, "suffix": suffix}
        )
    }


@pytest.mark.parametrize("changes", [True, False], ids=["change", "read"])
def test_a_role_may_do_what_its_environment_takes(
    rights: Rights, environment: tuple[str, list[Any]], changes: bool
) -> None:
    mine, asked = rights[OWNER[environment[0]]], requests(environment, changes=changes)

    assert len(asked) > len(NEEDS)
    told = context(environment[0])
    assert [each for each in sorted(asked) if not allows(mine, *each, told)] == []


def test_plans_read_everything_and_change_nothing(
    rights: Rights, environment: tuple[str, list[Any]]
) -> None:
    told = context(environment[0])
    read, changed = (requests(environment, changes=changes) for changes in (False, True))

    assert [each for each in sorted(read) if not allows(rights["plan"], *each, told)] == []
    assert [each for each in sorted(changed) if allows(rights["plan"], *each, told)] == []


def test_no_role_changes_the_environment_of_another(
    rights: Rights, environment: tuple[str, list[Any]]
) -> None:
    other = next(role for suffix, role in OWNER.items() if suffix != environment[0])
    told, asked = context(environment[0]), requests(environment, changes=True)

    assert [each for each in sorted(asked) if allows(rights[other], *each, told)] == []


@pytest.mark.parametrize("role", ["ephemeral", "deploy"])
@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("iam:CreatePolicyVersion", boundary.arn("aws", ACCOUNT)),
        ("iam:DeletePolicy", boundary.arn("aws", ACCOUNT)),
        ("iam:DeleteRolePermissionsBoundary", f"arn:aws:iam::{ACCOUNT}:role/any-{{suffix}}"),
        ("iam:AttachRolePolicy", f"arn:aws:iam::{ACCOUNT}:role/market-pipelines-deploy"),
        ("iam:UpdateAssumeRolePolicy", f"arn:aws:iam::{ACCOUNT}:role/market-pipelines-dev"),
        ("iam:CreateUser", f"arn:aws:iam::{ACCOUNT}:user/x-{{suffix}}"),
        ("s3:DeleteBucket", BUCKET),
        ("s3:PutObject", f"{BUCKET}/bootstrap/account/terraform.tfstate"),
        ("kms:ScheduleKeyDeletion", KEY),
        ("kms:PutKeyPolicy", KEY),
    ],
)
def test_no_run_leaves_its_limits(rights: Rights, role: str, action: str, resource: str) -> None:
    suffix = {"ephemeral": "pr-7", "deploy": "dev"}[role]
    # Even where IAM is told nothing but good of the request.
    told = {**context(suffix), "aws:ResourceTag/Environment": "account"}

    assert not allows(rights[role], action, resource.format(suffix=suffix), told)


@pytest.mark.parametrize("role", ["ephemeral", "deploy"])
@pytest.mark.parametrize("action", ["CreateRole", "PutRolePolicy", "PutRolePermissionsBoundary"])
@pytest.mark.parametrize("bound", [None, "arn:aws:iam::aws:policy/AdministratorAccess"])
def test_no_role_without_the_boundary(
    rights: Rights, role: str, action: str, bound: str | None
) -> None:
    suffix = {"ephemeral": "pr-7", "deploy": "dev"}[role]
    told = {k: v for k, v in context(suffix).items() if k != "iam:PermissionsBoundary"}
    if bound:
        told["iam:PermissionsBoundary"] = bound

    assert not allows(
        rights[role], f"iam:{action}", f"arn:aws:iam::{ACCOUNT}:role/any-{suffix}", told
    )


@pytest.mark.parametrize("action", ["TagRole", "CreateRole"])
def test_no_role_takes_the_tag_of_another_environment(rights: Rights, action: str) -> None:
    told = {**context("pr-7"), "aws:RequestTag/Environment": "prod"}
    resource = f"arn:aws:iam::{ACCOUNT}:role/any-pr-7"

    assert allows(rights["ephemeral"], f"iam:{action}", resource, context("pr-7"))
    assert not allows(rights["ephemeral"], f"iam:{action}", resource, told)


@pytest.mark.parametrize(
    ("role", "key", "wanted"),
    [
        ("plan", "bootstrap/account/terraform.tfstate", "r"),
        ("plan", "crypto-price-processing/prod.tfstate", "r"),
        ("ephemeral", "crypto-price-processing/pr-7.tfstate", "rwd"),
        ("ephemeral", "crypto-price-processing/pr-7.tfstate.tflock", "rwd"),
        ("ephemeral", "environments/pr-7.json", "rwd"),
        ("ephemeral", "environments/prod.json", "r"),
        ("ephemeral", "crypto-price-processing/prod.tfstate", ""),
        ("deploy", "crypto-price-processing/prod.tfstate", "rwd"),
        ("deploy", "crypto-price-processing/pr-7.tfstate", ""),
        ("deploy", "bootstrap/account/terraform.tfstate", ""),
    ],
)
def test_who_reads_writes_and_deletes_states(
    rights: Rights, role: str, key: str, wanted: str
) -> None:
    arn = f"{BUCKET}/{key}"
    under = {"kms:EncryptionContext:aws:s3:arn": arn}
    letters = {"r": "s3:GetObject", "w": "s3:PutObject", "d": "s3:DeleteObject"}
    found = "".join(one for one, action in letters.items() if allows(rights[role], action, arn, {}))

    assert found == wanted
    # A state is of no use without its key, nor the key without the state.
    assert allows(rights[role], "kms:Decrypt", KEY, under) is ("r" in wanted)
    assert allows(rights[role], "kms:GenerateDataKey", KEY, under) is ("w" in wanted)
    assert not allows(rights[role], "kms:Decrypt", KEY, {})


@pytest.mark.parametrize("role", ["plan", "deploy"])
@pytest.mark.parametrize("action", ["GetParameter", "GetParameters", "GetParametersByPath"])
def test_secrets_are_for_functions(rights: Rights, role: str, action: str) -> None:
    secret = f"arn:aws:ssm:{HERE}:parameter/market-pipelines/webhook-secret/kraken-dev"

    assert not allows(rights[role], f"ssm:{action}", secret, context("dev"))


def test_nothing_is_longer_than_aws_takes(made: Document) -> None:
    longest = max(len(each["policy"]) for each in made["aws_iam_policy"].values())
    trusts = max(len(each["assume_role_policy"]) for each in made["aws_iam_role"].values())
    attached = [each["role"] for each in made["aws_iam_role_policy_attachment"].values()]

    assert longest <= MANAGED_POLICY
    assert trusts <= TRUST_POLICY
    assert max(attached.count(role) for role in attached) <= ATTACHED_POLICIES
