"""A module of tests leaves no patch in the process, or the next one fails for its sake."""

import sys
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, None, None]:
    """Fails the last test of a module that leaves a patch behind."""
    yield
    if nextitem is None or nextitem.path != item.path:
        left = _patches()
        assert not left, f"{item.path.name} leaves behind: {', '.join(left)}"


def _patches() -> list[str]:
    """What of moto is patched or active now."""
    wrapping = sys.modules.get("localcloud.moto_patches.wrapping")
    moto = sys.modules.get("moto.core.models")
    found = ["the embedded cloud's patches of moto"] if wrapping and wrapping.any_replaced() else []
    return [*found, "mock_aws"] if moto and moto.MockAWS._mocks_active else found
