"""Settings are refused in one sentence before anything is synthesized."""

import dataclasses
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacks.environment import Environment, parse_suffix
from stacks.settings import environment

TABLES: dict[str, Any] = {
    "default": {"exchange_endpoints": {"coinbase": "https://x"}, "api_burst_limit": 70},
    "ephemeral": {"price_enricher_concurrency": 2},
    "suffix": {"dev": {"protected": True}, "prod": {"api_burst_limit": 500, "protected": True}},
}
RULE = "use lower-case letters, digits and inner hyphens, at most 20 characters."


@pytest.mark.parametrize(
    "suffix", ["dev", "a", "7", "pr-1234", "a" * 20, "feature--x", "0-0"], ids=lambda text: text
)
def test_a_good_suffix_is_taken_as_it_is(suffix: str) -> None:
    assert parse_suffix(suffix) == suffix


@pytest.mark.parametrize(
    "suffix",
    [
        pytest.param("", id="empty"),
        pytest.param("a" * 21, id="too long"),
        pytest.param("Dev", id="capital"),
        pytest.param("pr_7", id="underscore"),
        pytest.param("-dev", id="hyphen first"),
        pytest.param("dev-", id="hyphen last"),
        pytest.param("dev\n", id="line break"),
        pytest.param("dév", id="accent"),
        pytest.param("../dev", id="path"),
    ],
)
def test_a_bad_suffix_is_refused_with_the_rule(suffix: str) -> None:
    with pytest.raises(ValueError, match=re.escape(RULE)) as refusal:
        parse_suffix(suffix)

    assert repr(suffix) in str(refusal.value)


@given(st.text(max_size=25))
def test_the_rule_is_what_the_sentence_says(text: str) -> None:
    allowed = set("abcdefghijklmnopqrstuvwxyz0123456789-")
    good = 1 <= len(text) <= 20 and set(text) <= allowed and text.strip("-") == text

    try:
        assert parse_suffix(text) == text
        assert good
    except ValueError:
        assert not good


def test_the_most_specific_table_wins() -> None:
    assert environment(TABLES, "prod").api_burst_limit == 500
    assert environment(TABLES, "dev").api_burst_limit == 70
    assert environment(TABLES, "dev").price_enricher_concurrency == 5
    assert environment(TABLES, "pr-7").price_enricher_concurrency == 2


