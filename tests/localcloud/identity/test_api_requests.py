"""Who lacks a right reads the code, the status and the sentence of AWS."""

from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config

from localcloud import hooks
from localcloud.identity import roles
from localcloud.server import EmbeddedCloud
from tests.localcloud.conftest import Client
from tests.localcloud.documents import LAMBDA_TRUST, allow
from tests.localcloud.identity.conftest import ROLE, SESSION, AsRole, refused

HERE = "us-east-1:123456789012"
NO_POLICY = "because no identity-based policy allows the"
BUDGET = {"BudgetName": "b", "BudgetType": "COST", "TimeUnit": "MONTHLY"}
# Service, operation, arguments -> code, status, action as the service spells it, right, resource.
DENIALS = [
    ("dynamodb", "put_item", {"TableName": "t", "Item": {}},
     "AccessDeniedException", 400, "dynamodb:PutItem", f"arn:aws:dynamodb:{HERE}:table/t"),
    ("sqs", "send_message", {"QueueUrl": "http://h/1/q", "MessageBody": "x"},
     "AccessDenied", 403, "sqs:sendmessage", f"arn:aws:sqs:{HERE}:q"),
    ("sqs", "delete_message_batch", {"QueueUrl": "http://h/1/q", "Entries": []},
     "AccessDenied", 403, "sqs:deletemessage", f"arn:aws:sqs:{HERE}:q"),
    ("sns", "publish", {"TopicArn": f"arn:aws:sns:{HERE}:t", "Message": "x"},
     "AuthorizationError", 403, "SNS:Publish", f"arn:aws:sns:{HERE}:t"),
    ("kms", "create_key", {}, "AccessDeniedException", 400, "kms:CreateKey", "*"),
    ("logs", "create_log_group", {"logGroupName": "/a"},
     "AccessDeniedException", 400, "logs:CreateLogGroup",
     f"arn:aws:logs:{HERE}:log-group:/a:log-stream:"),
    ("lambda", "get_function", {"FunctionName": "f"},
     "AccessDeniedException", 403, "lambda:GetFunction", f"arn:aws:lambda:{HERE}:function:f"),
    ("lambda", "invoke", {"FunctionName": "f"},
     "AccessDeniedException", 403, "lambda:InvokeFunction", f"arn:aws:lambda:{HERE}:function:f"),
    ("apigateway", "get_rest_apis", {},
     "AccessDeniedException", 403, "apigateway:GET", "arn:aws:apigateway:us-east-1::/restapis"),
    ("cloudwatch", "describe_alarms", {"AlarmNames": ["a"]},
     "AccessDenied", 403, "cloudwatch:DescribeAlarms", f"arn:aws:cloudwatch:{HERE}:alarm:a"),
    ("cloudwatch", "put_dashboard", {"DashboardName": "d", "DashboardBody": "{}"},
     "AccessDenied", 403, "cloudwatch:PutDashboard",
     "arn:aws:cloudwatch::123456789012:dashboard/d"),
    ("iam", "get_role", {"RoleName": "reader"}, "AccessDenied", 403, "iam:GetRole", ROLE),
    ("iam", "list_roles", {}, "AccessDenied", 403, "iam:ListRoles", "*"),
    ("ssm", "get_parameter", {"Name": "/a/b"},
     "AccessDeniedException", 400, "ssm:GetParameter", f"arn:aws:ssm:{HERE}:parameter/a/b"),
    ("resourcegroupstaggingapi", "get_resources", {},
     "AccessDeniedException", 400, "tag:GetResources", "*"),
    ("budgets", "describe_budget", {"AccountId": "123456789012", "BudgetName": "b"},
     "AccessDeniedException", 400, "budgets:ViewBudget",
     "arn:aws:budgets::123456789012:budget/b"),
    ("budgets", "create_budget", {"AccountId": "123456789012", "Budget": BUDGET},
     "AccessDeniedException", 400, "budgets:ModifyBudget",
     "arn:aws:budgets::123456789012:budget/b"),
    ("budgets", "update_budget", {"AccountId": "123456789012", "NewBudget": BUDGET},
     "AccessDeniedException", 400, "budgets:ModifyBudget",
     "arn:aws:budgets::123456789012:budget/b"),
    ("budgets", "list_tags_for_resource",
     {"ResourceARN": "arn:aws:budgets::123456789012:budget/b"},
     "AccessDeniedException", 400, "budgets:ListTagsForResource",
     "arn:aws:budgets::123456789012:budget/b"),
    ("s3", "list_buckets", {}, "AccessDenied", 403, "s3:ListAllMyBuckets", '"*"'),
    ("s3", "put_object", {"Bucket": "b-1", "Key": "k/x"},
     "AccessDenied", 403, "s3:PutObject", '"arn:aws:s3:::b-1/k/x"'),
    ("s3", "get_object", {"Bucket": "b-1", "Key": "absent"},
     "AccessDenied", 403, "s3:GetObject", '"arn:aws:s3:::b-1/absent"'),
]  # fmt: skip
INVALID = "The security token included in the request is invalid."
UNKNOWN_KEYS = [
    ("dynamodb", "list_tables", "UnrecognizedClientException", 400, INVALID),
    ("sqs", "list_queues", "UnrecognizedClientException", 400, INVALID),
    ("lambda", "list_functions", "UnrecognizedClientException", 403, INVALID),
    ("iam", "list_roles", "InvalidClientTokenId", 403, INVALID),
    ("sts", "get_caller_identity", "InvalidClientTokenId", 403, INVALID),
    ("s3", "list_buckets", "InvalidAccessKeyId", 403,
     "The AWS Access Key Id you provided does not exist in our records."),
]  # fmt: skip
EXPIRED = [
    ("dynamodb", "list_tables", "ExpiredTokenException", 400),
    ("lambda", "list_functions", "ExpiredTokenException", 403),
    ("iam", "list_roles", "ExpiredToken", 403),
    ("s3", "list_buckets", "ExpiredToken", 400),
]


