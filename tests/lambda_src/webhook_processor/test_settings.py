"""The settings of webhook-processor."""

import pytest

from lambda_src.shared.settings import BadSetting
from lambda_src.webhook_processor import settings
from tests.lambda_src.conftest import ENVIRON


def test_settings_are_read_from_the_environment() -> None:
    loaded = settings.load({**ENVIRON, "ALLOW_UNSIGNED": "true", "MAX_AHEAD_SECONDS": "60"})

    assert loaded == settings.Settings(
        environment="dev",
        table="crypto-prices-dev",
        secret_prefix="/market-pipelines/webhook-secret/",
        exchanges=frozenset({"coinbase"}),
        allow_unsigned=True,
        ahead_ms=60_000,
        behind_ms=86_400_000,
        max_ticks=50,
    )


@pytest.mark.parametrize("text", ["coinbase", "[]", '"x"', "{"])
def test_endpoints_that_are_no_object_are_refused_without_being_shown(text: str) -> None:
    with pytest.raises(BadSetting) as caught:
        settings.load({**ENVIRON, "EXCHANGE_ENDPOINTS": text})

    assert str(caught.value) == (
        "EXCHANGE_ENDPOINTS is not a JSON object from exchange to endpoint."
    )
