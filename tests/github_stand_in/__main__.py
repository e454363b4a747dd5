"""A stand-in of GitHub as a process, for hands-on work: `python -m tests.github_stand_in`."""

import sys

from tests.github_stand_in.server import StandIn


def main() -> None:
    """Print the environment lines to paste, then serve until standard input ends."""
    with StandIn() as stand_in:
        stand_in.store.add_pull("a" * 40)
        for name, value in stand_in.environ().items():
            sys.stdout.write(f"export {name}={value}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
