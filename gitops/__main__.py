"""Lets `python -m gitops` stand for the `gitops` command."""

from gitops.cli import main

if __name__ == "__main__":
    main()
