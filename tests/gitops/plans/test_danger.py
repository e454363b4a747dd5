"""Who may do what, what is exposed, which protection is on: found in any change, however large."""

import json
import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gitops.plans.changes import Kind
from gitops.plans.danger import CHANGED, DangerousChange, of_change, protection
from gitops.plans.danger_table import FILE
from gitops.review.comment import render, verdict
from gitops.review.comment_model import CommentModel
from tests.gitops.plans.documents import Document, changed, created, plan, replaced, updated
from tests.gitops.review.sections import section

GOOD = section("sqs_queue_is_encrypted", 7)
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
TITLES = {one["title"]: one["attributes"] for one in tomllib.loads(FILE.read_text())["class"]}
ACCESS, EXPOSED, PROTECTION = TITLES


def _of(change: Document) -> DangerousChange | None:
    (found,) = plan(change).changes
    return of_change(found)


def _paths(change: Document) -> list[str]:
    found = _of(change)
    return [one.path for one in found.differences] if found else []


def _above(*changes: Document, **rest: Any) -> str:
    """What a reader sees without opening anything."""
    text = render(CommentModel("dev", [plan(*changes, **rest)], evaluated=[GOOD]))
    return text.partition("<details>")[0]


def _policy(*statements: Document) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.mark.parametrize(
    ("address", "before", "after", "path", "title"),
    [
        ("aws_lambda_function.f", {"role": "a"}, {"role": ADMIN}, "role", ACCESS),
        ("aws_sqs_queue.q", {"policy": "{}"}, {"policy": "x"}, "policy", ACCESS),
        ("aws_iam_role.r", {"permissions_boundary": "b"}, {}, "permissions_boundary", ACCESS),
        ("aws_iam_role.r", {"managed_policy_arns": []}, {"managed_policy_arns": [ADMIN]},
         "managed_policy_arns", ACCESS),
        ("aws_lambda_permission.p", {"principal": "s3.amazonaws.com"}, {"principal": "*"},
         "principal", ACCESS),
        ("aws_lambda_permission.p", {"source_account": "1"}, {}, "source_account", ACCESS),
        ("aws_api_gateway_method.m", {"authorization": "AWS_IAM"}, {"authorization": "NONE"},
         "authorization", ACCESS),
        ("aws_lambda_function_url.u", {"authorization_type": "AWS_IAM"},
         {"authorization_type": "NONE"}, "authorization_type", ACCESS),
        ("aws_s3_bucket_public_access_block.b", {"block_public_acls": True},
         {"block_public_acls": False}, "block_public_acls", EXPOSED),
        ("aws_db_instance.d", {"publicly_accessible": False}, {"publicly_accessible": True},
         "publicly_accessible", EXPOSED),
        ("aws_sns_topic_subscription.s", {"endpoint": "a@b"}, {"endpoint": "c@d"}, "endpoint",
         EXPOSED),
        ("aws_vpc_security_group_ingress_rule.i", {"cidr_ipv4": "10.0.0.0/8"},
         {"cidr_ipv4": "0.0.0.0/0"}, "cidr_ipv4", EXPOSED),
        ("aws_dynamodb_table.t", {"deletion_protection_enabled": True},
         {"deletion_protection_enabled": False}, "deletion_protection_enabled", PROTECTION),
        ("aws_dynamodb_table.t", {"point_in_time_recovery": [{"enabled": True}]},
         {"point_in_time_recovery": [{"enabled": False}]}, "point_in_time_recovery[0].enabled",
         PROTECTION),
        ("aws_dynamodb_table.t", {"server_side_encryption": [{"enabled": True}]},
         {"server_side_encryption": []}, "server_side_encryption[0]", PROTECTION),
        ("aws_sqs_queue.q", {"kms_master_key_id": "k"}, {"kms_master_key_id": None},
         "kms_master_key_id", PROTECTION),
        ("aws_kms_key.k", {"enable_key_rotation": True}, {"enable_key_rotation": False},
         "enable_key_rotation", PROTECTION),
        ("aws_kms_key.k", {"deletion_window_in_days": 30}, {"deletion_window_in_days": 7},
         "deletion_window_in_days", PROTECTION),
        ("aws_cloudwatch_log_group.l", {"retention_in_days": 365}, {"retention_in_days": 1},
         "retention_in_days", PROTECTION),
        ("aws_cloudwatch_metric_alarm.a", {"alarm_actions": ["t"]}, {"alarm_actions": []},
         "alarm_actions", PROTECTION),
        ("aws_sqs_queue.q", {"redrive_policy": '{"deadLetterTargetArn": "a"}'},
         {"redrive_policy": '{"deadLetterTargetArn": "b"}'}, "redrive_policy.deadLetterTargetArn",
         PROTECTION),
        ("aws_api_gateway_rest_api.a", {"body": '{"paths": {"/x": {"security": [1]}}}'},
         {"body": '{"paths": {"/x": {"security": []}}}'}, "body.paths./x.security", ACCESS),
    ],
)  # fmt: skip
def test_each_kind_of_danger_is_above_the_folds(
    address: str, before: Document, after: Document, path: str, title: str
) -> None:
    change = updated(address, before, after)
    found = _of(change)

    assert found is not None
    assert title in found.titles
    assert _paths(change)[0].startswith(path)
    assert f"! change {address}: " in _above(change)
    assert path in _above(change)


