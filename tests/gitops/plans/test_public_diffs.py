"""Differences that people could not read, or did not see, each from a public report."""

import json
from typing import Any

import pytest

from gitops.plans import synthesis
from gitops.plans.differences import differences
from gitops.review import attributes
from gitops.review.comment import render
from gitops.review.comment_model import CommentModel
from tests.gitops.plans.documents import Document, plan, replaced, updated

GROUP = "aws_security_group"


def _lines(type_: str, before: Document, after: Document) -> list[str]:
    found = differences({"before": before, "after": after}, type_=type_)
    return [line for one in found for line in attributes.lines(one)]


def _text(*changes: Document) -> str:
    return render(CommentModel("dev", [plan(*changes)]))


def _rule(port: int, *blocks: str, groups: list[str] | None = None) -> Document:
    return {
        "protocol": "tcp", "from_port": port, "to_port": port, "description": "", "self": False,
        "cidr_blocks": list(blocks), "ipv6_cidr_blocks": [], "security_groups": groups or [],
    }  # fmt: skip


def test_more_addresses_of_a_rule() -> None:
    """https://github.com/hashicorp/terraform/issues/7817: two rules, removed and added whole."""
    three = ["172.23.4.0/22", "208.137.6.0/24", "68.233.167.160/28"]
    before = {"ingress": [_rule(8080, *three), _rule(8181, *three)]}
    after = {"ingress": [_rule(8080, *three, "10.1.0.0/16"), _rule(8181, *three)]}

    assert _lines(GROUP, before, after) == [
        '+   ingress[tcp 8080 8080].cidr_blocks[3] added: "10.1.0.0/16"'
    ]


def test_every_rule_was_removed_and_added() -> None:
    """https://github.com/hashicorp/terraform-provider-aws/issues/10097: one address was new."""
    blocks = [f"10.0.{number}.0/27" for number in range(5)]
    before = {"ingress": [_rule(1, *blocks[:4]), _rule(2, *blocks)], "egress": [_rule(0, "::/0")]}
    after = {"ingress": [_rule(2, *blocks), _rule(1, *blocks)], "egress": [_rule(0, "::/0")]}

    assert _lines(GROUP, before, after) == [
        '+   ingress[tcp 1 1].cidr_blocks[4] added: "10.0.4.0/27"'
    ]


def test_a_group_that_is_let_in_as_well() -> None:
    """https://github.com/hashicorp/terraform-provider-aws/issues/13471: nobody saw which."""
    groups = ["12345/sg-1234", "sg-3456", "sg-5678", "sg-7890"]
    before = {"ingress": [_rule(5432, "172.27.0.0/16", groups=groups)]}
    after = {"ingress": [_rule(5432, "172.27.0.0/16", groups=["sg-9012", *groups])]}

    assert _lines(GROUP, before, after) == [
        '+   ingress[tcp 5432 5432].security_groups added: "sg-9012"'
    ]


def test_a_rule_in_front_of_five_others() -> None:
    """https://github.com/scaleway/terraform-provider-scaleway/issues/364: a list, all changed."""
    rules = [
        {"action": "accept", "port": port, "protocol": protocol}
        for port, protocol in (("655", "TCP"), ("655", "UDP"), ("500", "UDP"), ("4500", "UDP"))
    ]
    new = {"action": "accept", "port": "333", "protocol": "TCP"}

    assert _lines("scaleway_x", {"inbound_rule": rules}, {"inbound_rule": [new, *rules]}) == [
        '+   inbound_rule[0] added: {"action": "accept", "port": "333", "protocol": "TCP"}'
    ]


def _policy(**parts: Any) -> str:
    statement = {"Effect": "Allow", "Action": ["sts:AssumeRole"], **parts}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_principals_in_another_order_beside_a_new_one() -> None:
    """https://github.com/hashicorp/terraform-provider-aws/pull/13813: noise hides the change."""
    names = [f"arn:aws:iam::123456789012:role/r{number}" for number in range(6)]
    before = {"assume_role_policy": _policy(Principal={"AWS": names})}
    after = {"assume_role_policy": _policy(Principal={"AWS": ["arn:x", *names[::-1]]})}

    assert _lines("aws_iam_role", before, after) == [
        '+   assume_role_policy.Statement[0].Principal.AWS added: "arn:x"'
    ]


def test_actions_in_another_order_beside_a_new_one() -> None:
    """https://github.com/hashicorp/terraform-provider-aws/issues/17024: each was - and +."""
    actions = [f"ec2:Describe{letter}" for letter in "DAFCB"]
    before = {"policy": _policy(Action=actions, Resource="*")}
    after = {"policy": _policy(Action=[*sorted(actions), "ec2:CreateVolume"], Resource=["*"])}

    assert _lines("aws_iam_role_policy", before, after) == [
        '+   policy.Statement[0].Action added: "ec2:CreateVolume"'
    ]


def test_a_policy_that_begins_with_white_space() -> None:
    """https://github.com/hashicorp/terraform-provider-aws/issues/1873: an indented text."""
    before = {"policy": f"    {_policy(Resource='arn:a')}\n"}
    after = {"policy": f"    {_policy(Resource='arn:b')}\n"}

    assert _lines("aws_iam_policy", before, after) == [
        '    policy.Statement[0].Resource: "arn:a" → "arn:b"'
    ]


