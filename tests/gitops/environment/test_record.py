"""A record is believed as far as it can be; whose it is, its name says."""

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops.environment.record import Record, moment, parse, pull_request_of, rfc3339, text

RECORD = Record("pr-9", "2026-01-01T00:00:00Z", "2026-01-01T04:00:00Z", owner="dev", run_id=3)


def _with(**values: Any) -> bytes:
    return json.dumps({**asdict(RECORD), **values}).encode()


def _without(name: str) -> bytes:
    return json.dumps({key: value for key, value in asdict(RECORD).items() if key != name}).encode()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(_with(), id="as it was written"),
        pytest.param(_with(suffix=7), id="a suffix that is a number"),
        pytest.param(_with(suffix="prod"), id="the suffix of another"),
        pytest.param(_with(pull_request="x"), id="a pull request that is none"),
        pytest.param(_with(pull_request=None), id="no pull request"),
        pytest.param(_with(hold={"until": "2027"}), id="a field of a newer version"),
    ],
)
def test_it_is_read_and_its_name_says_whose_it_is(content: bytes) -> None:
    assert parse("pr-9", content) == RECORD


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "Expecting value", id="empty"),
        pytest.param(b"{", "Expecting property name", id="cut off"),
        pytest.param(b"{}", "it has no created, expires", id="an empty object"),
        pytest.param(b"[]", "it is list, no JSON object", id="a list"),
        pytest.param(b"null", "it is NoneType", id="null"),
        pytest.param(b"\xff\xfe{}", "utf-8", id="no UTF-8"),
        pytest.param(b"[" * 100_000, "nested too deeply", id="nested"),
        pytest.param(_without("created"), "it has no created", id="no time of birth"),
        pytest.param(_with(created=""), "created names no time", id="an empty time of birth"),
        pytest.param(_with(expires="tomorrow"), "expires names no time", id="tomorrow"),
        pytest.param(_with(expires="2026-01-01T04:00:00"), "no time zone", id="no zone"),
        pytest.param(_with(expires="9999-12-31T23:59:59-23:59"), "out of range", id="too late"),
        pytest.param(_with(expires="0001-01-01T00:00:00+23:59"), "out of range", id="too early"),
        pytest.param(_with(expires=None), "expires is None; it must be str", id="null expiry"),
        pytest.param(_with(run_id="3"), "run_id is '3'; it must be int", id="run of text"),
        pytest.param(_with(run_id=True), "run_id is True; it must be int", id="run of truth"),
        pytest.param(_with(owner=["a"]), r"owner is \['a'\]; it must be str", id="owners"),
        pytest.param(_with(owner="\ud800"), "surrogates not allowed", id="half a character"),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse("pr-9", content)


@pytest.mark.parametrize(
    ("stacks", "reason"),
    [
        pytest.param(["a"], "it must be an object of objects", id="a list"),
        pytest.param({"a": ["b"]}, "it must be an object of objects", id="lists"),
        pytest.param({"../a": {}}, "which no stack can be named", id="a path"),
        pytest.param({"a": {"x y": "b"}}, "no address of a resource", id="an address"),
        pytest.param({"a": {"aws_x.y": 3}}, r"stacks.aws_x.y is 3; it must be str", id="a number"),
    ],
)
def test_stacks_that_cannot_be_read_say_why(stacks: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse("pr-9", _with(stacks=stacks))


def test_what_was_written_is_read_with_what_a_newer_version_added() -> None:
    record = replace(RECORD, stacks={"a": {"aws_x.y": "z"}}, unknown={"colour": "blue"})

    read = parse("pr-9", text(record).encode())

    assert (read, read.unknown) == (record, {"colour": "blue"})


WRITTEN = datetime(2026, 1, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("suffix", "created", "expires", "bounded"),
    [
        pytest.param("pr-9", 0, 4, (0, 4), id="as a deploy writes it"),
        pytest.param("pr-9", 0, 9999, (0, 168), id="for years"),
        pytest.param("pr-9", 5000, 9999, (1, 169), id="born later"),
        pytest.param("pr-9", 0, None, (0, 168), id="for ever"),
        pytest.param("demo", 0, None, (0, None), id="for ever, and protected or was"),
        pytest.param("demo", 0, 9999, (0, 168), id="of no pull request"),
    ],
)
def test_no_record_lives_longer_than_a_week(
    suffix: str, created: int, expires: int | None, bounded: tuple[int, int | None]
) -> None:
    def hours(after: int | None) -> str:
        start = WRITTEN - timedelta(hours=1)
        return "" if after is None else rfc3339(start + timedelta(hours=after))

    record = Record(suffix, hours(created), hours(expires)).bounded(WRITTEN)

    assert (record.created, record.expires) == tuple(map(hours, bounded))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
FIELDS = st.sampled_from([*asdict(RECORD), "other"])


@given(
    st.binary()
    | st.dictionaries(FIELDS, ANYTHING).map(lambda drawn: _with(**drawn))
    | ANYTHING.map(lambda drawn: json.dumps(drawn).encode())
)
def test_whatever_it_holds_it_is_a_record_or_a_value_error(content: bytes) -> None:
    try:
        record = parse("pr-9", content)
    except ValueError:
        return
    assert record.suffix == "pr-9"
    assert record.expiry is None or record.expiry.tzinfo is not None


@pytest.mark.parametrize(
    ("suffix", "number"), [("pr-9", 9), ("dev", 0), ("pr-", 0), ("x-pr-9", 0), ("pr-9-x", 0)]
)
def test_the_suffix_says_which_pull_request_it_is(suffix: str, number: int) -> None:
    assert pull_request_of(suffix) == number


@pytest.mark.parametrize("text", ["0001-01-02T00:00:00Z", "0900-01-01T00:00:00Z"])
def test_a_time_of_any_year_is_written_as_it_is_read(text: str) -> None:
    """A record of the year 900 ended the whole sweep."""
    assert rfc3339(moment(text)) == text
