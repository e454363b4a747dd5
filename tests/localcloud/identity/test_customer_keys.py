"""Whoever uses an encrypted resource needs the right to its key, and the key must be usable."""

from collections.abc import Callable
from operator import itemgetter
from typing import Any

import pytest

from tests.localcloud.conftest import Client, CreateFunction, zipped
from tests.localcloud.documents import allow, document
from tests.localcloud.identity.conftest import ROLE, AsRole, refused

ROOT = {"AWS": "arn:aws:iam::123456789012:root"}
ONLY_ADMINISTRATOR: dict[str, Any] = {
    "Principal": "*",
    "Condition": {
        "ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:user/administrator"}
    },
}
DELEGATE = allow("kms:*", Principal=ROOT)
HERE = "us-east-1:123456789012"
SOURCE = "import os\ndef handler(event, context): return os.environ['SECRET']"
NAMED = {"FunctionName": "worker"}


def table(client: Client, key: str) -> None:
    client("dynamodb").create_table(
        TableName="items",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key},
    )


def queue(client: Client, key: str) -> None:
    client("sqs").create_queue(QueueName="jobs", Attributes={"KmsMasterKeyId": key})


def topic(client: Client, key: str) -> None:
    client("sns").create_topic(Name="news", Attributes={"KmsMasterKeyId": key})


def parameter(client: Client, key: str) -> None:
    client("ssm").put_parameter(Name="/secret", Value="x", Type="SecureString", KeyId=key)


# What is encrypted, its use, and AWS's code without the right and with a disabled key.
USES = [
    (table, "dynamodb", "put_item", {"TableName": "items", "Item": {"id": {"S": "1"}}},
     "AccessDeniedException", "AccessDeniedException"),
    (queue, "sqs", "send_message", {"QueueUrl": "http://h/1/jobs", "MessageBody": "x"},
     "KMS.AccessDeniedException", "KMS.DisabledException"),
    (queue, "sqs", "receive_message", {"QueueUrl": "http://h/1/jobs"},
     "KMS.AccessDeniedException", "KMS.DisabledException"),
    (topic, "sns", "publish", {"TopicArn": f"arn:aws:sns:{HERE}:news", "Message": "x"},
     "KMSAccessDenied", "KMSDisabled"),
    (parameter, "ssm", "get_parameter", {"Name": "/secret", "WithDecryption": True},
     "AccessDeniedException", "InvalidKeyId"),
]  # fmt: skip
IDS = [f"{each[1]}.{each[2]}" for each in USES]


@pytest.fixture
def key(client: Client) -> str:
    """The ARN of a key whose policy leaves everything to IAM policies."""
    return str(client("kms").create_key(Policy=document(DELEGATE))["KeyMetadata"]["Arn"])


@pytest.mark.parametrize(
    ("make", "service", "operation", "arguments", "denied", "disabled"), USES, ids=IDS
)
def test_the_use_takes_the_right_to_the_key(  # noqa: PLR0917 (a row of the table)
    client: Client,
    as_role: AsRole,
    key: str,
    make: Any,
    service: str,
    operation: str,
    arguments: dict[str, Any],
    denied: str,
    disabled: str,
) -> None:
    make(client, key)
    through = {"StringEquals": {"kms:ViaService": f"{service}.us-east-1.amazonaws.com"}}
    session = as_role(allow(f"{service}:*"))
    assert refused(getattr(session(service), operation), **arguments)[0] == denied

    client("iam").put_role_policy(
        RoleName="reader",
        PolicyName="key",
        PolicyDocument=document(
            allow("kms:Decrypt kms:Encrypt kms:GenerateDataKey", key, Condition=through)
        ),
    )
    assert getattr(session(service), operation)(**arguments)

    client("kms").disable_key(KeyId=key)
    assert refused(getattr(session(service), operation), **arguments)[0] == disabled


def test_a_key_that_names_nobody_is_closed_to_identity_policies(
    client: Client, as_role: AsRole
) -> None:
    # https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html: without the account
    # in the key policy no IAM policy counts.
    policy = document(allow("kms:*", **ONLY_ADMINISTRATOR))
    key = client("kms").create_key(Policy=policy)["KeyMetadata"]["Arn"]

    code, status, message = refused(as_role(allow("kms:*"))("kms").describe_key, KeyId=key)

    assert (code, status) == ("AccessDeniedException", 400)
    assert message.endswith("because no resource-based policy allows the kms:DescribeKey action")


def test_a_policy_that_would_lock_its_caller_out_is_refused(client: Client, key: str) -> None:
    policy = document(allow("kms:DescribeKey", Principal=ROOT))
    for call, more in (("create_key", {}), ("put_key_policy", {"KeyId": key})):
        code, _, message = refused(getattr(client("kms"), call), Policy=policy, **more)
        assert code == "MalformedPolicyDocumentException"
        assert message == (
            "The new key policy will not allow you to update the key policy in the future."
        )


def test_a_function_decrypts_its_variables_by_the_grant_of_its_creator(
    client: Client, create_function: CreateFunction, key: str
) -> None:
    settings = {"KMSKeyArn": key, "Environment": {"Variables": {"SECRET": "known"}}}
    create_function("worker", SOURCE, **settings)
    closed = document(allow("kms:*", **ONLY_ADMINISTRATOR))
    client("kms").put_key_policy(KeyId=key, PolicyName="default", Policy=closed)
    assert _answer(client) == '"known"'

    client("kms").disable_key(KeyId=key)
    client("lambda").update_function_configuration(FunctionName="worker", Timeout=31)

    code, status, message = refused(client("lambda").invoke, FunctionName="worker")
    assert (code, status) == ("KMSDisabledException", 502)
    assert message.startswith("Lambda was unable to decrypt the environment variables")


