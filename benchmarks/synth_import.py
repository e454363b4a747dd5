"""Synthesis as built against the same program with the provider imported the stock way."""

import filecmp
import os
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.timing import ratio, run
from gitops.adapters.package import package

ROUNDS = 3


def measure() -> dict[str, float]:
    """`synth.ratio_vs_stock_import`; both sides have bytecode and must write equal bytes."""
    package()
    with tempfile.TemporaryDirectory() as folder:
        ours, stock = Path(folder, "ours"), Path(folder, "stock")
        value = ratio(
            lambda: _synth(ours, stock_import=False),
            lambda: _synth(stock, stock_import=True),
            ROUNDS,
        )
        _same_bytes(ours, stock)
    return {"synth.ratio_vs_stock_import": value}


def _synth(folder: Path, *, stock_import: bool) -> None:
    # What is current already would be left as it is.
    shutil.rmtree(folder, ignore_errors=True)
    env = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "CDKTF_OUTDIR": str(folder),
        "MARKET_STOCK_PROVIDER_IMPORT": "1" if stock_import else "",
    }
    run([sys.executable, "-m", "stacks"], env)


def _same_bytes(one: Path, other: Path) -> None:
    for file in one.rglob("cdk.tf.json"):
        if not filecmp.cmp(file, other / file.relative_to(one), shallow=False):
            raise RuntimeError(f"{file.name} of {file.parent.name} differs")
