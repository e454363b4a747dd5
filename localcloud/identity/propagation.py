"""What decides lags behind what the APIs show: tags of KMS keys, and roles for Lambda.

Sources: docs/claims.md#late-key-tags, and
https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html (eventual consistency).
"""

import time
from collections.abc import Callable, Mapping

Tags = Mapping[str, str]
Hides = Callable[[str, float], bool]
"""Whether an operation must not yet see what changed so many seconds of AWS time ago."""


def _nothing(_operation: str, _age: float) -> bool:
    return False


class Propagation:
    """When keys were tagged and roles changed; what of it decides already.

    `time_scale` is the length of a second of AWS time in real seconds.
    """

    def __init__(
        self,
        hides_tags: Hides = _nothing,
        hides_role: Hides = _nothing,
        time_scale: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._hides_tags = hides_tags
        self._hides_role = hides_role
        self._time_scale = time_scale
        self._clock = clock
        self._tags: dict[str, list[tuple[float, Tags]]] = {}
        self._roles: dict[str, float] = {}

    def key_tagged(self, key_arn: str, tags: Tags) -> None:
        """The key has these tags from now on."""
        self._tags.setdefault(key_arn, []).append((self._clock(), dict(tags)))

    def role_changed(self, role_arn: str) -> None:
        """The role was made, or got another policy."""
        self._roles[role_arn] = self._clock()

    def key_tags(self, key_arn: str, operation: str, latest: Tags) -> Tags:
        """The tags that `operation` is authorized by; `latest` are those that the API shows."""
        changes = self._tags.get(key_arn, [])
        for changed_at, tags in reversed(changes):
            if not self._hides_tags(operation, self._age(changed_at)):
                return tags
        return {} if changes else latest

    def is_assumable(self, role_arn: str, operation: str) -> bool:
        """Whether Lambda knows the role as it is now, in `operation`."""
        changed_at = self._roles.get(role_arn)
        return changed_at is None or not self._hides_role(operation, self._age(changed_at))

    def _age(self, moment: float) -> float:
        return (self._clock() - moment) / self._time_scale


active = Propagation()
"""That of the running cloud; without one nothing is late."""


def activate(propagation: Propagation) -> None:
    """Let this one decide from now on."""
    global active  # noqa: PLW0603 (one cloud in a process, as for localcloud.hooks)
    active = propagation
