"""What the tests of all stacks share; without a deployed environment they fail."""

import uuid

import pytest

from tests.integration import deployed as environments

ALONE = "alone"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{ALONE}: changes the environment for a while; runs last")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker(ALONE) is not None)


def pytest_sessionstart() -> None:
    try:
        environments.read()
    except LookupError as error:
        raise pytest.UsageError(str(error)) from error


@pytest.fixture
def symbol() -> str:
    """A symbol that nothing else uses."""
    return f"T{uuid.uuid4().hex[:20].upper()}"
