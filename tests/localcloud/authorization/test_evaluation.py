"""The order of IAM's decision, by the rows of its documentation and of what others measured."""

from typing import Any

import pytest

from localcloud.authorization.conditions import UnknownOperator
from localcloud.authorization.evaluation import Decision, Policies, decide
from localcloud.authorization.statements import Caller, Request

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/reader"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/reader/run-1"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
ME = Caller(ACCOUNT, ROLE, SESSION)
TABLE = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/prices-dev"
GET = Request("dynamodb:GetItem", TABLE, ME)


def statement(effect: str = "Allow", **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": "dynamodb:*", "Resource": "*"} | more


def by(principal: Any, effect: str = "Allow") -> dict[str, Any]:
    return statement(effect, Principal=principal)


NO_IDENTITY = "because no identity-based policy allows the dynamodb:GetItem action"
NO_BOUNDARY = "because no permissions boundary allows the dynamodb:GetItem action"
NO_SESSION = "because no session policy allows the dynamodb:GetItem action"
NO_RESOURCE = "because no resource-based policy allows the dynamodb:GetItem action"
ALLOW = [statement()]
OTHER = [statement(Action="dynamodb:PutItem")]


@pytest.mark.parametrize(
    ("policies", "because"),
    [
        pytest.param(Policies(), NO_IDENTITY, id="nothing said"),
        pytest.param(Policies(identity=ALLOW), "", id="identity alone"),
        pytest.param(Policies(identity=OTHER), NO_IDENTITY, id="another action"),
        pytest.param(
            Policies(identity=[*ALLOW, statement("Deny")]),
            "with an explicit deny in an identity-based policy",
            id="a deny wins",
        ),
        pytest.param(
            Policies(identity=ALLOW, resource=[by("*", "Deny")]),
            "with an explicit deny in a resource-based policy",
            id="the resource denies",
        ),
        pytest.param(
            Policies(identity=ALLOW, resource=[by({"AWS": f"{ROLE}-2"}, "Deny")]),
            "",
            id="the resource denies somebody else",
        ),
        pytest.param(Policies(identity=ALLOW, boundary=[]), NO_BOUNDARY, id="empty boundary"),
        pytest.param(Policies(identity=ALLOW, boundary=ALLOW), "", id="within the boundary"),
        pytest.param(Policies(boundary=ALLOW), NO_IDENTITY, id="a boundary grants nothing"),
        pytest.param(Policies(identity=ALLOW, session=OTHER), NO_SESSION, id="session policy"),
        pytest.param(Policies(resource=[by({"AWS": ROLE})]), "", id="the resource names the role"),
        pytest.param(
            Policies(resource=[by({"AWS": ROLE})], boundary=OTHER),
            NO_BOUNDARY,
            id="a boundary limits what names the role",
        ),
        pytest.param(
            Policies(resource=[by({"AWS": SESSION})], boundary=OTHER, session=OTHER),
            "",
            id="nothing limits what names the session",
        ),
        pytest.param(
            Policies(resource=[by("*")], boundary=OTHER, session=OTHER),
            "",
            id="nothing limits what names anybody",
        ),
        pytest.param(
            Policies(resource=[by({"AWS": f"arn:aws:iam::{ACCOUNT}:root"})]),
            NO_IDENTITY,
            id="the account delegates",
        ),
        pytest.param(
            Policies(identity=ALLOW, is_key=True), NO_RESOURCE, id="a key that names nobody"
        ),
        pytest.param(
            Policies(identity=ALLOW, resource=[by({"AWS": ACCOUNT})], is_key=True),
            "",
            id="a key that delegates",
        ),
    ],
)
def test_a_role_is_allowed_or_reported_why_not(policies: Policies, because: str) -> None:
    assert decide(GET, policies) == Decision(allowed=not because, because=because)


@pytest.mark.parametrize(
    ("excepted", "boundary", "allowed"),
    [
        pytest.param({"AWS": [ROLE, ROOT]}, None, True, id="role and account"),
        pytest.param({"AWS": [SESSION, ACCOUNT]}, None, True, id="session and account"),
        pytest.param({"AWS": "*"}, None, True, id="everybody"),
        pytest.param({"AWS": ROLE}, None, False, id="role without its account"),
        pytest.param({"AWS": ROOT}, None, False, id="account without the role"),
        pytest.param({"AWS": [f"{ROLE}-2", ROOT]}, None, False, id="another role"),
        pytest.param({"Service": "sns.amazonaws.com"}, None, False, id="a service"),
        pytest.param({"AWS": [ROLE, ROOT]}, ALLOW, False, id="never with a boundary"),
    ],
)
def test_a_deny_for_all_but_some_spares_whom_it_names(
    excepted: Any, boundary: Any, allowed: bool
) -> None:
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
    deny = statement("Deny", NotPrincipal=excepted)

    assert decide(GET, Policies(ALLOW, [deny], boundary)).allowed is allowed


def test_a_deny_for_all_but_a_service_spares_it() -> None:
    request = Request("dynamodb:GetItem", TABLE, Caller(service="sns.amazonaws.com"))
    deny = statement("Deny", NotPrincipal={"Service": "sns.amazonaws.com"})

    assert decide(request, Policies(resource=[by("*"), deny])).allowed
    assert not decide(GET, Policies(ALLOW, [deny])).allowed


@pytest.mark.parametrize(
    ("principal", "allowed"),
    [
        ({"Service": "sns.amazonaws.com"}, True),
        ({"Service": ["logs.amazonaws.com", "sns.amazonaws.com"]}, True),
        ({"Service": "logs.amazonaws.com"}, False),
        ({"AWS": ROLE}, False),
        ("*", True),
    ],
)
def test_a_service_needs_the_resource_to_name_it(principal: Any, allowed: bool) -> None:
    request = Request("dynamodb:GetItem", TABLE, Caller(service="sns.amazonaws.com"))

    assert decide(request, Policies(resource=[by(principal)])).allowed is allowed


@pytest.mark.parametrize(
    ("statement_part", "allowed"),
    [
        ({"Action": "DynamoDB:getitem"}, True),
        ({"Action": "dynamodb:Get?tem"}, True),
        ({"Action": ["dynamodb:Batch*", "dynamodb:G*"]}, True),
        ({"Action": "dynamodb:[G]etItem"}, False),
        ({"Resource": TABLE.replace("prices", "Prices")}, False),
        ({"Resource": f"arn:aws:dynamodb:*:{ACCOUNT}:table/*-dev"}, True),
        ({"Resource": "arn:aws:dynamodb:*:*-dev"}, True),
        ({"Resource": f"{TABLE}-2"}, False),
        ({"Resource": "arn:aws:dynamodb:*:*:table/*-${aws:PrincipalTag/Environment}"}, True),
        ({"Resource": "arn:aws:dynamodb:*:*:table/*-${aws:PrincipalTag/Nothing}"}, False),
        ({"Resource": "arn:aws:dynamodb:*:*:table/*-${aws:PrincipalTag/No, 'dev'}"}, True),
        ({"Resource": "arn:aws:dynamodb:*:*:table/${*}-dev"}, False),
    ],
)
def test_what_a_statement_covers(statement_part: dict[str, Any], allowed: bool) -> None:
    request = Request(GET.action, TABLE, ME, {"aws:PrincipalTag/Environment": "dev"})

    assert decide(request, Policies([statement(**statement_part)])).allowed is allowed


def test_all_but_the_named_are_covered() -> None:
    all_but = {"Effect": "Allow", "NotAction": "dynamodb:Delete*", "NotResource": f"{TABLE}/*"}

    assert decide(GET, Policies([all_but])).allowed
    assert not decide(Request("dynamodb:DeleteItem", TABLE, ME), Policies([all_but])).allowed
    assert not decide(Request(GET.action, f"{TABLE}/index/a", ME), Policies([all_but])).allowed


CONTEXT = {
    "aws:RequestTag/Environment": "dev",
    "aws:TagKeys": ["Environment", "Team"],
    "aws:SecureTransport": "true",
    "aws:SourceIp": "192.0.2.7",
    "aws:SourceArn": f"arn:aws:sns:us-east-1:{ACCOUNT}:alerts-dev",
    "lambda:Depth": "3",
    "aws:CurrentTime": "2026-11-26T01:00:00Z",
}


@pytest.mark.parametrize(
    ("operator", "key", "wanted", "held"),
    [
        ("StringEquals", "AWS:requesttag/environment", "dev", True),
        ("StringEquals", "aws:RequestTag/Environment", ["prod", "dev"], True),
        ("StringEquals", "aws:RequestTag/Environment", "d*", False),
        ("StringEqualsIgnoreCase", "aws:RequestTag/Environment", "DEV", True),
        ("StringLike", "aws:RequestTag/Environment", "d*", True),
        ("StringNotLike", "aws:RequestTag/Environment", ["p*", "d*"], False),
        ("StringNotEquals", "aws:RequestTag/Environment", ["prod", "qa"], True),
        ("StringEquals", "aws:RequestTag/Team", "x", False),
        ("StringNotEquals", "aws:RequestTag/Team", "x", True),
        ("StringEqualsIfExists", "aws:RequestTag/Team", "x", True),
        ("StringEqualsIfExists", "aws:RequestTag/Environment", "x", False),
        ("Null", "aws:RequestTag/Team", "true", True),
        ("Null", "aws:RequestTag/Environment", True, False),
        ("Null", "aws:RequestTag/Environment", "false", True),
        ("ForAllValues:StringEquals", "aws:TagKeys", ["Environment", "Team", "X"], True),
        ("ForAllValues:StringEquals", "aws:TagKeys", ["Environment"], False),
        ("ForAllValues:StringEquals", "aws:Absent", ["Environment"], True),
        ("ForAnyValue:StringEquals", "aws:TagKeys", ["Team"], True),
        ("ForAnyValue:StringEquals", "aws:Absent", ["Team"], False),
        ("ForAllValues:StringNotEquals", "aws:TagKeys", ["Team"], False),
        ("ForAnyValue:StringNotEquals", "aws:TagKeys", ["Team"], True),
        ("ForAnyValue:StringNotEquals", "aws:Absent", ["Team"], False),
        ("ForAnyValue:StringEqualsIfExists", "aws:Absent", ["Team"], False),
        ("Bool", "aws:SecureTransport", True, True),
        ("Bool", "aws:SecureTransport", "false", False),
        ("IpAddress", "aws:SourceIp", "192.0.2.0/24", True),
        ("NotIpAddress", "aws:SourceIp", ["192.0.2.0/24", "198.51.100.0/24"], False),
        ("ArnLike", "aws:SourceArn", f"arn:aws:sns:*:{ACCOUNT}:*-dev", True),
        ("ArnEquals", "aws:SourceArn", f"arn:aws:sns:*:{ACCOUNT}:*-dev", True),
        ("ArnLike", "aws:SourceArn", "arn:*:alerts-dev", False),
        ("ArnNotLike", "aws:SourceArn", f"arn:aws:sqs:*:{ACCOUNT}:*", True),
        ("NumericLessThan", "lambda:Depth", "4", True),
        ("NumericGreaterThanEquals", "lambda:Depth", 4, False),
        ("NumericEquals", "aws:RequestTag/Environment", "1", False),
        ("NumericLessThan", "lambda:Depth", "NaN", False),
        ("DateGreaterThan", "aws:CurrentTime", "2026-01-01T00:00:00Z", True),
        ("DateLessThan", "aws:CurrentTime", "2026-01-01T00:00:00Z", False),
    ],
)
def test_a_condition_holds_or_not(operator: str, key: str, wanted: Any, held: bool) -> None:
    policy = statement(Condition={operator: {key: wanted}})
    request = Request(GET.action, TABLE, ME, CONTEXT)

    assert decide(request, Policies([policy])).allowed is held


def test_all_operators_and_all_keys_must_hold() -> None:
    good = {"StringEquals": {"aws:RequestTag/Environment": "dev", "lambda:Depth": "3"}}
    bad = good | {"Bool": {"aws:SecureTransport": "false"}}
    request = Request(GET.action, TABLE, ME, CONTEXT)

    assert decide(request, Policies([statement(Condition=good)])).allowed
    assert not decide(request, Policies([statement(Condition=bad)])).allowed


@pytest.mark.parametrize("operator", ["StringSounds", "ForSome:StringEquals", "Matches"])
def test_what_nobody_evaluates_is_never_guessed(operator: str) -> None:
    policy = statement(Condition={operator: {"aws:SecureTransport": "true"}})

    with pytest.raises(UnknownOperator, match=r"Sounds|ForSome|Matches"):
        decide(Request(GET.action, TABLE, ME, CONTEXT), Policies([policy]))
