"""Supervises a command that must end in order: `python guard.py command ...`.

It passes on the first of all signals, as SIGINT, and what the command prints. If we are killed,
Linux signals once for every thread of ours, and the pipe to us breaks. Terraform would take a
second interrupt for an order to leave everything as it is, and die of the broken pipe; either way
its provider would run on.
prctl(2), PR_SET_PDEATHSIG: "the 'parent' in this case is considered to be the thread that created
this process".
"""

import os
import signal
import subprocess
import sys
from types import FrameType

STDOUT = 1
MOST_BYTES = 65_536


def main(argv: list[str]) -> int:
    """Run the command; its exit code, or 128 and the number of the signal that ended it."""
    signals: list[int] = []
    process: subprocess.Popen[bytes] | None = None

    def pass_on(number: int, _frame: FrameType | None) -> None:
        signals.append(number)
        if process is not None and len(signals) == 1:
            process.send_signal(signal.SIGINT)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, pass_on)
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if signals:
        process.send_signal(signal.SIGINT)
    _relay(process)
    code = process.wait()
    return code if code >= 0 else 128 - code


def _relay(process: "subprocess.Popen[bytes]") -> None:
    """Forward its output; once the reader is gone, keep reading and discard."""
    if process.stdout is None:
        return
    reader_connected = True
    while printed := os.read(process.stdout.fileno(), MOST_BYTES):
        try:
            while reader_connected and printed:
                printed = printed[os.write(STDOUT, printed) :]
        except BrokenPipeError:
            reader_connected = False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
