"""What a refresh cannot see: rights added to a function by hand, resources of no state."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.fleet import unmanaged

SUFFIX = "dev"
TRUST = {
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "lambda.amazonaws.com"},
        }
    ]
}


def _archive() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("main.py", "def handler(event, context): return 1")
    return held.getvalue()


@pytest.fixture
def function(aws: Cloud) -> Iterator[dict[str, Any]]:
    """A function with one permission, as a state holds it."""
    iam, functions = client(aws, "iam"), client(aws, "lambda")
    role = iam.create_role(RoleName="drift-dev", AssumeRolePolicyDocument=json.dumps(TRUST))
    made = functions.create_function(
        FunctionName="drift-dev",
        Runtime="python3.13",
        Handler="main.handler",
        Role=role["Role"]["Arn"],
        Code={"ZipFile": _archive()},
    )
    _allow(aws, "declared", "sns.amazonaws.com")
    yield _state(
        ("aws_lambda_function.f", {"function_name": "drift-dev", "arn": made["FunctionArn"]}),
        (
            "aws_lambda_permission.p",
            {"function_name": made["FunctionArn"], "statement_id": "declared", "qualifier": ""},
        ),
    )
    functions.delete_function(FunctionName="drift-dev")
    iam.delete_role(RoleName="drift-dev")


def _allow(aws: Cloud, sid: str, principal: str) -> None:
    client(aws, "lambda").add_permission(
        FunctionName="drift-dev",
        StatementId=sid,
        Action="lambda:InvokeFunction",
        Principal=principal,
    )


def _state(*resources: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    held = [
        {"mode": "managed", "address": address, "type": address.split(".")[0], "values": values}
        for address, values in resources
    ]
    return {"prior_state": {"values": {"root_module": {"resources": held}}}}


def test_a_declared_permission_is_no_drift(aws: Cloud, function: dict[str, Any]) -> None:
    assert unmanaged.permissions({"orders": function}, aws) == {"orders": []}


def test_a_permission_added_by_hand_is_drift(aws: Cloud, function: dict[str, Any]) -> None:
    _allow(aws, "mine", "*")

    assert unmanaged.permissions({"orders": function}, aws) == {
        "orders": [
            (
                "aws_lambda_function.f: permission mine was added outside of Terraform:"
                ' "*" may lambda:InvokeFunction'
            )
        ]
    }


def test_a_permission_on_an_alias_is_not_that_of_the_function(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """AWS keeps a policy for each alias; the embedded cloud has one for all."""

    class Functions:
        def get_policy(self, **asked: str) -> dict[str, str]:
            principal = "*" if asked.get("Qualifier") else {"Service": "sns.amazonaws.com"}
            statement = {"Sid": "declared", "Action": "lambda:Invoke", "Principal": principal}
            return {"Policy": json.dumps({"Statement": [statement]})}

    monkeypatch.setattr(unmanaged, "client", lambda *_: Functions())
    state = _state(
        ("aws_lambda_function.f", {"function_name": "drift-dev"}),
        ("aws_lambda_alias.a", {"function_name": "drift-dev", "name": "live"}),
        ("aws_lambda_permission.p", {"function_name": "drift-dev", "statement_id": "declared"}),
    )

    (line,) = unmanaged.permissions({"orders": state}, Cloud("aws"))["orders"]
    assert line.endswith('"*" may lambda:Invoke')


def test_a_permission_of_another_stack_is_no_drift(aws: Cloud, function: dict[str, Any]) -> None:
    _allow(aws, "theirs", "s3.amazonaws.com")
    other = _state(
        ("aws_lambda_permission.q", {"function_name": "drift-dev", "statement_id": "theirs"})
    )

    assert unmanaged.permissions({"orders": function, "other": other}, aws)["orders"] == []


def test_a_function_without_a_policy_or_gone_is_no_drift(aws: Cloud) -> None:
    gone = _state(("aws_lambda_function.g", {"function_name": "gone-dev"}))

    assert unmanaged.permissions({"orders": gone}, aws) == {"orders": []}


@pytest.fixture
def queues(aws: Cloud) -> Iterator[list[str]]:
    """The ARNs of two queues with the tag of the environment."""
    queues = client(aws, "sqs")
    urls = [
        queues.create_queue(QueueName=f"{name}-stray-dev", tags={"Environment": SUFFIX})["QueueUrl"]
        for name in ("declared", "made-by-hand")
    ]
    yield [
        queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"][
            "QueueArn"
        ]
        for url in urls
    ]
    for url in urls:
        queues.delete_queue(QueueUrl=url)


def test_a_resource_with_the_tag_of_the_environment_in_no_state_is_drift(
    aws: Cloud, queues: list[str]
) -> None:
    declared, stray = queues
    state = _state(("aws_sqs_queue.q", {"arn": declared}))

    assert unmanaged.resources(SUFFIX, {"orders": state}, aws) == [
        f"{stray}: has the tag Environment = dev and is in no state"
    ]


def test_what_operators_keep_and_another_environment_are_no_drift(aws: Cloud) -> None:
    store = client(aws, "ssm")
    name = f"{unmanaged.prefixes()[0]}stray/key"
    store.put_parameter(
        Name=name,
        Value="x",
        Type="SecureString",
        Tags=[{"Key": "Environment", "Value": SUFFIX}],
    )
    topic = client(aws, "sns").create_topic(
        Name="stray-dev-2", Tags=[{"Key": "Environment", "Value": "dev-2"}]
    )["TopicArn"]

    assert unmanaged.resources(SUFFIX, {"orders": _state()}, aws) == []
    store.delete_parameter(Name=name)
    client(aws, "sns").delete_topic(TopicArn=topic)
