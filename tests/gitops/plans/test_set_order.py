"""Sets in another order and times that AWS writes make no other change set; anything else does.

https://github.com/hashicorp/terraform-provider-aws/issues/11801: principals of a policy come back
in random order, read 2026-11-26.
"""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops.adapters.paths import PROVIDER_LOCK
from gitops.plans import set_order
from gitops.plans.change_set import differences, normalised
from tests.gitops.plans.documents import Document, changed, created, plan, updated

RULES: list[Document] = [
    {"from_port": 443, "cidr_blocks": ["10.0.0.0/8"], "security_groups": ["sg-1", "sg-2"]},
    {"from_port": 22, "cidr_blocks": ["192.168.0.0/16"], "security_groups": []},
]


def _differ(one: Document, other: Document) -> bool:
    return bool(list(differences(normalised(plan(one)), normalised(plan(other)))))


def test_rules_of_a_security_group_are_a_set() -> None:
    turned = [RULES[1], {**RULES[0], "security_groups": ["sg-2", "sg-1"]}]

    assert not _differ(
        created("aws_security_group.g", ingress=RULES),
        created("aws_security_group.g", ingress=turned),
    )


def test_the_order_of_a_list_matters() -> None:
    layers = ["arn:aws:lambda:eu-west-1:1:layer:a:1", "arn:aws:lambda:eu-west-1:1:layer:b:1"]

    assert _differ(
        created("aws_lambda_function.f", layers=layers),
        created("aws_lambda_function.f", layers=layers[::-1]),
    )


def test_what_is_unknown_in_a_set_moves_with_its_element() -> None:
    def one(order: int) -> Document:
        rules, marks = [{"from_port": 1}, {"from_port": 2}], [{}, {"description": True}]
        return changed(
            "aws_security_group.g",
            ["create"],
            None,
            {"ingress": rules[::order]},
            unknown={"ingress": marks[::order]},
        )

    other = one(1)
    other["change"]["after_unknown"]["ingress"].reverse()
    assert not _differ(one(1), one(-1))
    assert _differ(one(1), other)


@given(st.lists(st.sampled_from("abcd"), max_size=4), st.randoms())
def test_any_order_of_a_set_is_the_same_and_no_other_set_is(
    names: list[str], chance: random.Random
) -> None:
    moved = chance.sample(names, len(names))
    one = created("aws_iam_role.r", managed_policy_arns=names)

    assert not _differ(one, created("aws_iam_role.r", managed_policy_arns=moved))
    assert _differ(one, created("aws_iam_role.r", managed_policy_arns=[*moved, "e"]))


def _policy(principals: list[str], action: str = "sqs:SendMessage") -> str:
    statement = {"Effect": "Allow", "Action": [action, "sqs:*"], "Principal": {"AWS": principals}}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_principals_of_a_policy_are_a_set() -> None:
    one = updated("aws_sqs_queue.q", {"policy": _policy(["a", "b"])}, {"policy": _policy(["a"])})
    other = updated("aws_sqs_queue.q", {"policy": _policy(["b", "a"])}, {"policy": _policy(["a"])})
    third = updated("aws_sqs_queue.q", {"policy": _policy(["b", "c"])}, {"policy": _policy(["a"])})

    assert not _differ(one, other)
    assert _differ(one, third)


def test_other_json_in_a_text_keeps_its_order() -> None:
    one, other = ('{"steps": ["build", "sign"]}', '{"steps": ["sign", "build"]}')

    assert _differ(created("aws_x.y", script=one), created("aws_x.y", script=other))


TIMES = [
    ("aws_iam_role.r", "create_date", "2026-11-26T09:00:00Z"),
    ("aws_lambda_function.f", "last_modified", "2026-11-26T09:00:00.123+0000"),
    ("aws_api_gateway_deployment.d", "created_date", "2026-11-26T09:00:00Z"),
]


@pytest.mark.parametrize(("address", "name", "time"), TIMES)
@pytest.mark.parametrize("is_unknown", [True, False])
def test_a_computed_time_does_not_matter(
    address: str, name: str, time: str, is_unknown: bool
) -> None:
    def one(when: str) -> Document:
        after: dict[str, Any] = {"a": 2} if is_unknown else {"a": 2, name: when}
        unknown = {name: True} if is_unknown else {}
        return updated(address, {"a": 1, name: when}, after, unknown=unknown)

    assert not _differ(one(time), one(time.replace("2026", "2025")))


