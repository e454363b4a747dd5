"""A module of tests leaves the process as it found it, or the next one fails for its sake.

What can leak: moto's mock, the embedded cloud's patches of moto, variables of the environment.
"""

import os
import sys
from collections.abc import Generator

import pytest

_environment: dict[str, str] = {}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    """Remembers the environment before the first test of a module."""
    if not _environment:
        _environment.update(_variables())
    result = yield
    if nextitem is None or nextitem.path != item.path:
        _environment.clear()
    return result


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, None, None]:
    """Fails the last test of a module that leaves something behind."""
    yield
    if nextitem is None or nextitem.path != item.path:
        left = leaks(_environment)
        assert not left, f"{item.path.name} leaves behind: {', '.join(left)}"


def leaks(environment: dict[str, str]) -> list[str]:
    """What is active in this process that was not before; names, never values."""
    wrapping = sys.modules.get("localcloud.moto_patches.wrapping")
    moto = sys.modules.get("moto.core.models")
    found = []
    if wrapping and wrapping.any_replaced():
        found.append("the embedded cloud's patches of moto")
    if moto and moto.MockAWS._mocks_active:
        found.append("mock_aws")
    changed = {name for name, _ in environment.items() ^ _variables().items()}
    return found + [f"${name}" for name in sorted(changed)]


def _variables() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
