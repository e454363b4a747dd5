"""The deployment roles may manage their own environments, and no others."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from stacks.bootstrap import TRUSTED
from stacks.permissions import boundary
from tests.pipelines import MARKET
from tests.stacks.conftest import Document, Synthesize
from tests.stacks.permissions.iam import allows
from tests.stacks.permissions.needs import ACCOUNT, FUNCTION, GATEWAY, HERE, NEEDS
from tests.stacks.test_bootstrap import synthesized

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


Permissions = Mapping[str, list[dict[str, Any]]]
Request = tuple[str, str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Document:
    found: Document = synthesized(tmp_path_factory.mktemp("account"))["resource"]
    return found


@pytest.fixture(scope="module")
def permissions(made: Document) -> Permissions:
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
    assert {kind for kind, _ in resources} <= set(NEEDS), (
        "add the new type to tests/stacks/permissions/needs.py"
    )
    return {
        request
        for kind, values in resources
        for request in NEEDS[kind].requests(
            NEEDS[kind].changes if changes else NEEDS[kind].reads, {**values, "suffix": suffix}
        )
    }


@pytest.mark.parametrize("changes", [True, False], ids=["change", "read"])
def test_a_role_may_manage_its_own_environments(
    permissions: Permissions, environment: tuple[str, list[Any]], changes: bool
) -> None:
    mine, requested = permissions[OWNER[environment[0]]], requests(environment, changes=changes)

    assert len(requested) > len(NEEDS)
    request_context = context(environment[0])
    assert [each for each in sorted(requested) if not allows(mine, *each, request_context)] == []


def makes(action: str, resource: str) -> bool:
    """Whether the request makes something that has no tags before, or gives it some."""
    on_keys = action in {"kms:CreateAlias", "kms:CreateGrant"}
    new_api = (action, resource) == ("apigateway:POST", f"arn:aws:{GATEWAY}")
    word = action.partition(":")[2]
    return new_api or (word.startswith(("Create", "Tag")) and not on_keys)


def test_creating_needs_no_tag_on_the_resource(
    permissions: Permissions, environment: tuple[str, list[Any]]
) -> None:
    suffix, mine = environment[0], permissions[OWNER[environment[0]]]
    made = [each for each in sorted(requests(environment, changes=True)) if makes(*each)]
    request_context = {
        key: value for key, value in context(suffix).items() if "ResourceTag" not in key
    }

    assert len(made) > 10
    assert [each for each in made if not allows(mine, *each, request_context)] == []


def test_changing_needs_no_tag_in_the_request(
    permissions: Permissions, environment: tuple[str, list[Any]]
) -> None:
    suffix, mine = environment[0], permissions[OWNER[environment[0]]]
    requested = [each for each in sorted(requests(environment, changes=True)) if not makes(*each)]
    request_context = {
        key: value for key, value in context(suffix).items() if "RequestTag" not in key
    }

    assert len(requested) > 10
    assert [each for each in requested if not allows(mine, *each, request_context)] == []


def test_plans_read_everything_and_change_nothing(
    permissions: Permissions, environment: tuple[str, list[Any]]
) -> None:
    request_context = context(environment[0])
    read, changed = (requests(environment, changes=changes) for changes in (False, True))

    assert [
        each for each in sorted(read) if not allows(permissions["plan"], *each, request_context)
    ] == []
    assert [
        each for each in sorted(changed) if allows(permissions["plan"], *each, request_context)
    ] == []


def test_no_role_changes_the_environment_of_another(
    permissions: Permissions, environment: tuple[str, list[Any]]
) -> None:
    other = next(role for suffix, role in OWNER.items() if suffix != environment[0])
    request_context, requested = context(environment[0]), requests(environment, changes=True)

    assert [
        each for each in sorted(requested) if allows(permissions[other], *each, request_context)
    ] == []


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
def test_no_run_escapes_its_limits(
    permissions: Permissions, role: str, action: str, resource: str
) -> None:
    suffix = {"ephemeral": "pr-7", "deploy": "dev"}[role]
    # Even with every condition key of the request in favour of it.
    request_context = {**context(suffix), "aws:ResourceTag/Environment": "account"}

    assert not allows(permissions[role], action, resource.format(suffix=suffix), request_context)


@pytest.mark.parametrize("role", ["ephemeral", "deploy"])
@pytest.mark.parametrize("action", ["CreateRole", "PutRolePolicy", "PutRolePermissionsBoundary"])
@pytest.mark.parametrize("bound", [None, "arn:aws:iam::aws:policy/AdministratorAccess"])
def test_no_role_is_created_without_the_boundary(
    permissions: Permissions, role: str, action: str, bound: str | None
) -> None:
    suffix = {"ephemeral": "pr-7", "deploy": "dev"}[role]
    request_context = {k: v for k, v in context(suffix).items() if k != "iam:PermissionsBoundary"}
    if bound:
        request_context["iam:PermissionsBoundary"] = bound

    assert not allows(
        permissions[role],
        f"iam:{action}",
        f"arn:aws:iam::{ACCOUNT}:role/any-{suffix}",
        request_context,
    )


@pytest.mark.parametrize("action", ["TagRole", "CreateRole"])
def test_no_role_gets_the_tag_of_another_environment(permissions: Permissions, action: str) -> None:
    request_context = {**context("pr-7"), "aws:RequestTag/Environment": "prod"}
    resource = f"arn:aws:iam::{ACCOUNT}:role/any-pr-7"

    assert allows(permissions["ephemeral"], f"iam:{action}", resource, context("pr-7"))
    assert not allows(permissions["ephemeral"], f"iam:{action}", resource, request_context)


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
    permissions: Permissions, role: str, key: str, wanted: str
) -> None:
    arn = f"{BUCKET}/{key}"
    under = {"kms:EncryptionContext:aws:s3:arn": arn}
    letters = {"r": "s3:GetObject", "w": "s3:PutObject", "d": "s3:DeleteObject"}
    found = "".join(
        one for one, action in letters.items() if allows(permissions[role], action, arn, {})
    )

    assert found == wanted
    # A state is of no use without its key, nor the key without the state.
    assert allows(permissions[role], "kms:Decrypt", KEY, under) is ("r" in wanted)
    assert allows(permissions[role], "kms:GenerateDataKey", KEY, under) is ("w" in wanted)
    assert not allows(permissions[role], "kms:Decrypt", KEY, {})


VIA = "kms:ViaService"
QUEUE, TABLE = f"arn:aws:sqs:{HERE}:any-{{}}", f"arn:aws:dynamodb:{HERE}:table/prices-{{}}"
SECRET = f"arn:aws:ssm:{HERE}:parameter/market-pipelines/webhook-secret/kraken-{{}}"
LINES = f"arn:aws:logs:{HERE}:log-group:/aws/lambda/any-{{}}:*"
# What the integration tests do, besides making and destroying the environment.
EXERCISES = [
    ("sqs:CreateQueue", QUEUE, {}),
    ("sqs:SendMessage", QUEUE, {}),
    ("sqs:ReceiveMessage", QUEUE, {}),
    ("sqs:DeleteQueue", QUEUE, {}),
    ("kms:GenerateDataKey", f"arn:aws:kms:{HERE}:key/1", {VIA: "sqs.us-east-1.amazonaws.com"}),
    ("dynamodb:BatchWriteItem", TABLE, {}),
    ("dynamodb:Query", TABLE, {}),
    ("dynamodb:Scan", TABLE, {}),
    ("dynamodb:GetRecords", f"{TABLE}/stream/2026", {}),
    ("kms:Decrypt", f"arn:aws:kms:{HERE}:key/1", {VIA: "dynamodb.us-east-1.amazonaws.com"}),
    ("lambda:InvokeFunction", f"arn:aws:{FUNCTION}any-{{}}", {}),
    ("lambda:UpdateFunctionConfiguration", f"arn:aws:{FUNCTION}any-{{}}", {}),
    ("logs:FilterLogEvents", LINES, {}),
    ("sns:Subscribe", f"arn:aws:sns:{HERE}:any-{{}}", {}),
    ("ssm:PutParameter", SECRET, {}),
    ("ssm:GetParameters", SECRET, {}),
    ("ssm:DeleteParameters", SECRET, {}),
    ("kms:Encrypt", f"arn:aws:kms:{HERE}:key/1", {VIA: "ssm.us-east-1.amazonaws.com"}),
    ("kms:Decrypt", f"arn:aws:kms:{HERE}:key/1", {VIA: "ssm.us-east-1.amazonaws.com"}),
]


@pytest.mark.parametrize(("action", "resource", "more"), EXERCISES)
def test_the_integration_tests_run_in_their_own_environment_only(
    permissions: Permissions, action: str, resource: str, more: dict[str, str]
) -> None:
    def may(role: str, suffix: str) -> bool:
        request_context = {**context(suffix), **more}
        return allows(permissions[role], action, resource.format(suffix), request_context)

    assert may("ephemeral", "pr-7")
    assert not may("ephemeral", "prod")
    assert not may("plan", "pr-7")


def test_a_key_of_ones_own_is_used_through_services_only(permissions: Permissions) -> None:
    request_context = {key: value for key, value in context("pr-7").items() if key != VIA}

    assert not allows(
        permissions["ephemeral"], "kms:Decrypt", f"arn:aws:kms:{HERE}:key/1", request_context
    )


@pytest.mark.parametrize("role", ["plan", "deploy"])
@pytest.mark.parametrize("action", ["GetParameter", "GetParameters", "GetParametersByPath"])
def test_only_the_ephemeral_role_reads_secrets(
    permissions: Permissions, role: str, action: str
) -> None:
    secret = f"arn:aws:ssm:{HERE}:parameter/market-pipelines/webhook-secret/kraken-dev"

    assert not allows(permissions[role], f"ssm:{action}", secret, context("dev"))


def test_all_policies_are_within_the_quotas_of_iam(made: Document) -> None:
    longest = max(len(each["policy"]) for each in made["aws_iam_policy"].values())
    trusts = max(len(each["assume_role_policy"]) for each in made["aws_iam_role"].values())
    attached = [each["role"] for each in made["aws_iam_role_policy_attachment"].values()]

    assert longest <= MANAGED_POLICY
    assert trusts <= TRUST_POLICY
    assert max(attached.count(role) for role in attached) <= ATTACHED_POLICIES
