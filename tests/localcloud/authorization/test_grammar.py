"""What is no policy is named by its first element that is wrong, and raises nothing else.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.authorization.grammar import MalformedPolicy, check

GOOD: dict[str, Any] = {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}


def policy(**changes: Any) -> str:
    """A policy of one statement; None leaves an element out."""
    statement = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


def condition(operator: str, wanted: Any) -> str:
    return policy(Condition={operator: {"aws:x": wanted}})


@pytest.mark.parametrize(
    ("document", "element"),
    [
        ("{", ""),
        ("[]", ""),
        ("null", ""),
        ('{"Version": "2020-01-01", "Statement": []}', "Version"),
        ("{}", "Statement"),
        ('{"Statement": []}', "Statement"),
        ('{"Statement": null}', "Statement"),
        ('{"Statement": ["x"]}', "Statement"),
        (policy(Extra="x"), "Statement"),
        (policy(Effect=None), "Effect"),
        (policy(Effect="allow"), "Effect"),
        (policy(Action=None), "Action"),
        (policy(Action=[]), "Action"),
        (policy(Action=3), "Action"),
        (policy(NotAction="sqs:*"), "Action"),
        (policy(Resource=None), "Resource"),
        (policy(Resource=[1]), "Resource"),
        (policy(Principal=None), "Principal"),
        (policy(Principal=["*"]), "Principal"),
        (policy(Principal={}), "Principal"),
        (policy(Principal={"AWS": "nobody"}), "Principal"),
        (policy(Principal={"User": "*"}), "Principal"),
        (policy(Principal=None, NotPrincipal="*"), "NotPrincipal"),
        (policy(Condition=[]), "Condition"),
        (policy(Condition={"StringEquals": "x"}), "Condition"),
        (condition("StringEqual", "x"), "Condition"),
        (condition("ForSomeValues:StringEquals", "x"), "Condition"),
        (condition("NullIfExists", "true"), "Condition"),
        (condition("StringEquals", None), "Condition"),
        (condition("StringEquals", {"a": 1}), "Condition"),
        (condition("Null", []), "Condition"),
        (condition("Null", "maybe"), "Condition"),
        (condition("Bool", "yes"), "Condition"),
        (condition("DateLessThan", "soon"), "Condition"),
        (condition("NotIpAddress", "here"), "Condition"),
        (condition("NumericLessThanIfExists", "x"), "Condition"),
        (condition("NumericLessThan", "NaN"), "Condition"),
    ],
)
def test_the_wrong_element_is_named(document: str, element: str) -> None:
    with pytest.raises(MalformedPolicy) as raised:
        check(document, "Principal", "Resource")
    assert raised.value.element == element


@pytest.mark.parametrize(
    "document",
    [
        policy(),
        policy(Principal={"AWS": ["123456789012", "arn:aws:iam::123456789012:root"]}),
        policy(Effect="Deny", Principal=None, NotPrincipal={"Service": "sns.amazonaws.com"}),
        policy(Action=None, NotAction=["sqs:*"], Resource=None, NotResource="arn:aws:s3:::x"),
        condition("ForAllValues:StringNotLikeIfExists", ["a", "b*"]),
        condition("Null", False),
        condition("NumericLessThan", 3),
        condition("DateGreaterThan", "2026-01-01T00:00:00Z"),
        condition("DateGreaterThan", "1767225600"),
        condition("IpAddress", ["192.0.2.0/24", "2001:db8::/32"]),
        condition("IpAddress", "${aws:SourceIp}"),
    ],
)
def test_a_policy_passes(document: str) -> None:
    check(document, "Principal", "Resource")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just("*"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
OPERATORS = ["StringEquals", "Null", "Bool", "DateLessThan", "IpAddress", "NumericEquals"]
CONDITIONS = st.dictionaries(st.sampled_from(OPERATORS), st.dictionaries(st.just("k"), JSON) | JSON)


@given(st.dictionaries(st.sampled_from([*GOOD, "NotAction"]), JSON), CONDITIONS | JSON)
def test_whatever_json_it_is_nothing_but_malformed_is_raised(changes: Any, condition: Any) -> None:
    with suppress(MalformedPolicy):
        check(json.dumps({"Statement": {**GOOD, **changes, "Condition": condition}}), "Principal")
