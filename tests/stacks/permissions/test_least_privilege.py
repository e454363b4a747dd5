"""Every grant of a role of GitHub Actions is needed by a request that a rehearsal recorded."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from localcloud.authorization.statements import Statement
from stacks.constructs.account import Account
from stacks.permissions import key_policy
from tests.least_privilege import changes, deployment, needed, replay, updates
from tests.pipelines import CRYPTO, MARKET
from tests.stacks.conftest import Synthesize
from tests.stacks.permissions.conftest import Permissions
from tests.stacks.permissions.needs import ACCOUNT

EVERYTHING = {
    "suffix": "pr-7",
    "monthly_budget_usd": 50,
    "operations_email": "ops@example.com",
    "source_addresses": {"kraken": ["192.0.2.1/32"]},
}
# The rehearsal gives all data another key and another role, and takes a boundary away by hand.
BY_REFERENCE = {
    *("iam:PassRole", "iam:PutRolePermissionsBoundary", "kms:UpdateAlias", "logs:AssociateKmsKey"),
}
HINT = f"write the requests anew: {needed.REFRESH} (docs: CONTRIBUTING.md, A grant)"


def denied(permissions: Mapping[str, Sequence[Statement]]) -> list[str]:
    return [
        f"{each.role} may not {each.request.action} on {each.request.resource}"
        for each in needed.read(permissions)
        if not each.allowed
    ]


def faults(permissions: Mapping[str, Sequence[Statement]]) -> list[str]:
    used = replay.used(needed.read(permissions), replay.of_deployment)
    return deployment.evaluated(used)[1]


def changed(permissions: Permissions, role: str, sid: str, **values: Any) -> Permissions:
    """The permissions, of which a statement of one role has other values."""
    own = [{**each, **values} if each["Sid"] == sid else each for each in permissions[role]]
    assert own != permissions[role]
    return {**permissions, role: own}


def test_every_recorded_request_is_allowed(permissions: Permissions) -> None:
    assert denied(permissions) == [], HINT


def test_each_grant_is_needed_by_a_request_or_a_row_says_why(permissions: Permissions) -> None:
    assert faults(permissions) == [], HINT


def test_a_grant_too_many_is_named_with_its_file(permissions: Permissions) -> None:
    queues = next(each for each in permissions["deploy"] if each["Sid"] == "Queues")
    more = changed(permissions, "deploy", "Queues", Action=[*queues["Action"], "sqs:PurgeQueue"])

    found = [each for each in faults(more) if "PurgeQueue" in each]

    assert [each.partition(":")[0] for each in found] == ["market-pipelines-deploy Queues sqs"] * 2
    assert all("remove it from stacks/permissions/managing.py" in each for each in found)


@pytest.mark.parametrize("role", ["plan", "ephemeral", "deploy"])
def test_a_grant_that_is_gone_is_missed(permissions: Permissions, role: str) -> None:
    less = changed(permissions, role, "Read", Action=["sqs:ListQueues"])

    assert f"market-pipelines-{role} may not dynamodb:DescribeTable" in "\n".join(denied(less))


@pytest.mark.parametrize("stack", [CRYPTO, MARKET])
def test_of_each_attribute_it_is_known_what_its_update_asks_for(
    synthesize: Synthesize, stack: str
) -> None:
    declared = synthesize(stack, **EVERYTHING)

    assert updates.unknown(declared) == set()
    assert updates.unknown({"resource": {"aws_sqs_queue": {"q": {"fifo_queue": True}}}})


@pytest.mark.parametrize(("role", "suffix"), [("ephemeral", "pr-7"), ("deploy", "prod")])
def test_whatever_changes_in_place_the_role_that_deploys_may_change(
    permissions: Permissions, role: str, suffix: str
) -> None:
    of_its_keys = key_policy.deployment(Account(ACCOUNT, "aws"), suffix)
    granted = {
        action
        for each in (*permissions[role], *of_its_keys)
        if each["Effect"] == "Allow"
        for action in each["Action"]
    }

    assert updates.actions() - granted == set()


def test_the_rehearsal_changes_only_what_changes_in_place() -> None:
    known = updates.updates()
    changing = {
        f"{kind}.{attribute}"
        for kind, named in changes.CHANGES.items()
        for attribute in named
        if known[kind][attribute] & {updates.ANEW, updates.NOTHING}
    }

    assert changing == {"aws_api_gateway_deployment.triggers"}  # a deployment is always made anew


def test_the_rehearsal_asks_for_each_right_that_an_update_needs() -> None:
    known = updates.updates()
    asked = {
        action
        for kind, named in changes.CHANGES.items()
        for attribute in named
        for action in known[kind][attribute]
    }

    assert updates.actions() - asked == BY_REFERENCE
