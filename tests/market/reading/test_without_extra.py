"""The client needs boto3 only; what needs more says which libraries to install."""

import subprocess
import sys
import textwrap

import pytest

from gitops.adapters.paths import ROOT

# What boto3 brings along; everything else of an installation is refused.
BOTO3 = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3")
ALLOWED = (*BOTO3, "lambda_src", "market")
REFUSE = f"""
import importlib.abc, importlib.machinery, sys

class OnlyBoto3(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top in sys.stdlib_module_names or top in {ALLOWED!r}:
            return None
        raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, OnlyBoto3())
"""


def _run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", REFUSE + textwrap.dedent(program)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_nothing_but_boto3_is_imported_to_read() -> None:
    done = _run("""
        from decimal import Decimal
        from market.reading import PriceReader, Tick
        from market.reading.candles import candles
        PriceReader("crypto-prices-dev", object())
        print(len(list(candles([Tick("s", Decimal(1), Decimal(2))], 60_000, Decimal(0)))))
    """)

    assert (done.stdout, done.stderr) == ("1\n", "")


@pytest.mark.parametrize(
    ("use", "what"),
    [
        ("from market.reading import tick_frame; tick_frame([])", "A frame"),
        (
            "from market.reading.indicators import Indicator; Indicator.parse('ema').values([])",
            "An indicator",
        ),
        (
            "from market.reading.formats import write_parquet; write_parquet([], [], None)",
            "Parquet",
        ),
    ],
)
def test_what_needs_the_extra_says_how_to_get_it(use: str, what: str) -> None:
    done = _run(use)

    assert done.stderr.strip().endswith(
        f"ReadingError: {what} needs more libraries: pip install 'market-pipelines[data]'"
    )
