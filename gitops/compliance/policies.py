"""The policies of the catalogue, for commands."""

from gitops.adapters.errors import Failure
from policies.engine.catalogue import Policy, UnfinishedPolicy, discover


def catalogue() -> list[Policy]:
    """All policies.

    Raises:
        Failure: one is unfinished.
    """
    try:
        return list(discover())
    except UnfinishedPolicy as error:
        raise Failure(str(error)) from error
