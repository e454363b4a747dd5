"""Checks once what people forget to set on GitHub; it only reads."""

from collections.abc import Callable, Iterator

from gitops.approval.doctor import actions, branch, environments, owners, subject
from gitops.approval.doctor.api import Api
from gitops.approval.doctor.rows import Row, State

CHECKS: tuple[Callable[[Api], Iterator[Row]], ...] = (
    environments.examine,
    branch.examine,
    owners.examine,
    actions.examine,
    subject.examine,
)


def examine(api: Api) -> list[Row]:
    """All rows. An answer of another shape than GitHub documents makes a check unknown.

    Raises:
        Failure: the token is wrong, the rate limit is exceeded, or GitHub is out of reach.
    """
    return [found for check in CHECKS for found in _rows(check, api)]


def _rows(check: Callable[[Api], Iterator[Row]], api: Api) -> Iterator[Row]:
    try:
        yield from check(api)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        name = check.__module__.rpartition(".")[2]
        yield Row(f"{name}: GitHub's answer", State.unknown, f"is not understood: {error!r}")
