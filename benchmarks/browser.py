"""The headless browser of the pages' tests."""

import sys
from pathlib import Path

from benchmarks.timing import ROOT


def folder() -> Path:
    """The folder with the browser and the scripts that drive it.

    Raises:
        SystemExit: the browser is not installed; one sentence says how.
    """
    web = ROOT / "tests" / "web"
    if not (web / "node_modules").is_dir():
        sys.exit("The browser is missing; install it: npm ci --prefix tests/web")
    return web
