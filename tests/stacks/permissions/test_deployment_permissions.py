"""The deployment roles may manage their own environments, and no others."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from stacks.permissions import actions, boundary
from tests.pipelines import MARKET
from tests.stacks.conftest import Synthesize
from tests.stacks.permissions.conftest import BUCKET, KEY, Permissions, context, statements
from tests.stacks.permissions.iam import allows, run
from tests.stacks.permissions.needs import ACCOUNT, GATEWAY, NEEDS, TAGGING
from tests.stacks.synthesis import Document

# AWS's limits, in characters without white space.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
MANAGED_POLICY, ATTACHED_POLICIES, TRUST_POLICY = 6_144, 10, 2_048


Request = tuple[str, str]
Refused = Callable[[str, Iterable[Request], Mapping[str, str]], list[Request]]


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
    suffix = environment[0]
    given = context(suffix)
    read, changed = (requests(environment, changes=changes) for changes in (False, True))
    # Nobody plans the environment of a pull request.
    hidden = {each for each in read if each[0] in actions.READ_FUNCTIONS and suffix == "pr-7"}

    assert refused("plan", read, given) == sorted(hidden)
    assert refused("plan", changed, given) == sorted(changed)


def test_no_role_changes_the_environment_of_another(
    refused: Refused, environment: tuple[str, list[Any]]
) -> None:
    other = next(role for suffix, role in OWNER.items() if suffix != environment[0])
    requested = requests(environment, changes=True)

    assert refused(other, requested, context(environment[0])) == sorted(requested)


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


def test_all_policies_are_within_the_quotas_of_iam(made: Document) -> None:
    longest = max(len(each["policy"]) for each in made["aws_iam_policy"].values())
    trusts = max(len(each["assume_role_policy"]) for each in made["aws_iam_role"].values())
    attached = [each["role"] for each in made["aws_iam_role_policy_attachment"].values()]

    assert longest <= MANAGED_POLICY
    assert trusts <= TRUST_POLICY
    assert max(attached.count(role) for role in attached) <= ATTACHED_POLICIES
