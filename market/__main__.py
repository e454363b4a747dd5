"""Lets `python -m market` stand for the `market` command."""

from market.cli import main

if __name__ == "__main__":
    main()
