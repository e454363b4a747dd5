"""What AWS shows is late: key tags, roles, deleted things and the names of queues."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto.core.resource_tagging import iter_taggable_backends

from localcloud.moto_patches import ghosts
from tests.localcloud.conftest import Client, poll, zipped
from tests.localcloud.documents import LAMBDA_TRUST, allow
from tests.localcloud.fault_injection.conftest import Inject
from tests.localcloud.identity.conftest import AsRole, refused

DEV = {"TagKey": "Environment", "TagValue": "dev"}
OF_DEV = {"StringEquals": {"aws:ResourceTag/Environment": "dev"}}
NOT_ASSUMABLE = "The role defined for the function cannot be assumed by Lambda."
# AWS's seconds: longer than any test, and short enough to wait for.
NEVER, SOON = 1_000_000, 50
Names = Callable[[], list[str]]


def rule(effect: str, seconds: float, operation: str = "*") -> dict[str, Any]:
    return {"operation": operation, "effect": effect, "seconds": seconds}


@pytest.fixture
def rotate(as_role: AsRole) -> Callable[..., Any]:
    """EnableKeyRotation by a role that may touch what has the tag."""
    session = as_role(allow("kms:EnableKeyRotation", Condition=OF_DEV))
    return lambda key: session("kms").enable_key_rotation(KeyId=key)


def test_a_key_of_a_moment_ago_has_no_tags_for_authorization(
    client: Client, inject: Inject, rotate: Callable[..., Any]
) -> None:
    inject(rule("late_key_tags", NEVER))
    key = client("kms").create_key(Tags=[DEV])["KeyMetadata"]["KeyId"]

    assert client("kms").list_resource_tags(KeyId=key)["Tags"] == [DEV]
    assert refused(rotate, key=key)[0] == "AccessDeniedException"

    inject()
    assert rotate(key)


def test_the_tags_of_a_key_decide_after_a_while(
    client: Client, inject: Inject, rotate: Callable[..., Any]
) -> None:
    inject(rule("late_key_tags", NEVER))
    key = client("kms").create_key(Tags=[DEV])["KeyMetadata"]["KeyId"]
    assert refused(rotate, key=key)[0] == "AccessDeniedException"

    inject(rule("late_key_tags", SOON))
    poll(lambda: _succeeds(rotate, key))


def test_until_then_the_tags_of_before_decide(
    client: Client, inject: Inject, rotate: Callable[..., Any]
) -> None:
    key = client("kms").create_key(Tags=[DEV])["KeyMetadata"]["KeyId"]
    poll(lambda: rotate(key))
    # The tags of the creation are older than this when the next change is not.
    inject(rule("late_key_tags", NEVER, "kms.EnableKeyRotation") | {"times": 1})
    client("kms").untag_resource(KeyId=key, TagKeys=["Environment"])

    assert rotate(key)
    assert refused(rotate, key=key)[0] == "AccessDeniedException"


def test_lambda_does_not_know_a_role_of_a_moment_ago(
    client: Client, inject: Inject, make_role: Callable[[Any], str]
) -> None:
    inject(rule("late_roles", NEVER))
    role = make_role(client("iam"))

    assert refused(_create, client=client, role=role) == (
        *("InvalidParameterValueException", 400),
        NOT_ASSUMABLE,
    )
    inject(rule("late_roles", SOON))
    poll(lambda: _succeeds(_create, client, role))


def test_lambda_does_not_know_the_policy_of_a_moment_ago(
    client: Client, inject: Inject, make_role: Callable[[Any], str]
) -> None:
    role = make_role(client("iam"))
    inject(rule("late_roles", NEVER))
    assert refused(_create, client=client, role=role)[2] == NOT_ASSUMABLE
    inject()
    assert _create(client, role)


QUEUE = "arn:aws:sqs:us-east-1:123456789012:jobs"
CALLS = [
    ("update_function_configuration", {"Role": "arn:aws:iam::123456789012:role/next"},
     NOT_ASSUMABLE),
    ("update_function_configuration", {"DeadLetterConfig": {"TargetArn": QUEUE}},
     "The provided execution role does not have permissions to call SendMessage on SQS"),
    ("create_event_source_mapping", {"EventSourceArn": QUEUE},
     "The function execution role does not have permissions to call ReceiveMessage on SQS"),
    ("put_function_event_invoke_config",
     {"DestinationConfig": {"OnFailure": {"Destination": QUEUE}}},
     "The function's execution role does not have permissions to call SendMessage on " + QUEUE),
]  # fmt: skip


@pytest.mark.parametrize(("call", "arguments", "sentence"), CALLS)
def test_each_check_of_a_role_sees_its_change_late(  # noqa: PLR0917 (a row of the table)
    client: Client,
    inject: Inject,
    make_role: Callable[[Any], str],
    call: str,
    arguments: dict[str, Any],
    sentence: str,
) -> None:
    client("sqs").create_queue(QueueName="jobs", Attributes={"VisibilityTimeout": "60"})
    _create(client, make_role(client("iam")))
    _new_role(client)
    operation = getattr(client("lambda"), call)
    inject(rule("late_roles", NEVER, "lambda.*"))
    assert refused(operation, FunctionName="f", **arguments) == (
        *("InvalidParameterValueException", 400),
        sentence,
    )

    inject(rule("late_roles", NEVER, "lambda.CreateFunction"))
    assert operation(FunctionName="f", **arguments)


def _new_role(client: Client) -> None:
    client("iam").create_role(RoleName="next", AssumeRolePolicyDocument=LAMBDA_TRUST)


def _create(client: Client, role: str) -> Any:
    return client("lambda").create_function(
        FunctionName="f", Runtime="python3.13", Handler="index.handler", Role=role,
        Code={"ZipFile": zipped(index="")},
    )  # fmt: skip


def _succeeds(call: Callable[..., Any], *arguments: Any) -> bool:
    try:
        call(*arguments)
    except ClientError as error:
        if "AccessDenied" in str(error) or NOT_ASSUMABLE in str(error):
            return False
        raise
    return True


def _queue(client: Client) -> tuple[str, Names, Callable[[], Any]]:
    sqs = client("sqs")
    url = sqs.create_queue(QueueName="gone", tags={"Environment": "dev"})["QueueUrl"]
    sqs.delete_queue(QueueUrl=url)
    return (
        url,
        lambda: sqs.list_queues().get("QueueUrls", []),
        lambda: sqs.get_queue_url(QueueName="gone"),
    )


def _function(client: Client) -> tuple[str, Names, Callable[[], Any]]:
    functions = client("lambda")
    client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=LAMBDA_TRUST)
    _create(client, "arn:aws:iam::123456789012:role/r")
    functions.delete_function(FunctionName="f")
    return (
        "f",
        lambda: [each["FunctionName"] for each in functions.list_functions()["Functions"]],
        lambda: functions.get_function_configuration(FunctionName="f"),
    )


def _role(client: Client) -> tuple[str, Names, Callable[[], Any]]:
    iam = client("iam")
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=LAMBDA_TRUST)
    iam.delete_role(RoleName="r")
    return (
        "r",
        lambda: [each["RoleName"] for each in iam.list_roles()["Roles"]],
        lambda: iam.get_role(RoleName="r"),
    )


def _api(client: Client) -> tuple[str, Names, Callable[[], Any]]:
    apis = client("apigateway")
    made = apis.create_rest_api(name="gone")["id"]
    apis.delete_rest_api(restApiId=made)
    return (
        made,
        lambda: [each["id"] for each in apis.get_rest_apis()["items"]],
        lambda: apis.get_rest_api(restApiId=made),
    )


@pytest.mark.parametrize("deleted", [_queue, _function, _role, _api])
def test_a_list_shows_what_was_deleted_while_its_describe_call_does_not(
    client: Client, inject: Inject, deleted: Callable[..., tuple[str, Names, Callable[[], Any]]]
) -> None:
    inject(rule("ghosts", NEVER))
    name, names, describe = deleted(client)

    assert names() == [name]
    assert refused(describe)[0]

    inject()
    assert names() == []


def test_the_tagging_api_shows_what_was_deleted_for_a_while(client: Client, inject: Inject) -> None:
    inject(rule("ghosts", NEVER))
    _queue(client)

    assert _tagged(client, "dev") == ["arn:aws:sqs:us-east-1:123456789012:gone"]
    assert _tagged(client, "prod") == []
    inject(rule("ghosts", SOON))
    poll(lambda: _tagged(client, "dev") == [])


def test_a_ghost_is_not_listed_beside_what_has_its_name_now(client: Client, inject: Inject) -> None:
    inject(rule("ghosts", NEVER))
    _role(client)
    client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=LAMBDA_TRUST)

    assert [each["RoleName"] for each in client("iam").list_roles()["Roles"]] == ["r"]


CHANGED = RuntimeError("dictionary changed size during iteration")


def test_only_deletions_look_at_what_is_tagged(
    client: Client, inject: Inject, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: str) -> Any:
        raise AssertionError

    monkeypatch.setattr(ghosts, "iter_taggable_backends", fail)
    inject(rule("ghosts", NEVER))

    assert client("sqs").create_queue(QueueName="new")["QueueUrl"]


def test_a_served_deletion_is_no_error_because_others_change_the_store(
    client: Client, inject: Inject, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors, backends = [CHANGED, CHANGED], iter_taggable_backends

    def changing(account: str, region: str) -> Any:
        if errors:
            raise errors.pop()
        return backends(account, region)

    monkeypatch.setattr(ghosts, "iter_taggable_backends", changing)
    inject(rule("ghosts", NEVER))
    _queue(client)

    assert not errors
    assert _tagged(client, "dev") == ["arn:aws:sqs:us-east-1:123456789012:gone"]


def test_without_ghosts_a_deletion_reads_no_store(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_backend: Any) -> Any:
        raise CHANGED

    for listing in ghosts._LISTINGS:
        monkeypatch.setitem(vars(listing), "stored", fail)

    for make in (_queue, _function, _api):
        make(client)


def _tagged(client: Client, environment: str) -> list[str]:
    answer = client("resourcegroupstaggingapi").get_resources(
        TagFilters=[{"Key": "Environment", "Values": [environment]}]
    )
    return [each["ResourceARN"] for each in answer["ResourceTagMappingList"]]
