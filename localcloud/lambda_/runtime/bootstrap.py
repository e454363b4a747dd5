"""Becomes ``python -m awslambdaric <handler>`` after tying the process's life to the cloud's."""

import ctypes
import os
import runpy
import signal
import sys

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def _die_with(parent: int) -> None:
    """Have the kernel kill this process when the cloud dies, even if a handler never returns."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the kernel was told
        sys.exit(1)


if __name__ == "__main__":
    _die_with(int(sys.argv.pop(1)))
    signal.pthread_sigmask(signal.SIG_SETMASK, [])  # the cloud blocks the signals that end it
    runpy.run_module("awslambdaric", run_name="__main__", alter_sys=True)
