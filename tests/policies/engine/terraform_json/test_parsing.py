"""Foreign JSON is read as Terraform reads it, or not at all."""

import contextlib
import json
import time

import pytest

from policies.engine.terraform_json.parsing import MOST_BYTES, MOST_FAULTS, Malformed, parse
from tests.policies.engine.terraform_json.documents import GOOD


def _nested(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


def _as_text(content: bytes) -> bytes:
    """A document with a text that is this JSON."""
    return json.dumps({"a": {"policy": content.decode()}}).encode()


def test_a_document_of_the_synthesis_is_read_as_it_is() -> None:
    assert parse(json.dumps(GOOD).encode()) == GOOD


def test_letters_of_any_language_and_line_ends_are_text() -> None:
    assert parse('{"a": "Größe: 3 µs\\n\\tend"}'.encode()) == {"a": "Größe: 3 µs\n\tend"}


@pytest.mark.parametrize(
    ("content", "path", "reason"),
    [
        pytest.param(b'{"a":{},"a":{}}', "$", 'the name "a" stands twice', id="twice"),
        pytest.param(b'{"a":[{"b":1,"b":2}]}', "$.a[0]", 'the name "b"', id="twice, deep"),
        pytest.param(b'{"a":1,"\\u0061":2}', "$", 'the name "a"', id="twice, once escaped"),
        pytest.param(b"\xef\xbb\xbf{}", "$", "not JSON: Unexpected UTF-8 BOM", id="mark"),
        pytest.param('{"a":1}'.encode("utf-16"), "$", "not UTF-8", id="UTF-16"),
        pytest.param(b'{"a":"\xed\xa0\x80"}', "$", "not UTF-8 (byte 6)", id="surrogate in bytes"),
        pytest.param(b'{"a":"\\ud800${1}"}', "$.a", "U+D800", id="lone surrogate"),
        pytest.param(b'{"\\udfff":1}', '$["\\udfff"]', "not printable ASCII", id="so in a name"),
        pytest.param(b'{"a":NaN}', "$.a", "no number that JSON can hold", id="NaN"),
        pytest.param(b'{"a":[-Infinity]}', "$.a[0]", "no number that JSON", id="infinity"),
        pytest.param(b'{"a":1e999}', "$.a", "no number that JSON", id="becomes infinity"),
        pytest.param(b'{"a":' + b"9" * 5000 + b"}", "$", "more than 4,300 digits", id="huge"),
        pytest.param(_nested(66), "$" + ".a" * 65, "deeper than 64", id="deep"),
        pytest.param(_nested(200_000), "$", "deeper than 64", id="too deep for Python"),
        pytest.param(b"[" * 200_000, "$", "deeper than 64", id="lists without an end"),
        pytest.param(b" " * (MOST_BYTES + 1), "$", "bytes, more than 5000000", id="large"),
        pytest.param(b"[" + b"1," * 200_001, "$", "more than 200000 values", id="many"),
        pytest.param(b"[]", "$", "no JSON object", id="a list"),
        pytest.param(b"", "$", "not JSON: Expecting value (line 1, column 1)", id="empty"),
        pytest.param(b"{} {}", "$", "not JSON: Extra data", id="two documents"),
        pytest.param(b'{"a":1} // c', "$", "not JSON", id="comment"),
        pytest.param(b'{"a":"\\u0000"}', "$.a", "U+0000", id="NUL"),
        pytest.param(b'{"a":"\\u001b[31mred"}', "$.a", "U+001B", id="terminal sequence"),
        pytest.param(b'{"a":"\\u202etxt.exe"}', "$.a", "U+202E", id="runs backwards"),
        pytest.param(b'{"a":"\\u200b"}', "$.a", "U+200B", id="no width"),
        pytest.param(b'{"a":"\\u2028"}', "$.a", "U+2028", id="another line end"),
        pytest.param(b'{"a":"e\\u0301"}', "$.a", "not in Unicode's form NFC", id="not NFC"),
        pytest.param('{"é":1}'.encode(), '$["\\u00e9"]', "not printable ASCII", id="name"),
        pytest.param(
            b'{"\\n::a::x":1}', r'$["\n:\u003aa:\u003ax"]', "not printable", id="a command"
        ),
        pytest.param(
            _as_text(b'{"Statement":[],"Statement":[1]}'), "$.a.policy",
            'the name "Statement" stands twice; AWS may read either', id="twice in a text",
        ),
        pytest.param(
            _as_text(b' [{"b":{"Action":1,"Action":2}}]'), "$.a.policy[0].b",
            'the name "Action" stands twice', id="twice, deep in a text",
        ),
        pytest.param(
            _as_text(_as_text(b'{"b":1,"b":2}')), "$.a.policy.a.policy", 'the name "b"',
            id="twice in a text in a text",
        ),
        pytest.param(
            _as_text(_nested(63)), "$.a.policy" + ".a" * 62, "deeper than 64", id="deep text"
        ),
        pytest.param(
            _as_text(_nested(200_000)), "$.a.policy", "JSON in it nests", id="too deep text"
        ),
        pytest.param(
            _as_text(b"[" * 200_000), "$.a.policy", "JSON in it nests", id="lists in a text"
        ),
        pytest.param(
            _as_text(b'{"b":NaN}'), "$.a.policy.b", "no number that JSON", id="NaN in a text"
        ),
        pytest.param(
            _as_text(b'{"b":"\\u202e"}'), "$.a.policy.b", "U+202E", id="backwards in a text"
        ),
    ],
)  # fmt: skip
def test_what_terraform_could_read_otherwise_is_refused(
    content: bytes, path: str, reason: str
) -> None:
    with pytest.raises(Malformed) as refused:
        parse(content)

    first = refused.value.faults[0]
    assert first.path == path
    assert reason in first.reason
    assert first.remedy


def test_of_very_many_faults_the_first_are_told() -> None:
    with pytest.raises(Malformed) as refused:
        parse(json.dumps({"a": ["\x00"] * 100_000}).encode())

    assert len(refused.value.faults) == MOST_FAULTS


@pytest.mark.parametrize("text", ["{no JSON", '{"a": 1}', "[3] and more", '"a"', "{{}}", "[1e3]"])
def test_a_text_that_is_no_json_or_clean_is_a_text(text: str) -> None:
    assert parse(json.dumps({"a": text}).encode()) == {"a": text}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b'{"a":"' + b'\\"' * 2_400_000, id="a string without an end"),
        pytest.param(
            b'{"a":[' + b"{}," * 199_000 + b'"' + b"a" * 4_300_000 + b'"]}', id="as much as may be"
        ),
        pytest.param(_as_text(_as_text(b"[" + b"{}," * 190_000 + b"1]")), id="texts in texts"),
    ],
)
def test_the_largest_file_takes_a_few_seconds_of_the_processor(content: bytes) -> None:
    began = time.process_time()
    with contextlib.suppress(Malformed):
        parse(content)

    assert len(content) <= MOST_BYTES
    assert time.process_time() - began < 20
