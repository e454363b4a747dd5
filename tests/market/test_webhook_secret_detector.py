"""A webhook secret in a file is found before it is committed."""

import base64

import pytest

from market.webhook_secret_detector import WebhookSecretDetector
from market.webhook_secrets import generate


def _found(line: str) -> set[str]:
    found = WebhookSecretDetector().analyze_line(filename="x.py", line=line, line_number=1)
    return {str(secret.secret_value) for secret in found}


@pytest.mark.parametrize("size", [24, 32, 64])
def test_a_secret_of_every_allowed_size_is_found(size: int) -> None:
    secret = "whsec_" + base64.b64encode(bytes(range(size))).decode()

    assert _found(f'SECRET = "{secret}"') == {secret}


def test_a_secret_that_we_made_up_is_found() -> None:
    secret = generate("coinbase")

    assert _found(f"curl --header 'x: {secret}'") == {secret}


@pytest.mark.parametrize(
    "line", ['"whsec_" + made_up', "a secret is whsec_ and base64", "whsec_AA"]
)
def test_the_mark_alone_is_no_secret(line: str) -> None:
    assert _found(line) == set()
