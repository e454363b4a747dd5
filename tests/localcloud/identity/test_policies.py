"""Boundary, session policy, the resource's own policy and conditions decide at the real APIs.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import json
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from moto.iam.models import iam_backends

from localcloud.identity import roles
from localcloud.server import EmbeddedCloud
from tests.localcloud.conftest import Client
from tests.localcloud.documents import Statement, allow, document
from tests.localcloud.identity.conftest import ROLE, SESSION, AsRole, refused

QUEUE = "arn:aws:sqs:us-east-1:123456789012:jobs"
LIST = allow("sqs:GetQueueUrl")


@pytest.fixture
def url(client: Client) -> str:
    made: str = client("sqs").create_queue(QueueName="jobs", tags={"Environment": "dev"})[
        "QueueUrl"
    ]
    return made


def send(session: Client, url: str) -> Any:
    return session("sqs").send_message(QueueUrl=url, MessageBody="x")


def why(session: Client, url: str) -> str:
    """How the refusal of a SendMessage ends."""
    message = refused(session("sqs").send_message, QueueUrl=url, MessageBody="x")[2]
    return message.partition(f"{QUEUE} ")[2]


def set_policy(client: Client, url: str, *statements: Statement) -> None:
    policy = {"Policy": document(*statements)}
    client("sqs").set_queue_attributes(QueueUrl=url, Attributes=policy)


def test_a_boundary_limits_what_identity_policies_allow(as_role: AsRole, url: str) -> None:
    bound = as_role(allow("sqs:*"), boundary=[LIST])
    assert bound("sqs").get_queue_url(QueueName="jobs")
    assert why(bound, url) == "because no permissions boundary allows the sqs:SendMessage action"


def test_a_session_policy_limits_them_as_well(as_role: AsRole, url: str) -> None:
    session = as_role(allow("sqs:*"), session=[LIST])
    assert why(session, url) == "because no session policy allows the sqs:SendMessage action"


def test_an_explicit_deny_wins(as_role: AsRole, url: str) -> None:
    session = as_role(allow("sqs:*"), {"Effect": "Deny", "Action": "sqs:Send*", "Resource": "*"})
    assert why(session, url) == "with an explicit deny in an identity-based policy"


@pytest.mark.parametrize("principal", [ROLE, SESSION], ids=["role", "session"])
def test_the_policy_of_the_resource_alone_lets_a_caller_in(
    as_role: AsRole, client: Client, url: str, principal: str
) -> None:
    session = as_role(LIST)
    set_policy(client, url, allow("sqs:SendMessage", QUEUE, Principal={"AWS": principal}))
    assert send(session, url)["MessageId"]


def test_a_policy_that_names_the_account_only_delegates(
    as_role: AsRole, client: Client, url: str
) -> None:
    session = as_role(LIST)
    root = {"AWS": "arn:aws:iam::123456789012:root"}
    set_policy(client, url, allow("sqs:SendMessage", QUEUE, Principal=root))
    assert why(session, url) == "because no identity-based policy allows the sqs:SendMessage action"


def test_a_deny_of_the_resource_holds_for_the_administrator_too(client: Client, url: str) -> None:
    set_policy(
        client, url,
        {"Effect": "Deny", "Action": "sqs:SendMessage", "Resource": QUEUE, "Principal": "*"},
    )  # fmt: skip
    assert why(client, url) == "with an explicit deny in a resource-based policy"


@pytest.mark.parametrize(("environment", "allowed"), [("dev", True), ("prod", False)])
def test_tags_of_the_resource_decide(
    as_role: AsRole, url: str, environment: str, allowed: bool
) -> None:
    tagged = {"StringEquals": {"aws:ResourceTag/Environment": environment}}
    session = as_role(allow("sqs:SendMessage", Condition=tagged))
    assert allowed == (session("sqs") and _may_send(session, url))


@pytest.mark.parametrize(("environment", "allowed"), [("dev", True), ("prod", False)])
def test_tags_of_the_caller_decide(
    as_role: AsRole, url: str, environment: str, allowed: bool
) -> None:
    same = {"StringEquals": {"aws:ResourceTag/Environment": "${aws:PrincipalTag/Environment}"}}
    session = as_role(allow("sqs:SendMessage", Condition=same), tags={"Environment": environment})
    assert _may_send(session, url) == allowed


def test_to_create_with_tags_takes_the_right_to_tag(as_role: AsRole) -> None:
    session = as_role(allow("sqs:CreateQueue"))
    assert session("sqs").create_queue(QueueName="plain")
    code, _, message = refused(session("sqs").create_queue, QueueName="n", tags={"a": "b"})
    assert code == "AccessDenied"
    assert "is not authorized to perform: sqs:tagqueue on resource" in message


def test_the_tags_of_the_request_decide(as_role: AsRole) -> None:
    wanted = {"StringEquals": {"aws:RequestTag/Environment": "dev"}}
    session = as_role(allow("sqs:CreateQueue sqs:TagQueue", Condition=wanted))
    assert session("sqs").create_queue(QueueName="d", tags={"Environment": "dev"})
    refused(session("sqs").create_queue, QueueName="p", tags={"Environment": "prod"})
    refused(session("sqs").create_queue, QueueName="none")


def test_to_hand_a_role_to_lambda_takes_the_right_to_pass_it(as_role: AsRole) -> None:
    session = as_role(allow("lambda:CreateFunction"))
    code, status, message = refused(
        session("lambda").create_function,
        FunctionName="f", Role=ROLE, Runtime="python3.13", Handler="i.h", Code={"ZipFile": b""},
    )  # fmt: skip
    assert (code, status) == ("AccessDeniedException", 403)
    assert f"is not authorized to perform: iam:PassRole on resource: {ROLE} because" in message


def test_a_bucket_policy_sees_the_headers_that_were_sent(client: Client) -> None:
    # The policy of the state's bucket: nobody asks for another encryption than the bucket's.
    s3 = client("s3")
    s3.create_bucket(Bucket="states")
    other = {"StringNotEqualsIfExists": {"s3:x-amz-server-side-encryption": "aws:kms"}}
    named = {"Null": {"s3:x-amz-server-side-encryption": "false"}}
    s3.put_bucket_policy(
        Bucket="states",
        Policy=json.dumps({
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:PutObject",
                "Resource": "arn:aws:s3:::states/*",
                "Condition": {**other, **named},
            },
        }),
    )  # fmt: skip

    assert s3.put_object(Bucket="states", Key="plain", Body=b"")
    assert s3.put_object(Bucket="states", Key="kms", Body=b"", ServerSideEncryption="aws:kms")
    code, status, message = refused(
        s3.put_object, Bucket="states", Key="lock", Body=b"", ServerSideEncryption="AES256"
    )
    assert (code, status) == ("AccessDenied", 403)
    assert message.endswith("with an explicit deny in a resource-based policy")


def test_a_condition_key_that_nobody_computes_is_refused_loudly(as_role: AsRole) -> None:
    key = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["a"]}}
    session = as_role(allow("dynamodb:GetItem", Condition=key))
    code, status, message = refused(
        session("dynamodb").get_item, TableName="items", Key={"id": {"S": "1"}}
    )
    assert (code, status) == ("UnknownOperationException", 501)
    assert "dynamodb:LeadingKeys" in message


@pytest.mark.parametrize(
    ("until", "allowed"), [("2020-01-01T00:00:00Z", False), ("2100-01-01T00:00:00Z", True)]
)
def test_a_policy_that_ends_is_over_at_its_end(
    as_role: AsRole, url: str, until: str, allowed: bool
) -> None:
    early = {"DateLessThan": {"aws:CurrentTime": until}}
    assert _may_send(as_role(allow("sqs:SendMessage", Condition=early)), url) == allowed


def _may_send(session: Client, url: str) -> bool:
    try:
        send(session, url)
    except session("sqs").exceptions.ClientError:
        return False
    return True


def test_a_copy_takes_the_right_to_read_its_source(as_role: AsRole, client: Client) -> None:
    for bucket in ("from-here", "to-there"):
        client("s3").create_bucket(Bucket=bucket)
    client("s3").put_object(Bucket="from-here", Key="a", Body=b"1")
    copy = {"Bucket": "to-there", "Key": "b", "CopySource": "from-here/a"}
    session = as_role(allow("s3:PutObject"), allow("s3:GetObject", "arn:aws:s3:::to-there/*"))
    assert '"arn:aws:s3:::from-here/a"' in refused(session("s3").copy_object, **copy)[2]


def test_a_role_is_read_while_another_request_changes_it(
    as_role: AsRole, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_role(LIST)
    managed = [
        client("iam").create_policy(PolicyName=name, PolicyDocument=document(LIST))["Policy"]["Arn"]
        for name in ("one", "two", "three", "four", "five")
    ]
    client("iam").attach_role_policy(RoleName="reader", PolicyArn=managed[0])
    waiting, read = managed[1:], roles._readable

    def changing(text: str) -> Any:
        name = f"new-{len(waiting)}"
        if waiting:
            iam = iam_backends["123456789012"]["aws"]
            iam.put_role_policy("reader", name, document(LIST))
            iam.attach_role_policy(waiting.pop(), "reader")
        return read(text)

    monkeypatch.setattr(roles, "_readable", changing)
    for _ in range(3):
        assert roles.find(ROLE)


def test_each_of_several_objects_takes_the_right_to_delete_it(
    as_role: AsRole, client: Client
) -> None:
    client("s3").create_bucket(Bucket="states")
    keys = ["dev/a", "pr-1/a", "pr-1/b"]
    for key in keys:
        client("s3").put_object(Bucket="states", Key=key, Body=b"")
    session = as_role(allow("s3:DeleteObject", "arn:aws:s3:::states/pr-*"))

    answer = session("s3").delete_objects(
        Bucket="states", Delete={"Objects": [{"Key": key} for key in keys]}
    )
    assert [each["Key"] for each in answer["Deleted"]] == ["pr-1/a", "pr-1/b"]
    assert answer["Errors"] == [
        {"Key": "dev/a", "Code": "AccessDenied", "Message": "Access Denied"}
    ]
    left = client("s3").list_objects_v2(Bucket="states")["Contents"]
    assert [each["Key"] for each in left] == ["dev/a"]


def test_nobody_deletes_with_an_unknown_access_key(cloud: EmbeddedCloud, client: Client) -> None:
    client("s3").create_bucket(Bucket="states")
    nobody = boto3.client(
        "s3", "us-east-1", endpoint_url=cloud.endpoint,
        aws_access_key_id="AKIAUNKNOWN", aws_secret_access_key="x",
    )  # fmt: skip
    gone = {"Bucket": "states", "Delete": {"Objects": [{"Key": "a"}]}}
    assert refused(nobody.delete_objects, **gone)[:2] == ("InvalidAccessKeyId", 403)


OPEN = {
    "BlockPublicAcls": False,
    "IgnorePublicAcls": False,
    "BlockPublicPolicy": False,
    "RestrictPublicBuckets": False,
}


def test_an_unsigned_request_reads_what_a_bucket_shows_to_everybody(
    cloud: EmbeddedCloud, client: Client
) -> None:
    s3, unsigned = client("s3"), Config(signature_version=UNSIGNED)
    nobody = boto3.client("s3", "us-east-1", endpoint_url=cloud.endpoint, config=unsigned)
    s3.create_bucket(Bucket="site")
    for key in ("public/a", "private/a"):
        s3.put_object(Bucket="site", Key=key, Body=b"")
    shown = allow("s3:GetObject", "arn:aws:s3:::site/public/*", Principal="*")
    s3.put_bucket_policy(Bucket="site", Policy=document(shown))
    denied = ("AccessDenied", 403, "Access Denied")
    # A new bucket blocks public access.
    assert refused(nobody.get_object, Bucket="site", Key="public/a") == denied

    s3.put_public_access_block(Bucket="site", PublicAccessBlockConfiguration=OPEN)
    assert nobody.get_object(Bucket="site", Key="public/a")["Body"].read() == b""
    assert refused(nobody.get_object, Bucket="site", Key="private/a") == denied
    assert refused(nobody.put_object, Bucket="site", Key="public/a", Body=b"") == denied

    blocked = OPEN | {"RestrictPublicBuckets": True}
    s3.put_public_access_block(Bucket="site", PublicAccessBlockConfiguration=blocked)
    assert refused(nobody.get_object, Bucket="site", Key="public/a") == denied
