"""A policy with a syntax error is refused in each service's words, and harms nothing."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.localcloud.conftest import Client
from tests.localcloud.documents import LAMBDA_TRUST, allow, document
from tests.localcloud.identity.conftest import refused

Put = Callable[[str], Any]
LIST = "[]"
NO_ACTION = json.dumps(
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Resource": "*"}}
)
NOBODY = document(allow("*", Principal={"AWS": "nobody"}))
SOON = document(allow("*", Principal="*", Condition={"IpAddress": {"aws:SourceIp": "here"}}))
SQS = "Invalid value for the parameter Policy."
SNS = "Invalid parameter: Policy Error: null"
KMS_PRINCIPAL = "Policy contains a statement with one or more invalid principals."
SYNTAX = "Syntax errors in policy."


def queue(client: Client) -> tuple[Put, Callable[[], Any]]:
    sqs = client("sqs")
    url = sqs.create_queue(QueueName="jobs")["QueueUrl"]
    return (
        lambda text: sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": text}),
        lambda: sqs.send_message(QueueUrl=url, MessageBody="x"),
    )


def topic(client: Client) -> tuple[Put, Callable[[], Any]]:
    sns = client("sns")
    arn = sns.create_topic(Name="news")["TopicArn"]
    return (
        lambda text: sns.set_topic_attributes(
            TopicArn=arn, AttributeName="Policy", AttributeValue=text
        ),
        lambda: sns.publish(TopicArn=arn, Message="x"),
    )


def key(client: Client) -> tuple[Put, Callable[[], Any]]:
    kms = client("kms")
    made = kms.create_key()["KeyMetadata"]["KeyId"]
    return (
        lambda text: kms.put_key_policy(KeyId=made, PolicyName="default", Policy=text),
        lambda: kms.describe_key(KeyId=made),
    )


def bucket(client: Client) -> tuple[Put, Callable[[], Any]]:
    s3 = client("s3")
    s3.create_bucket(Bucket="files")
    return (
        lambda text: s3.put_bucket_policy(Bucket="files", Policy=text),
        lambda: s3.put_object(Bucket="files", Key="x"),
    )


def role(client: Client) -> tuple[Put, Callable[[], Any]]:
    iam = client("iam")
    iam.create_role(RoleName="reader", AssumeRolePolicyDocument=LAMBDA_TRUST)
    return (
        lambda text: iam.put_role_policy(RoleName="reader", PolicyName="own", PolicyDocument=text),
        lambda: iam.get_role(RoleName="reader"),
    )


def session(client: Client) -> tuple[Put, Callable[[], Any]]:
    sts = client("sts")
    trust = document(
        {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}
    )
    client("iam").create_role(RoleName="reader", AssumeRolePolicyDocument=trust)
    take: dict[str, Any] = {
        "RoleArn": "arn:aws:iam::123456789012:role/reader", "RoleSessionName": "me"
    }  # fmt: skip
    return (lambda text: sts.assume_role(**take, Policy=text), lambda: sts.assume_role(**take))


@pytest.mark.parametrize(
    ("of", "code", "sentences"),
    [
        (queue, "InvalidAttributeValue", [SQS] * 4),
        (topic, "InvalidParameter", [SNS] * 4),
        (key, "MalformedPolicyDocumentException", ["", "", KMS_PRINCIPAL, ""]),
        (
            bucket,
            "MalformedPolicy",
            [
                "Policies must be valid JSON and the first byte must be '{'",
                "Missing required field Action",
                "Invalid principal in policy",
                "Invalid policy syntax: Condition",
            ],
        ),
        (
            role,
            "MalformedPolicyDocument",
            [
                SYNTAX,
                "Policy statement must contain actions.",
                SYNTAX,
                SYNTAX,
            ],
        ),
        (
            session,
            "MalformedPolicyDocument",
            ["This policy contains invalid Json", SYNTAX, SYNTAX, SYNTAX],
        ),
    ],
)
def test_it_is_refused_and_the_resource_works_on(
    client: Client, of: Callable[[Client], tuple[Put, Any]], code: str, sentences: list[str]
) -> None:
    put, use = of(client)

    for text, sentence in zip([LIST, NO_ACTION, NOBODY, SOON], sentences, strict=True):
        found = refused(put, text=text)
        assert found == (code, 400, sentence), text
        assert use()


def test_an_identity_policy_names_no_principal(client: Client) -> None:
    put, _ = role(client)

    _, _, message = refused(put, text=document(allow("sqs:*", Principal="*")))

    assert message == "Policy document should not specify a principal."
