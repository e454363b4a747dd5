"""The metrics that policies take for our own are those that the functions count."""

from pathlib import Path

import pytest

from policies.aws.alarms import OWN_NAMESPACE
from policies.aws.metrics import MADE

ROOT = Path(__file__).resolve().parents[3]
SOURCE = "\n".join(path.read_text() for path in sorted((ROOT / "lambda_src").rglob("*.py")))


@pytest.mark.parametrize("name", sorted(MADE[OWN_NAMESPACE]))
def test_a_function_counts_it(name: str) -> None:
    assert f'"{name}": ' in SOURCE


def test_the_namespace_is_the_one_of_the_functions() -> None:
    assert f'NAMESPACE: Final = "{OWN_NAMESPACE}"' in SOURCE
