"""A deploy that the account cannot hold is refused before anything is made."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure, Refusal
from gitops.environment import preflight
from policies.engine.resource import Resource


class Account:
    """Answers as Lambda does: `unreserved` of the account, `reserved` by function."""

    def __init__(self, unreserved: int, reserved: dict[str, int] | None = None) -> None:
        self.unreserved = unreserved
        self.reserved = reserved or {}

    def get_account_settings(self) -> dict[str, Any]:
        return {"AccountLimit": {"UnreservedConcurrentExecutions": self.unreserved}}

    def get_function_concurrency(self, *, FunctionName: str) -> dict[str, int]:  # noqa: N803
        if FunctionName not in self.reserved:
            raise _error("ResourceNotFoundException")
        return {"ReservedConcurrentExecutions": self.reserved[FunctionName]}


class Unreachable(Account):
    def get_account_settings(self) -> dict[str, Any]:
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1")


class Forbidden(Account):
    def get_function_concurrency(self, *, FunctionName: str) -> dict[str, int]:  # noqa: ARG002, N803
        raise _error("AccessDeniedException")


def _error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": code}}, "GetFunctionConcurrency")


def _function(name: str, reserved: int) -> Resource:
    values = {"function_name": name, "reserved_concurrent_executions": reserved}
    return Resource("s", "aws_lambda_function", name, values)


WANTED = [_function("a", 10), _function("b", 5), Resource("s", "aws_sqs_queue", "q", {})]


def _check(monkeypatch: pytest.MonkeyPatch, account: Account) -> str:
    monkeypatch.setattr(preflight, "client", lambda *_: account)
    return preflight.check_concurrency(WANTED, Cloud.aws())


def test_what_fits_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    said = _check(monkeypatch, Account(115))

    assert said == "15 of 15 concurrent executions to reserve"


def test_one_too_many_is_refused_with_both_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal, match=r"reserve 15 concurrent executions, but .* only 14 more"):
        _check(monkeypatch, Account(114))


def test_a_small_account_can_reserve_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal, match="only 0 more"):
        _check(monkeypatch, Account(50))


def test_what_a_function_has_already_is_not_counted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    said = _check(monkeypatch, Account(107, {"a": 8, "b": 9}))

    assert said == "2 of 7 concurrent executions to reserve"


@pytest.mark.parametrize(
    ("account", "sentence"),
    [
        pytest.param(Unreachable(0), "The cloud cannot be reached: ", id="no endpoint"),
        pytest.param(Forbidden(1000), "The account refused to answer: ", id="no permission"),
    ],
)
def test_an_account_that_does_not_answer_fails_the_deploy(
    monkeypatch: pytest.MonkeyPatch, account: Account, sentence: str
) -> None:
    with pytest.raises(Failure, match=sentence):
        _check(monkeypatch, account)


class Roles:
    """Answers as IAM and STS do, with or without the boundary."""

    def __init__(self, *policies: str, code: str = "NoSuchEntity") -> None:
        self.policies = {*policies}
        self.made: dict[str, str] = {}
        self._code = code

    def get_caller_identity(self) -> dict[str, str]:
        return {"Account": "210987654321", "Arn": "arn:aws-cn:iam::210987654321:user/deployer"}

    def get_policy(self, *, PolicyArn: str) -> None:  # noqa: N803
        if PolicyArn not in self.policies:
            raise ClientError({"Error": {"Code": self._code, "Message": "no"}}, "GetPolicy")

    def create_policy(self, **policy: str) -> None:
        self.made[policy["PolicyName"]] = policy["PolicyDocument"]


DECLARED = (
    "arn:${data.aws_partition.p.partition}:iam::${data.aws_caller_identity.c.account_id}"
    ":policy/market-pipelines-boundary"
)
BOUNDARY = "arn:aws-cn:iam::210987654321:policy/market-pipelines-boundary"
EMBEDDED = Cloud("local", "http://127.0.0.1:1")


def _check_boundary(monkeypatch: pytest.MonkeyPatch, roles: Roles, cloud: Cloud) -> str:
    monkeypatch.setattr(preflight, "client", lambda *_: roles)
    role = {"name": "r", "permissions_boundary": DECLARED}
    return preflight.check_boundary([Resource("s", "aws_iam_role", "r", role)], cloud)


@pytest.mark.parametrize("cloud", [Cloud("aws"), EMBEDDED], ids=["aws", "embedded"])
def test_a_boundary_that_exists_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, cloud: Cloud
) -> None:
    roles = Roles(BOUNDARY)

    assert _check_boundary(monkeypatch, roles, cloud) == "the boundary of all roles"
    assert roles.made == {}


def test_an_account_without_boundary_is_sent_to_bootstrap(monkeypatch: pytest.MonkeyPatch) -> None:
    roles = Roles()

    with pytest.raises(Refusal, match="run `gitops bootstrap --cloud aws` once"):
        _check_boundary(monkeypatch, roles, Cloud("aws"))
    assert roles.made == {}


def test_an_embedded_cloud_is_given_the_boundary(monkeypatch: pytest.MonkeyPatch) -> None:
    roles = Roles()
    _check_boundary(monkeypatch, roles, EMBEDDED)

    document = json.loads(roles.made["market-pipelines-boundary"])
    named = [name for each in document["Statement"] for name in each["Resource"]]
    assert "arn:aws-cn:kms:us-east-1:210987654321:key/*" in named


class RolesOfTwo(Roles):
    """Another deploy makes the boundary just before this one."""

    def create_policy(self, **_: str) -> None:
        raise _error("EntityAlreadyExists")


def test_of_two_deploys_at_once_both_find_the_boundary(monkeypatch: pytest.MonkeyPatch) -> None:
    said = _check_boundary(monkeypatch, RolesOfTwo(), EMBEDDED)

    assert said == "the boundary of all roles"


@pytest.mark.parametrize("cloud", [Cloud("aws"), EMBEDDED], ids=["aws", "embedded"])
def test_a_boundary_that_may_not_be_looked_at_fails_the_deploy(
    monkeypatch: pytest.MonkeyPatch, cloud: Cloud
) -> None:
    roles = Roles(code="AccessDenied")

    with pytest.raises(Failure, match="The account refused to answer: "):
        _check_boundary(monkeypatch, roles, cloud)
    assert roles.made == {}
