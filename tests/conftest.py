"""What holds for all tests."""

import os
import signal

from hypothesis import HealthCheck, settings

from tests.leaks import pytest_runtest_teardown
from tests.skips import (
    pytest_addoption,
    pytest_collection_modifyitems,
    pytest_configure,
    pytest_make_collect_report,
    pytest_runtest_makereport,
)

__all__ = [
    "pytest_addoption",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_make_collect_report",
    "pytest_runtest_makereport",
    "pytest_runtest_teardown",
]

# A workflow that runs the tests is not what they are about, and they write nothing into it.
for name in [name for name in os.environ if name.startswith("GITHUB_")]:
    del os.environ[name]

# A shell starts what it puts into the background deaf to interrupts, and so would be what we start.
signal.signal(signal.SIGINT, signal.default_int_handler)

# No test asserts a wall time, and the machines are shared: an example may take as long as it takes.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
