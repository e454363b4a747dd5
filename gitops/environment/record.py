"""What is known of an environment."""

import json
import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, datetime
from typing import Any

PULL_REQUEST = re.compile(r"pr-([0-9]{1,9})")


@dataclass(frozen=True)
class Record:
    """An environment as recorded when it was first named: times in RFC 3339, UTC.

    `expires` is empty for protected environments. `cloud` and `identity` name where it was last
    deployed; both are empty before that. `owner` is who did that, `run_id` the workflow run that
    last worked on it (0 on a laptop), `commit` what a run last began to deploy there.
    """

    suffix: str
    created: str
    expires: str
    cloud: str = ""
    identity: str = ""
    owner: str = ""
    run_id: int = 0
    commit: str = ""

    @property
    def expiry(self) -> datetime | None:
        """When it should be gone; None if never."""
        return moment(self.expires) if self.expires else None


@dataclass(frozen=True)
class Unreadable:
    """A record or a state that cannot be read: `reason` names its place and what is wrong.

    `suffix` is from its name, or empty if no environment can have that name.
    """

    suffix: str
    reason: str


def parse(suffix: str, content: bytes) -> Record:
    """The record of the environment `suffix`, from the content of its file or object.

    The name alone says whose record it is: the suffix, and with it the pull request, in the
    content is not believed. Other fields that this version does not know are ignored, and lost
    when it writes the record again. So a newer version may add what an older one can do without,
    and must not give a field that is known another meaning.

    Raises:
        ValueError: it is no JSON object in UTF-8, or a field that is known is missing, has another
            type or names no time.
    """
    found = {**json_object(content), "suffix": suffix}
    known = {each.name: each for each in fields(Record)}
    if missing := [name for name in known if known[name].default is MISSING and name not in found]:
        raise ValueError(f"it has no {', '.join(missing)}")
    values: dict[str, Any] = {name: _typed(name, found[name]) for name in known if name in found}
    for name in ("created", "expires"):
        _check_time(name, values[name])
    return Record(**values)


def json_object(content: bytes) -> Mapping[str, Any]:
    """The JSON object that the content is. Raises ValueError if it is none, or not in UTF-8."""
    try:
        found = json.loads(content.decode())
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if isinstance(found, dict):
        return found
    raise ValueError(f"it is {type(found).__name__}, no JSON object")


def _typed(name: str, value: Any) -> str | int:
    """The value of a field; booleans are whole numbers to Python, not to us."""
    wanted = int if name == "run_id" else str
    if type(value) is not wanted:
        raise ValueError(f"{name} is {value!r:.40}; it must be {wanted.__name__}")
    if isinstance(value, str):
        # JSON can name half a character, which no terminal and no issue could show.
        value.encode()
    return value


def _check_time(name: str, text: str) -> None:
    """Only what is protected never expires; everything was made at some time."""
    if name == "expires" and not text:
        return
    try:
        moment(text)
    except ValueError as error:
        raise ValueError(f"{name} names no time ({error})") from error


def pull_request_of(suffix: str) -> int:
    """The pull request whose environment `pr-<number>` is; 0 for any other name."""
    found = PULL_REQUEST.fullmatch(suffix)
    return int(found[1]) if found else 0


def rfc3339(when: datetime) -> str:
    """The time in UTC, to the second."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """The time that RFC 3339 text names, in UTC. Raises ValueError when it names none."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    try:
        return found.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{text} is out of range in UTC") from error
