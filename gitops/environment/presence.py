"""Whether an environment of a name exists at all: what a mistyped name asks for does not."""

from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure, Refusal
from gitops.environment import leftover_scan
from gitops.environment.registry import registry_of


def is_deployed(suffix: str, cloud: Cloud) -> bool:
    """Whether the environment has a record, be it readable or not, or a state."""
    registry = registry_of(cloud)
    try:
        return registry.read(suffix) is not None or suffix in registry.states()
    except Refusal:
        return True


def exists(suffix: str, cloud: Cloud) -> bool:
    """The same; or something in the cloud has its tag."""
    return is_deployed(suffix, cloud) or bool(leftover_scan.scan(suffix, [], cloud).leftovers)


def require_deployed(suffix: str, cloud: Cloud) -> None:
    """Let pass only an environment that somebody deployed.

    Raises:
        Failure: names the command that deploys it.
    """
    if not is_deployed(suffix, cloud):
        raise Failure(
            f"Nothing of environment {suffix} is deployed in cloud {cloud.name};"
            f" run gitops deploy --suffix {suffix} --cloud {cloud.name}."
        )
