"""What the tests of all stacks share; without a deployed environment they fail."""

import math
import uuid

import pytest

from tests.integration import deployed as environments
from tests.integration import polling

ALONE, SMOKE = "alone", "smoke"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--patience", type=float, default=math.inf, help="Seconds after which every wait fails."
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{ALONE}: changes the environment for a while; runs last")
    config.addinivalue_line("markers", f"{SMOKE}: the way of all data through a stack; runs first")
    polling.longest_seconds = config.getoption("--patience", math.inf)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: (_is(item, ALONE), not _is(item, SMOKE)))


def _is(item: pytest.Item, marker: str) -> bool:
    return item.get_closest_marker(marker) is not None


def pytest_sessionstart() -> None:
    try:
        environments.read()
    except LookupError as error:
        raise pytest.UsageError(str(error)) from error


@pytest.fixture
def symbol() -> str:
    """A symbol that nothing else uses."""
    return f"T{uuid.uuid4().hex[:20].upper()}"