@pytest.mark.parametrize(
    ("service", "operation", "arguments", "code", "status", "action", "resource"),
    DENIALS,
    ids=[f"{each[0]}.{each[1]}" for each in DENIALS],
)
def test_the_refusal_names_the_caller_the_action_and_the_resource(  # noqa: PLR0917 (a row of the table)
    as_role: AsRole,
    service: str,
    operation: str,
    arguments: dict[str, Any],
    code: str,
    status: int,
    action: str,
    resource: str,
) -> None:
    call = getattr(as_role(allow("sts:GetCallerIdentity"))(service), operation)

    found = refused(call, **arguments)

    right = action if action[0].islower() and not action.startswith("sqs") else ""
    begin = f"User: {SESSION} is not authorized to perform: {action} on resource: {resource}"
    assert found[:2] == (code, status)
    assert found[2].startswith(f"{begin} {NO_POLICY} {right}")


@pytest.mark.parametrize(("service", "operation", "code", "status", "message"), UNKNOWN_KEYS)
def test_an_access_key_that_nobody_was_given_is_refused(  # noqa: PLR0917 (a row of the table)
    cloud: EmbeddedCloud, service: Any, operation: str, code: str, status: int, message: str
) -> None:
    nobody = boto3.Session("AKIAIOSFODNN7EXAMPLE", "x", region_name="us-east-1")
    once = Config(retries={"total_max_attempts": 1})
    client: Any = nobody.client(service, endpoint_url=cloud.endpoint, config=once)

    assert refused(getattr(client, operation)) == (code, status, message)


@pytest.mark.parametrize(("service", "operation", "code", "status"), EXPIRED)
def test_an_expired_session_is_refused(  # noqa: PLR0917 (a row of the table)
    as_role: AsRole,
    monkeypatch: pytest.MonkeyPatch,
    service: str,
    operation: str,
    code: str,
    status: int,
) -> None:
    client = as_role(allow("*"))(service)
    monkeypatch.setattr("localcloud.identity.sessions.time.time", lambda: 4e9)

    assert refused(getattr(client, operation))[:2] == (code, status)


def test_an_unsigned_request_is_refused(cloud: EmbeddedCloud) -> None:
    unsigned = Config(signature_version=UNSIGNED)
    nobody = boto3.client("s3", "us-east-1", endpoint_url=cloud.endpoint, config=unsigned)

    assert refused(nobody.list_buckets) == ("AccessDenied", 403, "Access Denied")


def test_the_session_of_a_role_that_was_made_anew_is_refused(
    as_role: AsRole, client: Client
) -> None:
    session = as_role(allow("*"))
    assert session("sqs").list_queues()
    client("iam").delete_role_policy(RoleName="reader", PolicyName="own")
    client("iam").delete_role(RoleName="reader")
    client("iam").create_role(RoleName="reader", AssumeRolePolicyDocument=LAMBDA_TRUST)

    assert refused(session("sqs").list_queues)[0] == "UnrecognizedClientException"


def test_a_change_of_a_policy_holds_for_the_next_request(as_role: AsRole, client: Client) -> None:
    session = as_role(allow("sqs:ListQueues"))
    assert session("sqs").list_queues()
    client("iam").delete_role_policy(RoleName="reader", PolicyName="own")

    assert refused(session("sqs").list_queues)[0] == "AccessDenied"


def test_credentials_are_of_their_role_only(as_role: AsRole) -> None:
    as_role(allow("*"))
    role = roles.find(ROLE)
    assert role is not None
    one, other = (hooks.active.sessions.open(role.arn, role.id, name, 60) for name in "ab")

    assert hooks.active.sessions.find(one.access_key_id).arn.endswith("assumed-role/reader/a")
    assert hooks.active.sessions.find(other.access_key_id).arn.endswith("assumed-role/reader/b")