def test_a_protected_environment_is_not_ephemeral() -> None:
    protected = {suffix: environment(TABLES, suffix).protected for suffix in ("dev", "pr-7")}

    assert protected == {"dev": True, "pr-7": False}
    assert environment(TABLES, "dev").price_enricher_concurrency == 5
    with pytest.raises(ValueError, match="what is protected is not ephemeral"):
        environment({**TABLES, "ephemeral": {"protected": True}}, "pr-7")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        pytest.param({"colour": "red"}, "there is no setting 'colour'.", id="unknown"),
        pytest.param({"suffix": "x"}, "there is no setting 'suffix'.", id="not from the file"),
        pytest.param(
            {"api_rate_limit": "50"},
            "api_rate_limit is '50'; it must be a whole number.",
            id="text for a number",
        ),
        pytest.param(
            {"api_rate_limit": True},
            "api_rate_limit is True; it must be a whole number.",
            id="true for a number",
        ),
        pytest.param(
            {"allow_unsigned": 1},
            "allow_unsigned is 1; it must be true or false.",
            id="number for a truth",
        ),
        pytest.param(
            {"exchange_endpoints": []},
            "exchange_endpoints is []; it must be a table.",
            id="list for a table",
        ),
    ],
)
def test_a_wrong_setting_of_the_file_is_named(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"environments.toml: {sentence}")):
        environment({**TABLES, "ephemeral": settings}, "pr-7")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        pytest.param(
            {"suffix": "prod", "protected": True, "allow_unsigned": True},
            "allow_unsigned is refused in the protected environment prod",
            id="unsigned in prod",
        ),
        pytest.param(
            {"suffix": "dev", "protected": True, "expires_at": "2026-01-01T00:00:00Z"},
            "The protected environment dev cannot expire.",
            id="expiring dev",
        ),
        pytest.param({"expires_at": "tomorrow"}, "use RFC 3339 with a time zone", id="not a time"),
        pytest.param(
            {"expires_at": "2026-01-01T00:00:00"}, "use RFC 3339 with a time zone", id="no zone"
        ),
        pytest.param({"expires_at": "20260101T000000Z"}, "use RFC 3339", id="ISO, not RFC 3339"),
        pytest.param({"expires_at": "2026-02-30T00:00:00Z"}, "use RFC 3339", id="no such day"),
        pytest.param({"exchange_endpoints": {}}, "serves an exchange", id="no exchange"),
        pytest.param(
            {"exchange_endpoints": {"Coin/base": "x"}}, "'Coin/base' is refused", id="exchange name"
        ),
        pytest.param(
            {"exchange_endpoints": {"coin-pro": "x"}}, "'coin-pro' is refused", id="hyphen"
        ),
        pytest.param(
            {"exchange_endpoints": {"coinbase": 7}},
            "The endpoint 7 of coinbase is refused: it must be text.",
            id="endpoint",
        ),
        pytest.param({"api_rate_limit": 0}, "api_rate_limit is 0; it must be 1", id="zero"),
        pytest.param(
            {"max_ticks_per_body": 101},
            "max_ticks_per_body is 101; it must be 100 or less, so that no record exceeds 256 KB.",
            id="records above 256 KB",
        ),
    ],
)
def test_what_no_environment_may_have_is_refused(settings: dict[str, Any], sentence: str) -> None:
    given_settings = {"suffix": "pr-7", "exchange_endpoints": {"coinbase": "x"}, **settings}

    with pytest.raises(ValueError, match=re.escape(sentence)):
        Environment(**given_settings)


@pytest.mark.parametrize(
    ("tables", "sentence"),
    [
        pytest.param({"defaults": {}}, "'defaults' is not one of [bootstrap]", id="misspelt"),
        pytest.param({"team": "x"}, "'team' is not one of [bootstrap]", id="outside of any"),
        pytest.param({"default": 3}, "default is 3; it must be a table.", id="no table"),
        pytest.param({"suffix": 3}, "suffix is 3; it must be a table.", id="suffix no table"),
        pytest.param(
            {"suffix": {"dev": 3}}, "dev is 3; it must be a table.", id="a suffix no table"
        ),
    ],
)
def test_a_table_that_nobody_would_read_is_refused(tables: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"environments.toml: {sentence}")):
        environment({**TABLES, **tables}, "pr-7")


@pytest.mark.parametrize(
    "moment", ["2026-12-01T00:00:00Z", "2026-12-01T00:00:00.123+05:30"], ids=["utc", "offset"]
)
def test_an_ephemeral_environment_is_tagged_with_its_end(moment: str) -> None:
    assert environment(TABLES, "pr-7", expires_at=moment).tags["ExpiresAt"] == moment
    assert "ExpiresAt" not in environment(TABLES, "pr-7").tags


def test_only_an_ephemeral_environment_may_take_unsigned_webhooks() -> None:
    tables = {**TABLES, "ephemeral": {"allow_unsigned": True}}

    assert environment(tables, "pr-7").allow_unsigned
    assert not environment(tables, "dev").allow_unsigned


def test_settings_cannot_change_after_they_were_checked() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        environment(TABLES, "dev").suffix = "prod"  # type: ignore[misc]

    endpoints = {"coinbase": "https://x"}
    settings = Environment("pr-7", exchange_endpoints=endpoints)
    endpoints["Not/Checked"] = ""
    assert settings.exchange_endpoints == {"coinbase": "https://x"}
