"""Which environments should be gone; decides on what was found, asks nobody."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from gitops.environment.record import Record, Unreadable, pull_request_of

# An open pull request keeps its environment so long past its expiry: somebody may be reading its
# logs. What nobody wants is gone at once. Together with the schedule of the sweep this keeps the
# promise of one hour.
GRACE = timedelta(minutes=30)


@dataclass
class Found:
    """What is known of one environment, and how: by its record, its states or its tags."""

    suffix: str
    expiry: datetime | None = None
    record: Record | None = None
    stacks: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)

    @property
    def pull_request(self) -> int:
        """Whose environment it is; 0 for none."""
        return pull_request_of(self.suffix)


@dataclass(frozen=True)
class Verdict:
    """Whether an environment goes, and why, in words."""

    found: Found
    goes: bool
    why: str


def merge(
    records: Iterable[Record],
    states: Mapping[str, list[str]],
    tagged: Mapping[str, datetime | None],
    unreadable: Iterable[Unreadable] = (),
) -> list[Found]:
    """Every environment of which there is a record, a state or a tagged resource.

    One whose record cannot be read is one all the same: what else is known of it decides.
    """
    known: dict[str, Found] = {}

    def of(suffix: str, source: str) -> Found:
        found = known.setdefault(suffix, Found(suffix))
        found.sources.append(source)
        return found

    for record in records:
        found = of(record.suffix, "record")
        found.record, found.expiry = record, record.expiry
    for suffix, stacks in states.items():
        of(suffix, "state").stacks = stacks
    for suffix, expiry in tagged.items():
        found = of(suffix, "tags")
        found.expiry = found.expiry or expiry
    for suffix in {each.suffix for each in unreadable} - {""}:
        of(suffix, "something unreadable")
    return sorted(known.values(), key=lambda each: each.suffix)


def judge(
    found: Iterable[Found],
    now: datetime,
    *,
    protected: Collection[str],
    open_pull_requests: Collection[int] | None,
) -> list[Verdict]:
    """What goes and what stays, the oldest expiry first.

    `open_pull_requests` is None when nobody could be asked; then only what expired goes.
    """
    verdicts = [_verdict(each, now, protected, open_pull_requests) for each in found]
    never = datetime.max.replace(tzinfo=now.tzinfo)
    return sorted(verdicts, key=lambda each: (not each.goes, each.found.expiry or never))


def _verdict(
    found: Found, now: datetime, protected: Collection[str], opened: Collection[int] | None
) -> Verdict:
    if found.suffix in protected:
        return Verdict(found, goes=False, why="it is protected")
    number = found.pull_request
    if number and opened is not None and number not in opened:
        return Verdict(found, goes=True, why=f"pull request {number} is closed")
    if found.expiry is None:
        return Verdict(found, goes=False, why="nothing says when it expires")
    waits = GRACE if number and opened is not None else timedelta()
    # Not the sum, which the last days of the year 9999 have none of.
    if now - waits < found.expiry:
        return Verdict(found, goes=False, why=f"it expires at {found.expiry:%Y-%m-%d %H:%M %Z}")
    return Verdict(found, goes=True, why=f"it expired at {found.expiry:%Y-%m-%d %H:%M %Z}")