@pytest.mark.parametrize(
    ("address", "before", "after"),
    [
        ("aws_lambda_function.f", {"timeout": 1}, {"timeout": 2}),
        ("aws_sqs_queue.q", {"visibility_timeout_seconds": 1}, {"visibility_timeout_seconds": 2}),
        ("aws_iam_role.r", {"tags": {"a": "b"}}, {"tags": {"a": "c"}}),
        ("aws_iam_role.r", {"policy": "same", "path": "a"}, {"policy": "same", "path": "b"}),
        ("aws_route53_record.r", {"ttl": 1}, {"ttl": 2}),
        ("aws_x.y", {"protocol": "a", "enable": True}, {"protocol": "b", "enable": False}),
    ],
)
def test_other_changes_are_below(address: str, before: Document, after: Document) -> None:
    assert _of(updated(address, before, after)) is None


NAMES = st.sampled_from(
    [
        name
        for patterns in TITLES.values()
        for name in patterns
        if "*" not in name and "." not in name
    ]
)


@settings(max_examples=40)
@given(NAMES, st.integers(0, 120), st.integers(0, 5), st.booleans())
def test_no_dangerous_attribute_is_only_below(
    name: str, others: int, more: int, nested: bool
) -> None:
    """However many attributes change with it, and wherever it stands in their order."""
    sides: list[Document] = []
    for side in ("old", "new"):
        attributes = {f"a{number}": side for number in range(others)}
        attributes |= {f"policy_{number}_policy_document": side for number in range(more)}
        held: Document = {name: f"{side} value"}
        sides.append({**attributes, **({"block": [held]} if nested else held)})
    change = updated("aws_x.y", sides[0], sides[1])

    assert f"{name}: " in _above(change)


@pytest.mark.parametrize("count", [1, 40, 400, 4_000])
def test_none_of_many_dangerous_changes_is_lost(count: int) -> None:
    """Each stands above the folds with its attribute, or is counted there."""
    text = _above(
        *(
            updated(f"aws_lambda_function.f{number}", {"role": "a"}, {"role": f"b{number}"})
            for number in range(count)
        ),
        updated("aws_lambda_permission.p", {"principal": "a"}, {"principal": "*"}),
    )
    listed = text.count("! change aws_lambda_function")
    counted = text.rpartition("**… and ")[2].partition(" ")[0].replace(",", "")

    assert f"which protection is on ({count + 1:,})" in text
    assert listed + int(counted if "more that" in text else 0) == count
    assert listed == count or count > 400
    assert "! change aws_lambda_permission.p" in text


def test_a_thousand_destroyed_resources_leave_room_for_who_may_do_what() -> None:
    destroys = [changed(f"aws_x.r{n}", ["delete"], {"id": "x" * 90}, None) for n in range(3_000)]
    text = _above(*destroys, updated("aws_lambda_function.f", {"role": "a"}, {"role": ADMIN}))

    assert "! change aws_lambda_function.f" in text
    assert ADMIN in text


def test_the_widest_comes_first() -> None:
    rows = [{"Sid": f"S{n}", "Effect": "Allow", "Action": "s3:Get", "Resource": "*"} for n in "ab"]
    wide = {"Sid": "Z", "Effect": "Allow", "Action": "*", "Resource": "*"}
    change = updated("aws_iam_policy.p", {"policy": _policy()}, {"policy": _policy(*rows, wide)})

    assert _paths(change)[0] == "policy.Statement[Z]"


@pytest.mark.parametrize("action", ["iam:*", "*"])
def test_every_action_of_a_service_is_wide_in_a_statement_that_exists(action: str) -> None:
    sides = [
        _policy({"Sid": "S", "Effect": "Allow", "Action": some, "Resource": "*"})
        for some in ("s3:Get", ["s3:Get", action])
    ]
    found = _of(updated("aws_iam_policy.p", {"policy": sides[0]}, {"policy": sides[1]}))

    assert found is not None
    assert found.is_wide


