"""A stand-in of GitHub as a process, for hands-on work: `python -m tests.github_stand_in`."""

import sys
import threading

from tests.github_stand_in.server import StandIn


def main() -> None:
    """Serve until standard input ends; print the environment lines to paste."""
    with StandIn() as stand_in:
        stand_in.store.add_pull("a" * 40)
        for name, value in stand_in.environ().items():
            sys.stdout.write(f"export {name}={value}\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main()
