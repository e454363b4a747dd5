"""What is known of an environment."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Record:
    """An environment as recorded when it was first named: times in RFC 3339, UTC.

    `expires` is empty for protected environments. `cloud` and `identity` say where it was last
    deployed; both are empty before that. `owner` is who did that, `run_id` the workflow run that
    last worked on it (0 on a laptop), `pull_request` whose it is (0 for none).
    """

    suffix: str
    created: str
    expires: str
    cloud: str = ""
    identity: str = ""
    owner: str = ""
    pull_request: int = 0
    run_id: int = 0

    @property
    def expiry(self) -> datetime | None:
        """When it should be gone; None if never."""
        return moment(self.expires) if self.expires else None


def rfc3339(when: datetime) -> str:
    """The time in UTC, to the second."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """The time that RFC 3339 text names. Raises ValueError when it names none."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return found
