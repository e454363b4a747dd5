"""The deployment roles may manage their own environments, and no others."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pytest

from stacks.bootstrap import TRUSTED
from stacks.permissions import boundary
from tests.pipelines import MARKET
from tests.stacks.conftest import Document, Synthesize
from tests.stacks.permissions.iam import allows, run
from tests.stacks.permissions.needs import ACCOUNT, FUNCTION, GATEWAY, HERE, NEEDS, TAGGING
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
Refused = Callable[[str, Iterable[Request], Mapping[str, str]], list[Request]]


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
            yield statements(made["aws_iam_policy"][name]["policy"])


def statements(text: str) -> list[dict[str, Any]]:
    """The statements of a synthesized policy, with the ARNs as AWS will know them."""
    for reference, arn in ARNS.items():
        text = text.replace(reference, arn)
    assert "${" not in text
    found: list[dict[str, Any]] = json.loads(text)["Statement"]
    return found


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


@pytest.fixture(scope="module")
def refused(permissions: Permissions, environment: tuple[str, list[Any]]) -> Refused:
    """Which of the requests a role may not make, where the keys are the environment's."""
    key = next(values["policy"] for kind, values in environment[1] if kind == "aws_kms_key")

    def found(role: str, requested: Iterable[Request], given: Mapping[str, str]) -> list[Request]:
        return [
            each
            for each in sorted(requested)
            if not allows(permissions[role], *each, given, role=run(role), key=statements(key))
        ]

    return found


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
    refused: Refused, environment: tuple[str, list[Any]], changes: bool
) -> None:
    suffix, requested = environment[0], requests(environment, changes=changes)

    assert len(requested) > len(NEEDS)
    assert refused(OWNER[suffix], requested, context(suffix)) == []


def makes(action: str, resource: str) -> bool:
    """Whether the request makes something that has no tags before, or gives it some."""
    new_api = (action, resource) == ("apigateway:POST", f"arn:aws:{GATEWAY}")
    word = action.partition(":")[2]
    return new_api or word.startswith(("Create", "Tag"))


def test_creating_needs_no_tag_on_the_resource(
    refused: Refused, environment: tuple[str, list[Any]]
) -> None:
    # KMS shows a tag to authorization up to five minutes after it was set.
    made = [
        each
        for each in requests(environment, changes=True)
        if makes(*each) or each[0].startswith("kms:")
    ]
    given = {
        key: value for key, value in context(environment[0]).items() if "ResourceTag" not in key
    }

    assert len(made) > 20
    assert refused(OWNER[environment[0]], made, given) == []


def test_changing_needs_no_tag_in_the_request(
    refused: Refused, environment: tuple[str, list[Any]]
) -> None:
    requested = [each for each in requests(environment, changes=True) if not makes(*each)]
    given = {
        key: value for key, value in context(environment[0]).items() if "RequestTag" not in key
    }

    assert len(requested) > 10
    assert refused(OWNER[environment[0]], requested, given) == []


def tagging(environment: tuple[str, list[Any]]) -> set[Request]:
    """The requests that change tags of what the environment has."""
    suffix, resources = environment
    assert {kind for kind, values in resources if "tags" in values} <= set(TAGGING)
    return {
        request
        for kind, values in resources
        if kind in TAGGING
        for request in TAGGING[kind].requests(TAGGING[kind].changes, {**values, "suffix": suffix})
    }


# The provider sends the changed tags only.
@pytest.mark.parametrize("environment_too", [True, False])
def test_a_tag_of_what_exists_may_change(
    refused: Refused, environment: tuple[str, list[Any]], environment_too: bool
) -> None:
    suffix, requested = environment[0], tagging(environment)
    given = {**context(suffix), "aws:RequestTag/Team": "treasury"}
    if not environment_too:
        del given["aws:RequestTag/Environment"]

    assert {service for action, _ in requested for service in [action.split(":")[0]]} == {
        *("apigateway", "budgets", "cloudwatch", "dynamodb", "iam", "kms"),
        *("lambda", "logs", "sns", "sqs"),
    }
    assert refused(OWNER[suffix], requested, given) == []