@pytest.mark.parametrize(
    ("address", "after", "paths"),
    [
        ("aws_iam_role_policy_attachment.a", {"policy_arn": ADMIN}, ["policy_arn"]),
        ("aws_lambda_permission.p", {"principal": "*"}, ["principal"]),
        ("aws_db_instance.d", {"publicly_accessible": True}, ["publicly_accessible"]),
        ("aws_security_group.g", {"ingress": [{"cidr_blocks": ["0.0.0.0/0"], "to_port": 22}]},
         ["ingress[0].cidr_blocks[0]"]),
        ("aws_api_gateway_method.m", {"authorization": "NONE"}, ["authorization"]),
        ("aws_iam_user.u", {"name": "u"}, []),
        ("aws_ami_launch_permission.p", {"group": "all"}, ["group"]),
        ("aws_network_acl_rule.r", {"ipv6_cidr_block": "::/0"}, ["ipv6_cidr_block"]),
        ("aws_ec2_managed_prefix_list.l", {"entry": [{"cidr": "0.0.0.0/0"}]}, ["entry[0].cidr"]),
        ("aws_vpc_security_group_ingress_rule.i", {"cidr_ipv4": "0.0.0.0/1"}, ["cidr_ipv4"]),
        ("aws_vpc_security_group_ingress_rule.i", {"cidr_ipv4": "10.0.0.0/9"}, None),
        ("aws_lambda_permission.p", {"function_url_auth_type": "NONE"},
         ["function_url_auth_type"]),
        ("aws_cognito_identity_pool.p", {"allow_unauthenticated_identities": True},
         ["allow_unauthenticated_identities"]),
        ("aws_lambda_permission.p", {"principal": "s3.amazonaws.com"}, None),
        ("aws_security_group.g", {"ingress": [{"cidr_blocks": ["10.0.0.0/8"]}]}, None),
        ("aws_db_instance.d", {"publicly_accessible": False}, None),
        ("aws_x.y", {"description": "*"}, None),
    ],
)  # fmt: skip
def test_of_what_is_new_only_the_wide_is_a_danger(
    address: str, after: Document, paths: list[str] | None
) -> None:
    found = _of(created(address, **after))

    assert (None if found is None else [one.path for one in found.differences]) == paths


ROOT = {"AWS": "arn:aws:iam::123456789012:root"}


@pytest.mark.parametrize(
    ("statement", "is_wide"),
    [
        ({"Action": "*", "Resource": "*"}, True),
        ({"Action": ["s3:GetObject", "iam:*"], "Resource": ["*"]}, True),
        ({"NotAction": "iam:*", "Resource": "*"}, True),
        ({"Action": "s3:GetObject", "Principal": "*", "Resource": "*"}, True),
        ({"Action": "s3:GetObject", "Principal": {"AWS": ["*"]}, "Resource": "*"}, True),
        ({"Action": "sts:AssumeRoleWithSAML", "Principal": {"Federated": "*"}}, True),
        ({"Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}, False),
        ({"Action": "s3:GetObject", "NotPrincipal": ROOT, "Resource": "*"}, True),
        ({"Effect": "Deny", "Action": "*", "Principal": "*", "Resource": "*"}, False),
        ({"Action": "kms:*", "Principal": ROOT, "Resource": "*"}, False),
        ({"Action": "s3:*", "Resource": "arn:aws:s3:::b/*"}, False),
        ({"Action": "s3:GetObject", "Resource": "*"}, False),
        ({"Action": 7, "Principal": ["*"], "Resource": {"a": 1}}, False),
    ],
)
def test_a_new_statement_is_wide_if_anybody_or_anything_is_meant(
    statement: Document, is_wide: bool
) -> None:
    text = _policy({"Effect": "Allow", **statement})

    (change,) = plan(created("aws_iam_policy.p", policy=text)).changes

    assert (of_change(change, "123456789012") is not None) == is_wide


def test_a_role_that_becomes_admin_is_no_success() -> None:
    change = updated("aws_lambda_function.f", {"role": "a"}, {"role": ADMIN})
    model = CommentModel("dev", [plan(change)], evaluated=[GOOD])

    assert verdict(model) == "⚠️ dev: changes 1"


def test_what_was_changed_by_hand_is_a_danger_too() -> None:
    text = _above(
        resource_drift=[updated("aws_lambda_permission.p", {"principal": "a"}, {"principal": "*"})]
    )

    assert "! changed by hand aws_lambda_permission.p: who may do what\n" in text
    assert '    principal: "a" → "*"\n' in text


def test_a_replacement_may_be_dangerous_as_well() -> None:
    change = replaced("aws_x.y", ["name"], before={"role": "a"}, after={"role": "b"})

    assert _paths(change) == ["role"]


def test_a_secret_in_a_dangerous_attribute_stays_one() -> None:
    change = updated(
        "aws_x.y", {"policy": "hidden"}, {"policy": "other"}, secret_before={"policy": True}
    )

    assert "    policy: (sensitive) → (sensitive)\n" in _above(change)


def test_a_destroyed_protection_says_what_is_open() -> None:
    change = changed("aws_s3_bucket_public_access_block.b", ["delete"], {"id": "x"}, None)

    assert protection("aws_sqs_queue") == ""
    assert "**disables a protection**: the bucket can become public" in _above(change)


def test_every_kind_that_keeps_or_makes_a_resource_is_looked_at() -> None:
    assert {*Kind} - {*CHANGED, Kind.CREATE} == {Kind.DESTROY, Kind.FORGET, Kind.READ}


def test_each_pattern_has_a_reason_and_matches_something() -> None:
    for patterns in TITLES.values():
        for pattern, why in patterns.items():
            assert why
            type_, _, name = pattern.rpartition(".")
            address = f"{type_.replace('*', 'x') or 'aws_x'}.y"
            held = name.replace("*", "x")
            assert _paths(updated(address, {held: "a"}, {held: "b"})) == [held], pattern
