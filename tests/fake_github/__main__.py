"""The fake GitHub as a process, for hands-on work: `python -m tests.fake_github`."""

import sys

from tests.fake_github.server import FakeGitHub


def main() -> None:
    """Print the environment lines to paste, then serve until standard input ends."""
    with FakeGitHub() as fake_github:
        fake_github.store.add_pull("a" * 40)
        for name, value in fake_github.environ().items():
            sys.stdout.write(f"export {name}={value}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
