"""A run that waited while a newer commit was deployed must not put the older one back."""

from github.Repository import Repository

from gitops.adapters.github_client import github_errors

# What GitHub calls a head that is an ancestor of the base.
# https://docs.github.com/en/rest/commits/commits#compare-two-commits
BEHIND = "behind"


def is_superseded(repository: Repository, commit: str, deployed: str) -> bool:
    """Whether `commit` is an ancestor of the commit that was `deployed` ("" for none).

    Raises:
        Failure: GitHub does not know one of them, or could not be reached.
    """
    if not deployed or commit == deployed:
        return False
    with github_errors(f"compare {commit} with {deployed}, which is deployed"):
        return repository.compare(deployed, commit).status == BEHIND
