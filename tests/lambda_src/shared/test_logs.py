"""Log lines as the Lambda runtime writes them."""

import json
import logging
from typing import Any

import pytest
from awslambdaric.lambda_runtime_log_utils import JsonFormatter

from lambda_src.shared.logs import logger


def _written(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [json.loads(JsonFormatter().format(record)) for record in caplog.records]


def test_fields_become_keys_of_the_line(caplog: pytest.LogCaptureFixture) -> None:
    logger.info("webhook processed", extra={"status": "accepted", "ticks": 2})

    (line,) = _written(caplog)
    assert line.pop("timestamp")
    assert line == {
        "level": "INFO",
        "message": "webhook processed",
        "logger": "market_pipelines",
        "status": "accepted",
        "ticks": 2,
    }


def test_info_is_logged_though_the_root_logger_stays_at_warning() -> None:
    assert logging.getLogger().level == logging.WARNING
    assert logger.isEnabledFor(logging.INFO)
    assert not logger.isEnabledFor(logging.DEBUG)


@pytest.mark.parametrize("name", ["botocore.parsers", "botocore.endpoint", "botocore.auth"])
def test_the_sdk_writes_no_bodies_whatever_the_level_of_the_function(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "level", logging.DEBUG)

    assert not logging.getLogger(name).isEnabledFor(logging.INFO)
