"""Another account that is let in is a danger by name, wherever and however it is written."""

import json
from dataclasses import replace
from typing import Any

import pytest

from gitops.plans import synthesis
from gitops.plans.danger import ANY_ACCOUNT, OTHER_ACCOUNT, DangerousChange, of_change
from gitops.plans.differences import UNKNOWN
from gitops.review.comment import render
from gitops.review.comment_model import CommentModel
from tests.gitops.plans.documents import Document, changed, created, plan, updated

OWN, OTHER = "111122223333", "444455556666"
ROLE, PERMISSION = "aws_iam_role.r", "aws_lambda_permission.p"


def _trust(principal: Any, effect: str = "Allow", **more: Any) -> str:
    one = {"Effect": effect, "Action": "sts:AssumeRole", "Principal": principal, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [one]})


def _root(account: str) -> Document:
    return {"AWS": f"arn:aws:iam::{account}:root"}


def _of(change: Document, account: str = OWN) -> DangerousChange | None:
    (found,) = plan(change).changes
    return of_change(found, account)


FOREIGN = [
    {"AWS": OTHER},
    _root(OTHER),
    {"AWS": [f"arn:aws:iam::{OWN}:root", f"arn:aws-cn:iam::{OTHER}:role/x"]},
    {"Federated": f"arn:aws:iam::{OTHER}:saml-provider/x"},
]


@pytest.mark.parametrize("principal", FOREIGN)
def test_a_role_that_trusts_another_account_is_a_danger(principal: Document) -> None:
    before, after = _trust(_root(OWN)), _trust(principal)
    for change in (
        created(ROLE, assume_role_policy=after),
        updated(ROLE, {"assume_role_policy": before}, {"assume_role_policy": after}),
    ):
        found = _of(change)

        assert found is not None
        assert OTHER_ACCOUNT in found.titles
        assert found.is_wide
        assert OTHER in "".join(one.after for one in found.differences)


@pytest.mark.parametrize(
    "change",
    [
        created(PERMISSION, principal=OTHER),
        created(PERMISSION, principal="s3.amazonaws.com", source_account=OTHER),
        created(PERMISSION, principal="s3.amazonaws.com", source_arn=f"arn:aws:s3:eu:{OTHER}:x"),
        created("aws_db_snapshot.s", shared_accounts=[OTHER]),
        created("aws_db_snapshot.s", shared_accounts=["all"]),
        created("aws_ami_launch_permission.p", account_id=OTHER),
        created("aws_snapshot_create_volume_permission.p", account_id=OTHER),
        created("aws_eks_access_entry.e", principal_arn=f"arn:aws:iam::{OTHER}:role/x"),
        created("aws_vpc_peering_connection.v", peer_owner_id=OTHER),
        created("aws_sqs_queue.q", policy=_trust(
            {"Service": "s3.amazonaws.com"},
            Condition={"StringEquals": {"aws:SourceAccount": OTHER}},
        )),
    ],
)  # fmt: skip
def test_so_is_whatever_else_lets_it_in(change: Document) -> None:
    found = _of(change)

    assert found is not None
    assert found.is_wide


@pytest.mark.parametrize(
    "policy",
    [
        _trust(_root(OWN)),
        _trust({"AWS": OWN}),
        _trust({"Service": "lambda.amazonaws.com"}),
        _trust(_root(OTHER), effect="Deny"),
        _trust({"AWS": "${aws_iam_role.r.arn}"}),
    ],
)
def test_the_own_account_is_none(policy: str) -> None:
    assert _of(created(ROLE, assume_role_policy=policy)) is None


def test_without_a_known_account_each_one_is_named() -> None:
    found = _of(created(ROLE, assume_role_policy=_trust(_root(OWN))), account="")

    assert found is not None
    assert found.titles[0] == ANY_ACCOUNT


def test_the_own_account_is_read_from_what_exists() -> None:
    existing = [
        {"mode": "data", "values": {"arn": f"arn:aws:iam::{OTHER}:role/x"}},
        {"mode": "managed", "values": {"arn": f"arn:aws:sqs:eu-west-1:{OWN}:q"}},
        {"mode": "managed", "values": {"arn": None}},
    ]
    state = {"values": {"root_module": {"resources": existing}}}
    new = plan(created("aws_iam_role.r", assume_role_policy=_trust(_root(OWN))))
    old = plan(prior_state=state)

    assert (new.account, old.account) == ("", OWN)
    assert OTHER_ACCOUNT not in render(CommentModel("dev", [new, old]))
    assert ANY_ACCOUNT in render(CommentModel("dev", [new]))


def test_the_own_account_is_what_the_plan_has_asked_for() -> None:
    """Of a first deploy nothing exists yet."""
    identity = {"mode": "data", "type": "aws_caller_identity", "values": {"account_id": OWN}}
    foreign = {"mode": "managed", "values": {"arn": f"arn:aws:sqs:eu-west-1:{OTHER}:q"}}
    state = {"values": {"root_module": {"resources": [foreign, identity]}}}

    assert plan(prior_state=state).account == OWN


DOCUMENT = "data.aws_iam_policy_document.d"
STATEMENT = {
    "actions": ["sts:AssumeRole"],
    "principals": [{"type": "AWS", "identifiers": [f"arn:aws:iam::{OTHER}:root"]}],
}


def _read(statement: Document) -> Document:
    """A data source that is read during the apply only."""
    found = changed(
        DOCUMENT, ["read"], None, {"statement": [statement]}, unknown={"json": True, "id": True}
    )
    return {**found, "type": "aws_iam_policy_document", "name": "d", "mode": "data"}


def test_a_policy_that_a_data_source_writes_during_the_apply_is_a_danger() -> None:
    found = _of(_read(STATEMENT))

    assert found is not None
    assert found.is_wide
    assert found.titles[0] == OTHER_ACCOUNT
    assert {one.steps[0] for one in found.differences} == {"statement"}


@pytest.mark.parametrize(
    ("statement", "wide"),
    [
        ({"actions": ["*"]}, True),
        ({"actions": ["s3:*"], "resources": ["*"]}, True),
        ({"not_actions": ["s3:*"]}, True),
        ({"actions": ["s3:GetObject"], "principals": [{"type": "*", "identifiers": ["*"]}]}, True),
        ({"effect": "Deny", "actions": ["*"]}, False),
        ({"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::b/*"]}, False),
    ],
)
def test_it_is_wide_as_a_written_policy_is(statement: Document, wide: bool) -> None:
    found = _of(_read(statement))

    assert found is not None
    assert found.is_wide is wide


def test_what_the_synthesized_json_knows_of_it_counts() -> None:
    (read,) = plan(_read({})).changes
    block = {"data": {"aws_iam_policy_document": {"d": {"statement": STATEMENT}}}}
    found = synthesis.filled(replace(plan(_read({})), changes=[read]), block)
    danger = of_change(found.changes[0], OWN)

    assert danger is not None
    assert danger.is_wide
    assert UNKNOWN not in str(danger.differences)
