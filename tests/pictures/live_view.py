"""The picture of the live view, with a minute of ticks of a random walk."""

import json
import subprocess
import sys
from pathlib import Path

from tests import working_copy

WEB = working_copy.ROOT / "tests" / "web"
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
