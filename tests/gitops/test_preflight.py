"""A deploy that the account cannot hold is refused before anything is made."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from gitops import preflight
from gitops.cloud import Cloud
from gitops.errors import Failure, Refusal
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
