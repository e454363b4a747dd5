"""Becomes python -m awslambdaric HANDLER after it has tied the process to the cloud's process."""

import ctypes
import os
import runpy
import signal
import sys

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def _die_with(parent: int) -> None:
    """Have the kernel kill this process when the cloud exits, even if a handler never returns."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it exited before prctl took effect
        sys.exit(1)


if __name__ == "__main__":
    _die_with(int(sys.argv.pop(1)))
    signal.pthread_sigmask(signal.SIG_SETMASK, [])  # the cloud blocks the signals that end it
    runpy.run_module("awslambdaric", run_name="__main__", alter_sys=True)
