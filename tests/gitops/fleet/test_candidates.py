"""What a sweep removes and what it keeps."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops.environment.record import LONGEST_LIFE, Record, Unreadable, rfc3339
from gitops.fleet.candidates import GRACE, KEEP, PullRequests, SweepDecision, decide, merge

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _record(suffix: str, expiry: datetime | None) -> Record:
    return Record(suffix, rfc3339(NOW - HOUR), rfc3339(expiry) if expiry else "")


def _decide(
    *records: Record,
    opened: PullRequests = None,
    protected: frozenset[str] = frozenset(),
    tagged: dict[str, datetime | None] | None = None,
    states: dict[str, list[str]] | None = None,
) -> dict[str, SweepDecision]:
    found = merge(records, states or {}, tagged or {})
    decisions = decide(found, NOW, protected=protected, open_pull_requests=opened)
    return {decision.found.suffix: decision for decision in decisions}


def _removed(record: Record, opened: PullRequests = None) -> bool:
    (decision,) = _decide(record, opened=opened).values()
    return decision.removes


@pytest.mark.parametrize(
    ("after_expiry", "removed"),
    [(-HOUR, False), (-timedelta(seconds=1), False), (timedelta(), True)],
)
def test_an_ephemeral_environment_is_removed_when_it_expires(
    after_expiry: timedelta, removed: bool
) -> None:
    assert _removed(_record("cycle-1", NOW - after_expiry)) is removed


def test_one_whose_pull_request_was_closed_goes_at_once() -> None:
    """The event of the close was lost, or its job was."""
    assert _removed(_record("pr-7", NOW + HOUR), opened={8: ()})


@pytest.mark.parametrize(("after", "removed"), [(timedelta(), False), (GRACE, True), (HOUR, True)])
def test_one_of_an_open_pull_request_has_some_grace_but_no_more(
    after: timedelta, removed: bool
) -> None:
    assert _removed(_record("pr-7", NOW - after), opened={7: ["docs"]}) is removed


def test_a_reopened_pull_request_keeps_its_environment() -> None:
    assert not _removed(_record("pr-7", NOW + HOUR), opened={7: ["docs"]})


@pytest.mark.parametrize(
    ("age", "label", "removed"),
    [
        pytest.param(2 * GRACE, KEEP, False, id="expired a while ago"),
        pytest.param(LONGEST_LIFE - HOUR, KEEP, False, id="nearly as old as may be"),
        pytest.param(LONGEST_LIFE, KEEP, True, id="too old"),
        pytest.param(2 * GRACE, "kept", True, id="another label"),
    ],
)
def test_a_label_keeps_an_environment_for_a_week(age: timedelta, label: str, removed: bool) -> None:
    record = Record("pr-7", rfc3339(NOW - age), rfc3339(NOW - age))

    assert _removed(record, opened={7: {label}}) is removed


def test_a_label_keeps_no_environment_of_a_closed_pull_request_or_of_another() -> None:
    record = _record("pr-7", NOW - HOUR)

    assert _removed(record, opened={})
    assert _removed(record, opened={7: (), 8: {KEEP}})


@pytest.mark.parametrize(("after", "removed"), [(-HOUR, False), (timedelta(), True)])
def test_without_github_only_the_expiry_counts(after: timedelta, removed: bool) -> None:
    assert _removed(_record("pr-7", NOW - after), opened=None) is removed


def test_a_protected_one_stays_whatever_its_record_says() -> None:
    decision = _decide(_record("prod", NOW - HOUR), protected=frozenset({"prod"}))["prod"]

    assert (decision.removes, decision.reason) == (False, "it is protected")


def test_one_of_which_nothing_says_when_it_expires_stays_and_is_reported() -> None:
    decision = _decide(states={"demo": ["stack"]}, tagged={"other": None})

    assert {each.removes for each in decision.values()} == {False}
    assert decision["other"].reason == "it has no expiry date"


def test_a_state_that_no_record_lists_is_left_alone() -> None:
    decision = _decide(states={"pr-7": ["a", "b"]}, opened={})["pr-7"]

    assert (decision.removes, decision.reason) == (False, "no record lists its state")


@pytest.mark.parametrize(
    ("listed", "own"),
    [
        pytest.param({"a": {}, "c": {}}, ["a", "c"], id="the record lists"),
        pytest.param(None, ["a", "b"], id="an older version listed none"),
    ],
)
def test_its_own_are_the_stacks_that_its_record_lists(
    listed: dict[str, dict[str, str]] | None, own: list[str]
) -> None:
    record = replace(_record("pr-7", NOW), stacks=listed)

    assert _decide(record, states={"pr-7": ["a", "b"]})["pr-7"].found.stacks == own


def test_without_a_record_nothing_is_its_own_but_with_a_broken_one() -> None:
    broken = [Unreadable("pr-7", "?")]
    states = {"pr-7": ["a"], "pr-8": ["a"]}

    found = {each.suffix: each.stacks for each in merge([], states, {"pr-8": NOW}, broken)}

    assert found == {"pr-7": ["a"], "pr-8": []}


@pytest.mark.parametrize("opened", [None, {7: ()}])
def test_the_last_second_that_a_record_can_name_is_no_error(opened: PullRequests) -> None:
    assert not _removed(_record("pr-7", datetime.max.replace(tzinfo=UTC)), opened=opened)


def test_one_whose_record_cannot_be_read_goes_by_its_name_or_its_tags() -> None:
    unreadable = [Unreadable("pr-7", "?"), Unreadable("old", "?"), Unreadable("", "?")]
    found = merge([], {}, {"old": NOW - HOUR}, [*unreadable, Unreadable("demo", "?")])

    decisions = decide(found, NOW, protected=(), open_pull_requests={8: ()})

    assert {each.found.suffix: each.removes for each in decisions} == {
        "demo": False,
        "old": True,
        "pr-7": True,
    }


def test_record_state_and_tags_of_one_environment_are_one() -> None:
    found = merge(
        [_record("pr-7", NOW)], {"pr-7": ["a"], "dev": ["a"]}, {"pr-7": NOW + HOUR, "x": NOW}
    )

    assert [(each.suffix, each.sources) for each in found] == [
        ("dev", ["state"]),
        ("pr-7", ["record", "state", "tags"]),
        ("x", ["tags"]),
    ]
    assert found[1].expiry == NOW
    assert found[1].stacks == ["a"]


@given(
    st.lists(
        st.tuples(st.from_regex(r"[a-z]{1,4}", fullmatch=True), st.integers(-9, 9) | st.none()),
        unique_by=lambda pair: pair[0],
    )
)
def test_what_goes_comes_first_and_the_oldest_of_it_before(
    drawn: list[tuple[str, int | None]],
) -> None:
    records = [
        _record(name, None if hours is None else NOW + hours * HOUR) for name, hours in drawn
    ]

    decisions = list(_decide(*records).values())

    going = [decision.found.expiry for decision in decisions if decision.removes]
    assert [decision.removes for decision in decisions] == sorted(
        (decision.removes for decision in decisions), reverse=True
    )
    assert going == sorted(expiry for expiry in going if expiry)
    assert len(decisions) == len(records)
