"""What is known of an environment."""

import json
import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

PULL_REQUEST = re.compile(r"pr-([0-9]{1,9})")
STACK = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
ADDRESS = re.compile(r"[a-z][a-z0-9_]*\.[A-Za-z_][A-Za-z0-9_-]*")
# However late a record says that it expires, and however long its pull request keeps it.
LONGEST_LIFE = timedelta(days=7)


@dataclass(frozen=True)
class Record:
    """An environment as recorded before its first deploy: times in RFC 3339, UTC.

    `expires` is empty for protected environments. `cloud` and `identity` name where it was last
    deployed; both are empty before that. `owner` is who did that, `run_id` the workflow run that
    last worked on it (0 on a laptop), `commit` what a run last began to deploy there. `stacks` are
    those that are, or may be, deployed: stack -> address -> name of what can be found by its name;
    None if the version that wrote the record listed none. `unknown` are fields of a newer version.
    """

    suffix: str
    created: str
    expires: str
    cloud: str = ""
    identity: str = ""
    owner: str = ""
    run_id: int = 0
    commit: str = ""
    stacks: Mapping[str, Mapping[str, str]] | None = None
    unknown: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def bounded(self, written: datetime) -> "Record":
        """The record, with no life beyond a week from when it was `written` at the latest.

        Its content is a claim of whoever wrote it; when that was, the store of the record says.
        What never expires is protected, and no pull request's environment is.
        """
        created = min(moment(self.created), written)
        expiry = self.expiry
        if expiry is None and not pull_request_of(self.suffix):
            return self
        latest = created + LONGEST_LIFE
        expires = rfc3339(latest) if expiry is None or expiry > latest else self.expires
        early = created < moment(self.created)
        return replace(self, created=rfc3339(created) if early else self.created, expires=expires)

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
    content is not believed. Fields that this version does not know are kept. So a newer version
    may add what an older one can do without, and must not give a field that is known another
    meaning.

    Raises:
        ValueError: it is no JSON object in UTF-8, or a field that is known is missing, has another
            type or names no time.
    """
    found = {**json_object(content), "suffix": suffix}
    known = {each.name: each for each in fields(Record) if each.name != "unknown"}
    if missing := [name for name in known if known[name].default is MISSING and name not in found]:
        raise ValueError(f"it has no {', '.join(missing)}")
    values: dict[str, Any] = {name: _typed(name, found[name]) for name in known if name in found}
    for name in ("created", "expires"):
        _check_time(name, values[name])
    return Record(**values, unknown={name: found[name] for name in found if name not in known})


def text(record: Record) -> str:
    """The record as JSON, with the fields that a newer version wrote."""
    known = {each.name: getattr(record, each.name) for each in fields(Record)}
    return json.dumps({**known.pop("unknown"), **known}, indent=2) + "\n"


def json_object(content: bytes) -> Mapping[str, Any]:
    """The JSON object that the content is. Raises ValueError if it is none, or not in UTF-8."""
    try:
        found = json.loads(content.decode())
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if isinstance(found, dict):
        return found
    raise ValueError(f"it is {type(found).__name__}, no JSON object")


def _typed(name: str, value: Any) -> Any:
    """The value of a field; booleans are whole numbers to Python, not to us."""
    if name == "stacks":
        return _stacks(value)
    wanted = int if name == "run_id" else str
    if type(value) is not wanted:
        raise ValueError(f"{name} is {value!r:.40}; it must be {wanted.__name__}")
    if isinstance(value, str):
        # JSON can name half a character, which no terminal and no issue could show.
        value.encode()
    return value


def _stacks(value: Any) -> Mapping[str, Mapping[str, str]] | None:
    if value is None:
        return None
    if not isinstance(value, dict) or not all(isinstance(each, dict) for each in value.values()):
        raise ValueError(f"stacks is {value!r:.40}; it must be an object of objects")
    for stack, names in value.items():
        if not STACK.fullmatch(stack):
            raise ValueError(f"stacks names {stack!r:.40}, which no stack can be named")
        for address, name in names.items():
            if not ADDRESS.fullmatch(address):
                raise ValueError(f"stacks has {address!r:.40}, which is no address of a resource")
            _typed(f"stacks.{address}", name)
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
    # strftime writes a year before 1000 with three digits, which nothing reads again.
    return when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def moment(text: str) -> datetime:
    """The time that RFC 3339 text names, in UTC. Raises ValueError when it names none."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    try:
        return found.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{text} is out of range in UTC") from error
