"""A pull request that accepts a finding says so, before anything else that it does to waivers."""

from datetime import date

import pytest

from gitops.compliance.waivers import changes

TODAY = date(2026, 11, 21)


def _entry(
    policy: str = "the_policy",
    *,
    reason: str = "because",
    owner: str = "ann",
    expires: str = "2027-01-31",
) -> str:
    return f"""
[[waiver]]
policy = "{policy}"
addresses = ["prices: aws_sqs_queue.q"]
reason = "{reason}"
owner = "{owner}"
expires = {expires}
"""


BEFORE = " (before: until 2027-01-31, owner `ann`: `because`)"
WAIVED = "`the_policy` for `prices: aws_sqs_queue.q` until"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("", _entry(), f"- ⚠️ **added**: {WAIVED} 2027-01-31, owner `ann`: `because`"),
        (
            _entry(),
            _entry(expires="2027-02-28"),
            f"- ⚠️ **extended** from 2027-01-31: {WAIVED} 2027-02-28, owner `ann`: `because`",
        ),
        (
            _entry(),
            _entry(expires="2026-12-31"),
            f"- shortened: {WAIVED} 2026-12-31, owner `ann`: `because`{BEFORE}",
        ),
        (
            _entry(),
            _entry(reason="another", owner="bob"),
            f"- changed: {WAIVED} 2027-01-31, owner `bob`: `another`{BEFORE}",
        ),
        (_entry(), "", f"- removed: {WAIVED} 2027-01-31, owner `ann`: `because`"),
        (
            _entry(expires="2026-11-20"),
            _entry(expires="2026-11-20"),
            f"- ⛔ expired: {WAIVED} 2026-11-20, owner `ann`: `because`",
        ),
    ],
    ids=["added", "extended", "shortened", "changed", "removed", "expired"],
)
def test_each_change_is_called_out_by_its_kind(before: str, after: str, words: str) -> None:
    assert changes(before, after, TODAY) == [words]


def test_the_same_waivers_in_another_order_are_no_change() -> None:
    other = _entry("other")

    assert changes(_entry() + other, other + _entry(), TODAY) == []


def test_what_is_accepted_newly_comes_first() -> None:
    before = _entry("gone") + _entry("shorter") + _entry("longer")
    after = _entry("shorter", expires="2026-12-01") + _entry("longer", expires="2027-03-01")

    kinds = [line.split(":")[0].split(" from")[0] for line in changes(before, after, TODAY)]
    assert kinds == ["- ⚠️ **extended**", "- shortened", "- removed"]
    assert changes(before, after + _entry("new"), TODAY)[0].startswith("- ⚠️ **added**: `new`")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("", "[[waiver]]", "- ⛔ `waivers.toml: the waiver of an unnamed policy lacks"),
        ("[[waiver", "", "- ⚠️ before: `waivers.toml is not TOML"),
    ],
    ids=["after", "before"],
)
def test_a_file_that_nobody_understands_is_called_out(before: str, after: str, words: str) -> None:
    (line,) = changes(before, after, TODAY)

    assert line.startswith(words)


def test_a_reason_cannot_act_on_the_comment_in_which_it_stands() -> None:
    (line,) = changes("", _entry(reason="ask @everyone <b>`now`"), TODAY)

    assert line.endswith(r": `ask @everyone \u003cb>'now'`")