def test_a_time_that_the_plan_sets_matters() -> None:
    def one(when: str) -> Document:
        after = {"expiry": when or None}
        return updated("aws_x.y", {"expiry": "2025-01-01T00:00:00Z"}, after)

    assert _differ(one("2027-01-01T00:00:00Z"), one("2028-01-01T00:00:00Z"))
    assert _differ(one("2025-01-01T00:00:00Z"), one(""))
    assert _differ(
        created("aws_x.y", expiry="2027-01-01T00:00:00Z"),
        created("aws_x.y", expiry="2028-01-01T00:00:00Z"),
    )


def test_the_sets_are_those_of_the_locked_provider() -> None:
    assert f'version     = "{set_order.provider_version()}"' in PROVIDER_LOCK.read_text()


def test_sets_are_read_from_a_schema() -> None:
    block = {
        "attributes": {"names": {"type": ["set", "string"]}, "list": {"type": ["list", "string"]}},
        "block_types": {
            "rule": {
                "nesting_mode": "set",
                "block": {"attributes": {"ids": {"type": ["set", ["object", {}]]}}},
            }
        },
    }
    schema = {"provider_schemas": {"aws": {"resource_schemas": {"aws_x": {"block": block}}}}}

    assert set_order.from_schema(schema) == {"aws_x": ["names", "rule", "rule.ids"]}


def test_a_policy_with_a_name_twice_stays_a_text() -> None:
    """Who reads it may take the first, or the last."""
    one = '{"Statement": [{"Effect": "Deny"}]}'
    other = '{"Statement": [{"Effect": "Allow"}], "Statement": [{"Effect": "Deny"}]}'

    assert _differ(created("aws_x.y", policy=one), created("aws_x.y", policy=other))


ALLOW = {"Sid": "a", "Effect": "Allow", "Action": ["x", "y"], "Resource": "*"}
DENY = {"Sid": "b", "Effect": "Deny", "Action": ["y"], "Resource": "*"}


def _statements(*statements: Document) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.mark.parametrize(
    ("type_", "place"),
    [
        ("aws_kms_key", lambda text: {"policy": text}),
        ("aws_iam_role", lambda text: {"inline_policy": [{"policy": text}]}),
        ("aws_api_gateway_rest_api", lambda text: {"policy": text}),
    ],
)
def test_the_statements_of_a_policy_are_a_set_and_are_not_mixed(
    type_: str, place: Callable[[str], Document]
) -> None:
    def one(*statements: Document) -> Document:
        return created(f"{type_}.one", **place(_statements(*statements)))

    assert not _differ(one(ALLOW, DENY), one(DENY, ALLOW))
    assert _differ(one(ALLOW, DENY), one(ALLOW))
    assert _differ(one(ALLOW, DENY), one(ALLOW, DENY, DENY))
    assert _differ(
        one(ALLOW, DENY), one({**ALLOW, "Action": ["y"]}, {**DENY, "Action": ["x", "y"]})
    )


def test_one_action_and_a_list_of_it_are_the_same() -> None:
    one, other = (_statements({**ALLOW, "Action": action}) for action in ("x", ["x"]))

    assert not _differ(created("aws_x.y", policy=one), created("aws_x.y", policy=other))


def test_what_only_looks_like_a_policy_keeps_its_order() -> None:
    one, other = _statements(ALLOW, DENY), _statements(DENY, ALLOW)
    assert _differ(
        created("aws_s3_object.y", content=one), created("aws_s3_object.y", content=other)
    )
    steps = [{"Action": "a"}, {"Action": "b"}]
    one, other = _statements(*steps), _statements(*steps[::-1])
    assert _differ(created("aws_x.y", policy=one), created("aws_x.y", policy=other))


SHAPES = st.recursive(
    st.none() | st.booleans() | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xy"), inner),
    max_leaves=8,
)


@given(SHAPES, SHAPES, SHAPES)
def test_without_sets_nothing_changes_whatever_the_shapes_of_the_marks(
    value: Any, unknown: Any, secret: Any
) -> None:
    trees = (value, unknown, secret)

    assert set_order.ordered(frozenset(), trees) == trees


@given(SHAPES, SHAPES)
def test_no_mark_is_lost_in_a_set(value: Any, unknown: Any) -> None:
    trees = ({"x": value}, {"x": unknown})
    found = set_order.ordered(frozenset({("x",)}), trees)

    for one, other in zip(found, trees, strict=True):
        assert sorted(json.dumps(one)) == sorted(json.dumps(other))
