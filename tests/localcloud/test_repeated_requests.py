"""Who sends a request again after a lost answer reads that answer, not a conflict with itself."""

import logging
import re
from typing import Any

import pytest
from werkzeug import Response
from werkzeug.test import create_environ, run_wsgi_app

from localcloud import repeated_requests
from localcloud.repeated_requests import RepeatedRequests
from tests.localcloud.conftest import Client
from tests.localcloud.documents import LAMBDA_TRUST
from tests.localcloud.identity.conftest import refused


def attempt(client: Client, number: int, invocation: str = "one") -> Any:
    """An IAM client whose requests are this attempt of an invocation."""
    iam = client("iam")

    def number_it(request: Any, **_: Any) -> None:
        request.headers["amz-sdk-invocation-id"] = invocation
        request.headers["amz-sdk-request"] = f"attempt={number}; max=25"

    iam.meta.events.register("before-send.iam.*", number_it)
    return iam


ROLE = {"RoleName": "reader", "AssumeRolePolicyDocument": LAMBDA_TRUST}


def test_the_second_attempt_reads_the_answer_to_the_first(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    made = attempt(client, 1).create_role(**ROLE)["Role"]

    with caplog.at_level(logging.WARNING):
        assert attempt(client, 2).create_role(**ROLE)["Role"] == made
    assert any(
        re.fullmatch(r"POST /: its answer of \d\.\d s ago was missed", each)
        for each in caplog.messages
    )


@pytest.mark.parametrize(("number", "invocation"), [(1, "one"), (1, "other"), (2, "other")])
def test_any_other_request_has_its_conflict(client: Client, number: int, invocation: str) -> None:
    attempt(client, 1).create_role(**ROLE)

    again = attempt(client, number, invocation).create_role
    assert refused(again, **ROLE)[:2] == ("EntityAlreadyExists", 409)


class Server:
    """Answers by its rule: a status, and a body."""

    def __init__(self) -> None:
        self._repeats = RepeatedRequests()

    def status(self, status: int, number: int, invocation: str = "one", body: str = "") -> int:
        environ = create_environ(method="POST", path="/things")
        environ["HTTP_AMZ_SDK_INVOCATION_ID"] = invocation
        environ["HTTP_AMZ_SDK_REQUEST"] = f"attempt={number}; max=3"

        def app(environ: Any, start_response: Any) -> Any:
            return self._repeats.answer(Response(body, status), environ, start_response)

        return int(run_wsgi_app(app, environ)[1].split()[0])


@pytest.mark.parametrize("first", [400, 409, 500])
def test_an_injected_fault_stays_one(first: int) -> None:
    server = Server()

    assert server.status(first, 1) == first
    assert server.status(409, 2) == 409


def test_what_works_twice_is_done_twice() -> None:
    server = Server()
    server.status(201, 1)

    assert server.status(202, 2) == 202
    assert server.status(500, 3) == 500


def test_only_so_many_small_answers_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeated_requests, "_KEPT", 1)
    server = Server()
    server.status(201, 1, "large", "x" * 70_000)
    server.status(201, 1, "old")
    server.status(201, 1, "new")

    answers = [server.status(409, 2, each) for each in ("large", "old", "new")]
    assert answers == [409, 409, 201]