def test_the_creator_of_a_function_needs_rights_to_its_key(
    as_role: AsRole, create_function: CreateFunction, client: Client, key: str
) -> None:
    create_function("worker", SOURCE)
    session = as_role(allow("lambda:*"))
    code, status, message = refused(
        session("lambda").update_function_configuration,
        FunctionName="worker", KMSKeyArn=key,
    )  # fmt: skip
    assert (code, status) == ("InvalidParameterValueException", 400)
    # Terraform's provider retries by this sentence.
    assert "KMS key is invalid for CreateGrant" in message
    assert "KMSKeyArn" not in client("lambda").get_function_configuration(FunctionName="worker")


READS = [
    ("get_function_configuration", NAMED, lambda answer: answer),
    ("get_function", NAMED, itemgetter("Configuration")),
    ("list_functions", {}, lambda answer: answer["Functions"][0]),
    ("list_versions_by_function", NAMED, lambda answer: answer["Versions"][0]),
    ("update_function_code", {**NAMED, "ZipFile": zipped(index=SOURCE)}, lambda answer: answer),
]
THROUGH_LAMBDA = {
    "StringEquals": {
        "kms:ViaService": "lambda.us-east-1.amazonaws.com",
        "kms:EncryptionContext:aws:lambda:FunctionArn": f"arn:aws:lambda:{HERE}:function:worker",
    }
}


@pytest.mark.parametrize(
    ("operation", "arguments", "configuration"), READS, ids=map(itemgetter(0), READS)
)
def test_variables_are_shown_to_who_may_decrypt_them(  # noqa: PLR0917 (a row of the table)
    client: Client,
    as_role: AsRole,
    create_function: CreateFunction,
    key: str,
    operation: str,
    arguments: dict[str, Any],
    configuration: Callable[[Any], Any],
) -> None:
    settings = {"KMSKeyArn": key, "Environment": {"Variables": {"SECRET": "known"}}}
    create_function("worker", SOURCE, **settings)
    session = as_role(allow("lambda:*"))
    read = getattr(session("lambda"), operation)

    hidden = configuration(read(**arguments))["Environment"]
    assert hidden["Error"]["ErrorCode"] == "AccessDeniedException"
    assert hidden["Error"]["Message"] == (
        "Lambda was unable to decrypt your environment variables because the KMS access was denied."
        " Please check your KMS permissions. KMS Exception: AccessDeniedException KMS Message:"
        " User: arn:aws:sts::123456789012:assumed-role/reader/me is not authorized to perform:"
        f" kms:Decrypt on resource: {key} because no identity-based policy allows the kms:Decrypt"
        " action"
    )
    assert "Variables" not in hidden

    decrypts = document(allow("kms:Decrypt", key, Condition=THROUGH_LAMBDA))
    client("iam").put_role_policy(RoleName="reader", PolicyName="key", PolicyDocument=decrypts)
    assert configuration(read(**arguments))["Environment"] == settings["Environment"]

    client("kms").disable_key(KeyId=key)
    hidden = configuration(read(**arguments))["Environment"]
    assert hidden["Error"]["ErrorCode"] == "DisabledException"
    assert "Variables" not in hidden


def test_variables_under_the_key_of_lambda_are_shown_to_all(
    as_role: AsRole, create_function: CreateFunction
) -> None:
    variables = {"Variables": {"SECRET": "known"}}
    create_function("worker", SOURCE, Environment=variables)

    read = as_role(allow("lambda:*"))("lambda").get_function_configuration
    assert read(**NAMED)["Environment"] == variables


def test_a_log_group_is_encrypted_only_with_a_key_that_lets_logs_in(
    client: Client, key: str
) -> None:
    create = client("logs").create_log_group
    name = f"arn:aws:logs:{HERE}:log-group:/app"
    assert refused(create, logGroupName="/app", kmsKeyId=key) == (
        *("AccessDeniedException", 400),
        f"The specified KMS key does not exist or is not allowed to be used with Arn '{name}'",
    )
    logs = allow(
        "kms:Encrypt kms:Decrypt kms:GenerateDataKey",
        Principal={"Service": "logs.us-east-1.amazonaws.com"},
        Condition={"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": name}},
    )
    client("kms").put_key_policy(KeyId=key, PolicyName="default", Policy=document(DELEGATE, logs))
    assert create(logGroupName="/app", kmsKeyId=key)


def _answer(client: Client) -> str:
    return str(client("lambda").invoke(FunctionName="worker")["Payload"].read().decode())


@pytest.mark.parametrize(
    ("constraint", "given", "allowed"),
    [
        ("EncryptionContextSubset", {"a": "1", "b": "2"}, True),
        ("EncryptionContextSubset", {"a": "2"}, False),
        ("EncryptionContextEquals", {"a": "1"}, True),
        ("EncryptionContextEquals", {"a": "1", "b": "2"}, False),
        ("EncryptionContextEquals", {}, False),
    ],
)
def test_a_grant_with_a_constraint_is_for_that_encryption_context(  # noqa: PLR0917 (a row of the table)
    client: Client,
    as_role: AsRole,
    key: str,
    constraint: str,
    given: dict[str, str],
    allowed: bool,
) -> None:
    # https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html
    session = as_role(allow("sqs:GetQueueUrl"))
    client("kms").create_grant(
        KeyId=key,
        GranteePrincipal=ROLE,
        Operations=["Encrypt", "DescribeKey"],
        Constraints={constraint: {"a": "1"}},
    )
    ask = {"KeyId": key, "Plaintext": b"x", "EncryptionContext": given}

    assert session("kms").describe_key(KeyId=key)
    if allowed:
        assert session("kms").encrypt(**ask)
    else:
        assert refused(session("kms").encrypt, **ask)[0] == "AccessDeniedException"
