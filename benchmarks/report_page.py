"""The report of 500 resources and 110 policies in a real browser: first paint, and a keystroke."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.web import pages

FOLDER = Path("tests/web")


def measure() -> Mapping[str, float]:
    """`report.first_paint_ms` and `report.filter_ms`; without a browser, none and a sentence."""
    if not (FOLDER / "node_modules").is_dir():
        print("report_page needs the browser of tests/web: npm ci --prefix tests/web")
        return {}
    pages.main()
    argv = ["node", "report.bench.mjs"]
    done = subprocess.run(argv, cwd=FOLDER, capture_output=True, text=True, check=True)
    numbers: dict[str, float] = json.loads(done.stdout)
    return numbers
