"""The report of 500 resources and 110 policies in a real browser: first paint, and a keystroke."""

import json
import subprocess

from benchmarks import browser
from tests.web import pages


def measure() -> dict[str, float]:
    """`report.first_paint_ms` and `report.filter_ms`."""
    folder = browser.folder()
    pages.main()
    argv = ["node", "report.bench.mjs"]
    shown = subprocess.run(argv, cwd=folder, capture_output=True, text=True, check=True).stdout
    numbers: dict[str, float] = json.loads(shown)
    return numbers
