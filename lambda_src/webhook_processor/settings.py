"""The settings of webhook-processor."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from lambda_src.shared import settings
from lambda_src.shared.settings import BadSetting


@dataclass(frozen=True)
class Settings:
    """The parsed environment variables; times in milliseconds."""

    environment: str
    table: str
    secret_prefix: str
    exchanges: frozenset[str]
    allow_unsigned: bool
    ahead_ms: int
    behind_ms: int
    max_ticks: int


def load(environ: Mapping[str, str]) -> Settings:
    """The settings of this environment.

    Raises:
        BadSetting: a variable is missing or unusable.
    """
    return Settings(
        environment=settings.text(environ, "ENVIRONMENT_SUFFIX"),
        table=settings.text(environ, "TABLE_NAME"),
        secret_prefix=settings.text(environ, "SECRET_PARAMETER_PREFIX"),
        exchanges=_exchanges(settings.text(environ, "EXCHANGE_ENDPOINTS")),
        allow_unsigned=settings.flag(environ, "ALLOW_UNSIGNED"),
        ahead_ms=settings.whole_number(environ, "MAX_AHEAD_SECONDS") * 1000,
        behind_ms=settings.whole_number(environ, "MAX_BEHIND_SECONDS") * 1000,
        max_ticks=settings.whole_number(environ, "MAX_TICKS_PER_BODY"),
    )


def _exchanges(text: str) -> frozenset[str]:
    try:
        endpoints = json.loads(text)
    except ValueError:
        endpoints = None
    if not isinstance(endpoints, dict):
        # Without the value, because endpoints are encrypted configuration.
        raise BadSetting("EXCHANGE_ENDPOINTS is not a JSON object from exchange to endpoint.")
    return frozenset(endpoints)
