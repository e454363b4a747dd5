"""The picture of the live view, with a minute of ticks of a random walk."""

import json
import subprocess
import sys
from pathlib import Path

from PIL import Image

from tests import working_copy

WEB = working_copy.ROOT / "tests" / "web"
WIDTH = 2 * 920
SERIES = "BTC-USD%40coinbase"


def write(picture: Path) -> None:
    """Take the picture in dark colours; the browser comes from the lock file of tests/web."""
    command = [sys.executable, "-m", "tests.web.watch_server", "150", "--plain"]
    with subprocess.Popen(
        command, cwd=working_copy.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as served:
        url = json.loads(served.stdout.readline() if served.stdout else "{}")["url"]
        page = [f"{url}#{SERIES}", str(picture), "1200", "dark"]
        subprocess.run(["node", "screenshot.mjs", *page], cwd=WEB, check=True)
    _lighten(picture)


def _lighten(picture: Path) -> None:
    """As wide as all pictures of the README; the page has few colours, so a palette is enough."""
    page = Image.open(picture).convert("RGB")
    size = WIDTH, page.height * WIDTH // page.width
    small = page.resize(size, Image.Resampling.LANCZOS)
    # The usual method would lose the colours of thin lines.
    method = Image.Quantize.MAXCOVERAGE
    small.quantize(256, method, dither=Image.Dither.NONE).save(picture, optimize=True)
