"""Why nothing can be read."""


class ReadingError(Exception):
    """The request cannot be answered: one sentence with the reason and the remedy."""


class NoTable(ReadingError):
    """The table does not exist in this account and region."""


def needs_extra(what: str) -> ReadingError:
    """The error of a feature whose libraries are not installed."""
    return ReadingError(f"{what} needs more libraries: pip install 'market-pipelines[data]'")
