"""Senders that cannot sign are known by a token in the path."""

import pytest

from lambda_src.webhook_processor.reasons import Reason, Rejected
from lambda_src.webhook_processor.schemes import path_token
from lambda_src.webhook_processor.schemes.scheme import UnusableSecret
from tests.lambda_src.webhook_processor.fakes import envelope

TOKEN, OLDER = "n" * 32, "o" * 43
KEYS = path_token.keys(f"{TOKEN} {OLDER}")


@pytest.mark.parametrize("token", [TOKEN, OLDER])
def test_every_active_token_counts(token: str) -> None:
    request = envelope({}, token)

    path_token.check(request)
    assert path_token.is_authentic(request, b"any", KEYS)


@pytest.mark.parametrize("token", [TOKEN[:-1], TOKEN + "n", TOKEN.upper(), "ü\ud800", " "])
def test_another_token_does_not_count(token: str) -> None:
    assert not path_token.is_authentic(envelope({}, token), b"any", KEYS)


def test_a_path_without_a_token_is_unsigned() -> None:
    with pytest.raises(Rejected) as caught:
        path_token.check(envelope({}))

    assert caught.value.reason is Reason.UNSIGNED


@pytest.mark.parametrize("text", ["", "n" * 31, f"{TOKEN} {'/' * 32}", "ü" * 32])
def test_a_token_that_is_guessed_easily_or_breaks_the_path_is_a_mistake(text: str) -> None:
    with pytest.raises(UnusableSecret):
        path_token.keys(text)