@pytest.mark.parametrize("tag", ["aws:RequestTag/Environment", "aws:ResourceTag/Environment"])
def test_nothing_moves_into_another_environment_by_its_tag(
    refused: Refused, environment: tuple[str, list[Any]], tag: str
) -> None:
    setting = {each for each in tagging(environment) if "Untag" not in each[0]}
    # A key policy cannot see the tag of its key.
    if "Resource" in tag:
        setting = {each for each in setting if not each[0].startswith("kms:")}
    given = {**context(environment[0]), tag: "staging"}

    assert refused(OWNER[environment[0]], setting, given) == sorted(setting)


def test_plans_read_everything_and_change_nothing(
    refused: Refused, environment: tuple[str, list[Any]]
) -> None:
    given = context(environment[0])
    read, changed = (requests(environment, changes=changes) for changes in (False, True))

    assert refused("plan", read, given) == []
    assert refused("plan", changed, given) == sorted(changed)


def test_no_role_changes_the_environment_of_another(
    refused: Refused, environment: tuple[str, list[Any]]
) -> None:
    other = next(role for suffix, role in OWNER.items() if suffix != environment[0])
    requested = requests(environment, changes=True)

    assert refused(other, requested, context(environment[0])) == sorted(requested)


READS_OF_FUNCTIONS = ("GetFunction", "GetFunctionConfiguration", "ListVersionsByFunction")


@pytest.mark.parametrize("action", READS_OF_FUNCTIONS)
@pytest.mark.parametrize(
    ("role", "readable"),
    [("plan", {"pr-7", "dev", "prod"}), ("ephemeral", {"pr-7"}), ("deploy", {"dev", "prod"})],
)
def test_a_role_reads_functions_of_its_environments_only(
    permissions: Permissions, role: str, readable: set[str], action: str
) -> None:
    found = {
        suffix
        for suffix in ("pr-7", "dev", "prod", "payroll")
        if allows(permissions[role], f"lambda:{action}", f"arn:aws:{FUNCTION}any-{suffix}", {})
    }

    assert found == readable


@pytest.mark.parametrize("suffix", ["dev", "prod", "pr-7", "payroll"])
@pytest.mark.parametrize("via", ["lambda", "dynamodb", ""])
def test_plans_decrypt_variables_of_our_functions_for_lambda_only(
    permissions: Permissions, suffix: str, via: str
) -> None:
    own = f"arn:aws:{FUNCTION}any-{suffix}"
    given = {"kms:EncryptionContext:aws:lambda:FunctionArn": own}
    if via:
        given[VIA] = f"{via}.us-east-1.amazonaws.com"

    found = allows(permissions["plan"], "kms:Decrypt", f"arn:aws:kms:{HERE}:key/1", given)

    assert found is (via == "lambda" and suffix != "payroll")


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
    ("sqs:CreateQueue", QUEUE),
    ("sqs:SendMessage", QUEUE),
    ("sqs:ReceiveMessage", QUEUE),
    ("sqs:DeleteQueue", QUEUE),
    ("dynamodb:BatchWriteItem", TABLE),
    ("dynamodb:Query", TABLE),
    ("dynamodb:Scan", TABLE),
    ("dynamodb:GetRecords", f"{TABLE}/stream/2026"),
    ("lambda:InvokeFunction", f"arn:aws:{FUNCTION}any-{{}}"),
    ("lambda:UpdateFunctionConfiguration", f"arn:aws:{FUNCTION}any-{{}}"),
    ("logs:FilterLogEvents", LINES),
    ("sns:Subscribe", f"arn:aws:sns:{HERE}:any-{{}}"),
    ("ssm:PutParameter", SECRET),
    ("ssm:GetParameters", SECRET),
    ("ssm:DeleteParameters", SECRET),
]


@pytest.mark.parametrize(("action", "resource"), EXERCISES)
def test_the_integration_tests_run_in_their_own_environment_only(
    permissions: Permissions, action: str, resource: str
) -> None:
    def may(role: str, suffix: str) -> bool:
        return allows(permissions[role], action, resource.format(suffix), context(suffix))

    assert may("ephemeral", "pr-7")
    assert not may("ephemeral", "prod")
    assert not may("plan", "pr-7")


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
