"""python -m localcloud: runs an embedded cloud until SIGTERM or SIGINT."""

import argparse
import ctypes
import errno
import json
import os
import signal
import sys
from pathlib import Path

import localcloud
from localcloud.identity import decisions

# The file that the decisions of IAM are written to when the cloud ends; unset: none are recorded.
_DECISIONS = "LOCALCLOUD_DECISIONS"
_PORT_IN_USE = 3
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main(argv: list[str] | None = None) -> int:
    """Run the cloud and print one line of JSON when it is ready; the result is the exit code."""
    options = _parser().parse_args(argv)
    if options.die_with_parent and sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    stops = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)  # before any thread, so that all inherit it
    try:
        with localcloud.running(options.port, options.time_scale) as cloud:
            print(json.dumps({"endpoint": cloud.endpoint, "id": cloud.id}), flush=True)  # noqa: T201
            _run_until(stops)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        message = f"port {options.port} is in use; choose another with --port, or 0 for a free one"
        print(message, file=sys.stderr)  # noqa: T201
        return _PORT_IN_USE
    return 0


def _run_until(stops: set[signal.Signals]) -> None:
    """Wait for a signal; meanwhile record decisions if the environment names a file for them."""
    file = os.environ.get(_DECISIONS)
    decisions.active.recording = bool(file)
    signal.sigwait(stops)
    if file:
        Path(file).write_text(json.dumps(decisions.active.report()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m localcloud", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 (default) takes a free one")
    parser.add_argument("--time-scale", type=float, default=1.0, help="1.0 waits as long as AWS")
    parser.add_argument("--die-with-parent", action="store_true", help="end with the caller")
    return parser


if __name__ == "__main__":
    sys.exit(main())
