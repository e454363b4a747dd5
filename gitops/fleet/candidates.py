"""Decides which environments a sweep removes; pure, without requests."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from gitops.environment.record import (
    LONGEST_LIFE,
    Record,
    Unreadable,
    moment,
    pull_request_of,
)

# An open pull request keeps its environment this long past its expiry: somebody may be reading its
# logs. Others are removed at once. Together with the schedule of the sweep this keeps the
# promise of one hour.
GRACE = timedelta(minutes=30)
UNREADABLE = "unreadable record"
# The label of a pull request whose environment outlives its expiry, up to the longest life.
KEEP = "keep"
# Of each open pull request its labels; None when GitHub is not configured.
PullRequests = Mapping[int, Collection[str]] | None


@dataclass
class Found:
    """What is known of one environment, and from where: its record, its states or its tags."""

    suffix: str
    expiry: datetime | None = None
    record: Record | None = None
    states: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)

    @property
    def stacks(self) -> list[str]:
        """The stacks that are its own: those of its record, else, by what it lists, none.

        A record that cannot be read, or that an older version wrote, lists none: then it is its
        states that count.
        """
        if self.record is not None and self.record.stacks is not None:
            return sorted(self.record.stacks)
        return self.states if self.record or UNREADABLE in self.sources else []

    @property
    def pull_request(self) -> int:
        """The pull request that it belongs to; 0 for none."""
        return pull_request_of(self.suffix)


@dataclass(frozen=True)
class SweepDecision:
    """Whether a sweep removes an environment, and the reason as a sentence."""

    found: Found
    removes: bool
    reason: str


def merge(
    records: Iterable[Record],
    states: Mapping[str, list[str]],
    tagged: Mapping[str, datetime | None],
    unreadable: Iterable[Unreadable] = (),
) -> list[Found]:
    """Every environment that has a record, a state or a tagged resource.

    One with an unreadable record is included: its states and tags decide.
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
        of(suffix, "state").states = stacks
    for suffix, expiry in tagged.items():
        found = of(suffix, "tags")
        found.expiry = found.expiry or expiry
    for suffix in {each.suffix for each in unreadable} - {""}:
        of(suffix, UNREADABLE)
    return sorted(known.values(), key=lambda each: each.suffix)


def decide(
    found: Iterable[Found],
    now: datetime,
    *,
    protected: Collection[str],
    open_pull_requests: PullRequests,
) -> list[SweepDecision]:
    """What is removed, the oldest expiry first, then what is kept.

    `open_pull_requests` is None when GitHub is not configured; then only expired ones are removed.
    """
    decisions = [_decision(each, now, protected, open_pull_requests) for each in found]
    never = datetime.max.replace(tzinfo=now.tzinfo)
    return sorted(decisions, key=lambda each: (not each.removes, each.found.expiry or never))


def _decision(
    found: Found, now: datetime, protected: Collection[str], opened: PullRequests
) -> SweepDecision:
    if exempt := _exempt(found, protected):
        return SweepDecision(found, removes=False, reason=exempt)
    number = found.pull_request
    if number and opened is not None and number not in opened:
        return SweepDecision(found, removes=True, reason=f"pull request {number} is closed")
    if found.expiry is None:
        return SweepDecision(found, removes=False, reason="it has no expiry date")
    if reason := kept_reason(found.record, (opened or {}).get(number, ()), now):
        return SweepDecision(found, removes=False, reason=reason)
    grace = GRACE if number and opened is not None else timedelta()
    # Not the sum, which overflows in the last days of the year 9999.
    if now - grace < found.expiry:
        return SweepDecision(found, removes=False, reason="it has not expired")
    return SweepDecision(found, removes=True, reason="it expired")


def _exempt(found: Found, protected: Collection[str]) -> str:
    """Why no sweep ever removes it; empty if one may."""
    if found.suffix in protected:
        return "it is protected"
    return "no record lists its state" if found.sources == ["state"] else ""


def kept_reason(record: Record | None, labels: Collection[str], now: datetime) -> str:
    """How the labels of its open pull request keep an environment; empty if they do not."""
    if record is None or KEEP not in labels:
        return ""
    latest = moment(record.created) + LONGEST_LIFE
    return f"its pull request has the label {KEEP}, until {minute(latest)}" if now < latest else ""


def minute(time: datetime) -> str:
    """The time as people read it, to the minute."""
    return f"{time:%Y-%m-%d %H:%M %Z}"