def test_one_line_of_json_becomes_many() -> None:
    """https://github.com/hashicorp/terraform/issues/15662: two screens of escapes, one change."""
    rows: list[Document] = [
        {"Sid": "", "Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": "arn:aws:s3:::b"},
        {"Sid": "", "Effect": "Allow", "Action": ["s3:PutObject"], "Resource": "arn:aws:s3:::b/*"},
    ]
    before = {"policy": json.dumps({"Statement": rows})}
    rows[0]["Principal"] = {"AWS": []}
    after = {"policy": json.dumps({"Statement": rows}, indent=2)}

    lines = _lines("aws_iam_policy", before, after)
    assert len(lines) == 1
    assert "Principal" in lines[0]


def test_a_policy_that_seems_to_lose_its_statements() -> None:
    """https://github.com/hashicorp/terraform-provider-aws/issues/25769: -> (known after apply)."""
    old = {"Sid": "Old", "Effect": "Allow", "Action": "elasticloadbalancing:*", "Resource": "*"}
    new = {**old, "Sid": "New", "Action": "s3:GetObject", "Resource": "${aws_s3_bucket.b.arn}/*"}
    sides = [json.dumps({"Statement": some}) for some in ([old], [old, new])]
    change = updated("aws_iam_role_policy.p", {"policy": sides[0]}, {}, unknown={"policy": True})
    declared = {"resource": {"aws_iam_role_policy": {"p": {"policy": sides[1]}}}}
    text = render(CommentModel("dev", [synthesis.filled(plan(change), declared)]))

    assert "+   policy.Statement[New] added: (from synthesis)\n" in text
    assert "elasticloadbalancing" not in text


def test_one_line_of_a_boot_script() -> None:
    """https://github.com/hashicorp/terraform-provider-aws/issues/13805: is it reasonable or not?"""
    script = "#!/bin/bash\n" + "".join(f"install package-{number}\n" for number in range(60))
    after = script.replace("package-31\n", "package-31 --insecure\n")

    assert _lines("aws_instance", {"user_data": script}, {"user_data": after})[2:] == [
        "      install package-30",
        "-     install package-31",
        "+     install package-31 --insecure",
        "      install package-32",
    ]


def test_a_very_big_value() -> None:
    """https://github.com/travis-ci/terraform-config/pull/394: before => after of 20 KB each."""
    before = " ".join(f"setting{number}=on" for number in range(1_500))
    (line,) = _lines(
        "aws_x", {"v": before}, {"v": before.replace("setting700=on", "setting700=off")}
    )

    assert "setting700=on" in line
    assert "setting700=off" in line
    assert len(line) < 200


def test_one_change_among_ten_of_tags() -> None:
    """https://github.com/hashicorp/terraform/issues/34416: a version tag hides the only change."""
    tags = [
        updated(
            f"aws_sqs_queue.q{number}",
            {"tags": {"version": "1"}, "tags_all": {"version": "1", "team": "a"}},
            {"tags": {"version": "2"}, "tags_all": {"version": "2", "team": "a"}},
        )
        for number in range(10)
    ]
    text = _text(*tags, updated("aws_lambda_function.f", {"timeout": 3}, {"timeout": 9}))
    below = text.partition("```diff\n")[2].partition("\n```")[0].splitlines()

    assert below[0].startswith('! change only tags of 10: tags.version: "1" → "2" (10); aws_sqs')
    assert below[1:] == ["! change aws_lambda_function.f", "    timeout: 3 → 9"]
    assert "stateful" not in text


def test_a_backup_of_a_replica_goes_off() -> None:
    """https://github.com/cloudposse/terraform-aws-dynamodb/pull/147: enabled by hand, set back."""
    change = updated(
        "aws_dynamodb_table.t",
        {"replica": [{"region_name": "eu-west-1", "point_in_time_recovery": True}]},
        {"replica": [{"region_name": "eu-west-1", "point_in_time_recovery": False}]},
    )
    above = _text(change).partition("<details>")[0]

    assert "    replica[eu-west-1].point_in_time_recovery: true → false\n" in above


@pytest.mark.parametrize("count", [18, 60])
def test_twenty_databases_lose_their_protection(count: int) -> None:
    """https://github.com/alphagov/govuk-infrastructure/pull/3459: somebody counted them by eye."""
    above = _text(
        *(
            updated(
                f"aws_db_instance.d{number}",
                {"deletion_protection": True, "a": 1},
                {"deletion_protection": False, "a": 2},
            )
            for number in range(count)
        )
    ).partition("<details>")[0]

    assert f"which protection is on ({count})" in above
    assert above.count("    deletion_protection: true → false\n") == count


def test_a_database_is_replaced_with_its_backups() -> None:
    """https://github.com/hashicorp/terraform-provider-google/issues/7072: 11 becomes 12."""
    change = replaced(
        "aws_db_instance.d",
        ["engine_version"],
        before={"arn": "arn:aws:rds:eu-west-1:123456789012:db:prices", "engine_version": "11"},
        after={"engine_version": "12"},
    )

    named = "in AWS `arn:aws:rds:eu-west-1:123456789012:db:prices`"
    assert f"`aws_db_instance.d`, {named}, forced by `engine_version`" in _text(change)
