"""Whether the label of its pull request keeps one environment."""

from datetime import UTC, datetime

from github.Repository import Repository

from gitops.adapters.cloud import Cloud
from gitops.adapters.github_client import github_errors
from gitops.environment.record import pull_request_of
from gitops.environment.registry import registry_of
from gitops.fleet import candidates


def reason(repository: Repository, suffix: str, cloud: Cloud) -> str:
    """Why a sweep would keep the environment for its label, as a sentence; empty if it would not.

    Raises:
        Failure: GitHub refused, or could not be reached.
        Refusal: the record cannot be read.
    """
    record = registry_of(cloud).read(suffix)
    number = pull_request_of(suffix)
    if record is None or not number:
        return ""
    with github_errors(f"read pull request {number}"):
        pull = repository.get_pull(number)
        labels = {label.name for label in pull.labels} if pull.state == "open" else set[str]()
    return candidates.kept_reason(record, labels, datetime.now(UTC))
