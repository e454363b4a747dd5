"""Log filter patterns, after the CloudWatch Logs guide.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.filter_patterns import InvalidPattern
from localcloud.filter_patterns.logs import parse_log_pattern

LINE = {
    "level": "ERROR",
    "eventType": "UpdateTrail",
    "sourceIPAddress": "111.111.111.111",
    "arrayKey": ["value", "another value"],
    "objectList": [{"name": "a", "id": 1}, {"name": "b", "id": 2}],
    "SomeObject": None,
    "ThisFlag": True,
    "ThatFlag": False,
    "latency": 50.5,
    "count": 3,
    "text": "3",
    "log-level": "high",
    "cluster.name": "c",
    "two-lines": "a\nb",
}
ERRORS = '{ ($.level = "ERROR") || ($.level = "CRITICAL") }'


def matches(pattern: str, line: Any) -> bool:
    return parse_log_pattern(pattern)(line if isinstance(line, str) else json.dumps(line))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param('{ $.eventType = "UpdateTrail" }', True, id="text"),
        pytest.param('{ $.eventType = "updatetrail" }', False, id="text of another case"),
        pytest.param("{ $.eventType = UpdateTrail }", True, id="text without quotes"),
        pytest.param("{ $.eventType = Update* }", True, id="a wildcard at the end"),
        pytest.param("{ $.arrayKey[0] = * }", True, id="any text"),
        pytest.param("{ $.objectList[0].id = * }", True, id="any number"),
        pytest.param("{ $.missing = * }", False, id="a field that is not there"),
        pytest.param('{ $.eventType = "*Trail" }', True, id="a wildcard at the start"),
        pytest.param('{ $.eventType = "U*T*l" }', True, id="wildcards inside"),
        pytest.param('{ $.eventType = "Trail" }', False, id="the end is not the whole"),
        pytest.param('{ $.eventType = "Update" }', False, id="the start is not the whole"),
        pytest.param('{ $.two-lines = "a*b" }', True, id="a wildcard over a line break"),
        pytest.param("{ $.sourceIPAddress != 123.123.* }", True, id="unlike a wildcard"),
        pytest.param("{ $.sourceIPAddress != 111.* }", False, id="not unlike a wildcard"),
        pytest.param('{ $.missing != "x" }', False, id="a missing field is not unlike"),
        pytest.param('{ $.arrayKey[0] = "value" }', True, id="an element"),
        pytest.param('{ $.arrayKey[1] = "value" }', False, id="another element"),
        pytest.param('{ $.arrayKey[9] = "value" }', False, id="an element beyond the end"),
        pytest.param('{ $.arrayKey[*] = "another value" }', True, id="any element"),
        pytest.param("{ $.objectList[1].id = 2 }", True, id="a field of an element"),
        pytest.param('{ $.eventType[0] = "U" }', False, id="an element of a text"),
        pytest.param("{ $.SomeObject IS NULL }", True, id="null"),
        pytest.param("{ $.level IS NULL }", False, id="not null"),
        pytest.param("{ $.missing IS NULL }", False, id="absent is not null"),
        pytest.param("{ $.missing NOT EXISTS }", True, id="absent"),
        pytest.param("{ $.SomeObject NOT EXISTS }", False, id="null is not absent"),
        pytest.param("{ $.ThisFlag IS TRUE }", True, id="true"),
        pytest.param("{ $.ThatFlag IS TRUE }", False, id="not true"),
        pytest.param("{ $.ThatFlag IS FALSE }", True, id="false"),
        pytest.param("{ $.level IS TRUE }", False, id="text is not true"),
        pytest.param("{ $.latency > 50 }", True, id="greater"),
        pytest.param("{ $.latency > 50.5 }", False, id="not greater"),
        pytest.param("{ $.latency >= 50.5 }", True, id="greater or equal"),
        pytest.param("{ $.count < 4 }", True, id="less"),
        pytest.param("{ $.count <= 2 }", False, id="not less or equal"),
        pytest.param("{ $.count = 3 }", True, id="equal number"),
        pytest.param("{ $.count != 3 }", False, id="not unequal number"),
        pytest.param("{ $.count = 3e0 }", True, id="scientific notation"),
        pytest.param("{ $.count > -1 }", True, id="negative number"),
        pytest.param("{ $.text = 3 }", False, id="text that looks like the number"),
        pytest.param('{ $.count = "3" }', False, id="number that looks like the text"),
        pytest.param("{ $.ThisFlag = 1 }", False, id="true is not 1"),
        pytest.param("{ $.eventType = %^Update% }", True, id="regular expression"),
        pytest.param("{ $.eventType = %^Trail% }", False, id="no match of one"),
        pytest.param('{ $.log-level = "high" }', True, id="a hyphen in the name"),
        pytest.param("{ $.['cluster.name'] = \"c\" }", True, id="a name in brackets"),
        pytest.param('{ $.level = "ERROR" && $.count = 3 }', True, id="and"),
        pytest.param('{ $.level = "ERROR" && $.count = 4 }', False, id="and with one false"),
        pytest.param('{ $.level = "INFO" || $.count = 3 }', True, id="or"),
        pytest.param(ERRORS, True, id="the pattern of the stack"),
        pytest.param(
            "{ $.count = 3 || $.count = 4 && $.level = INFO }", True, id="and binds stronger"
        ),
        pytest.param("{ ($.count = 3 || $.count = 4) && $.level = INFO }", False, id="parentheses"),
        pytest.param("{ (($.count = 3)) }", True, id="nested parentheses"),
        pytest.param('{$.level="ERROR"}', True, id="no spaces"),
        pytest.param('{ $.* = "ERROR" }', True, id="any field"),
    ],
)
def test_a_json_pattern_matches_as_documented(pattern: str, expected: bool) -> None:
    assert matches(pattern, LINE) is expected


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("ERROR in plain text", id="plain text"),
        pytest.param('{"level": "INFO"}', id="another level"),
        pytest.param('{"message": "level ERROR"}', id="the word elsewhere"),
        pytest.param('["ERROR"]', id="a list"),
        pytest.param("", id="nothing"),
        pytest.param("[" * 100_000, id="too deep"),
    ],
)
def test_the_pattern_for_errors_matches_no(line: str) -> None:
    assert matches(ERRORS, line) is False


@pytest.mark.parametrize(
    ("pattern", "line", "expected"),
    [
        pytest.param("", "anything", True, id="the empty pattern matches all"),
        pytest.param("ERROR", "[ERROR 400] BAD REQUEST", True, id="one term"),
        pytest.param("ERROR", "[error 400]", False, id="terms know case"),
        pytest.param("ERROR REQUEST", "[ERROR 400] BAD REQUEST", True, id="all terms"),
        pytest.param("ERROR WARN", "[ERROR 400] BAD REQUEST", False, id="not all terms"),
        pytest.param('"BAD REQUEST"', "[ERROR 400] BAD REQUEST", True, id="a phrase"),
        pytest.param('"BAD  REQUEST"', "[ERROR 400] BAD REQUEST", False, id="another phrase"),
        pytest.param(r'"a \"b\""', 'x a "b" y', True, id="quotes in a phrase"),
        pytest.param("?ERROR ?WARN", "[WARN] slow", True, id="any of several"),
        pytest.param("?ERROR ?WARN", "[INFO] fine", False, id="none of several"),
        pytest.param("?ERROR REQUEST", "GET REQUEST", True, id="the sign ? in company is ignored"),
        pytest.param("ERROR -EXITING", "ERROR starting", True, id="without the excluded"),
        pytest.param("ERROR -EXITING", "ERROR EXITING", False, id="with the excluded"),
        pytest.param('-"an error"', "all fine", True, id="only an exclusion"),
        pytest.param("%4[0-9]{2}%", "status 404", True, id="regular expression"),
        pytest.param("%4[0-9]{2}%", "status 500", False, id="no match of one"),
    ],
)
def test_a_term_pattern_matches_as_documented(pattern: str, line: str, expected: bool) -> None:
    assert matches(pattern, line) is expected


ACCESS = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /a b HTTP/1.0" 404 1534'


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("[ip, id, user, at, request, status, bytes]", True, id="as many fields"),
        pytest.param("[ip, user]", False, id="too few names"),
        pytest.param("[ip, id, user, at, request, status = 4*, bytes]", True, id="a wildcard"),
        pytest.param("[ip, id, user, at, request, status = 5*, bytes]", False, id="another one"),
        pytest.param("[..., status = 404, bytes]", True, id="any number of fields before"),
        pytest.param("[ip = 127.0.0.1, ...]", True, id="any number of fields after"),
        pytest.param("[ip, ..., bytes > 1000]", True, id="a number"),
        pytest.param("[ip, ..., bytes > 2000]", False, id="a number too small"),
        pytest.param("[ip > 1, ...]", False, id="text is no number"),
        pytest.param("[..., status = 404 || status = 410, bytes]", True, id="or"),
        pytest.param("[..., status = 4* && status != 404, bytes]", False, id="and"),
        pytest.param('[..., request = "GET *", status, bytes]', True, id="a field in quotes"),
        pytest.param("[..., at = *2000*, request, status, bytes]", True, id="in brackets"),
        pytest.param("[..., request = %HTTP/1%, status, bytes]", True, id="regular expression"),
        pytest.param("[a, b, c, d, e, ..., f, g, h]", False, id="too few fields"),
        pytest.param("[]", False, id="no columns, for a line with fields"),
    ],
)
def test_a_space_delimited_pattern_matches_as_documented(pattern: str, expected: bool) -> None:
    assert matches(pattern, ACCESS) is expected


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param("{", id="no end"),
        pytest.param("{ }", id="nothing inside"),
        pytest.param("{ $.level }", id="no condition"),
        pytest.param("{ $.level = }", id="no value"),
        pytest.param("{ level = 1 }", id="no selector"),
        pytest.param("{ $.level = 1 && }", id="half an and"),
        pytest.param("{ ($.level = 1 }", id="an open parenthesis"),
        pytest.param("{ $.level = 1 ) }", id="a parenthesis too many"),
        pytest.param("{ $.level = ( }", id="a parenthesis as value"),
        pytest.param("{ $.level ( 1 }", id="a parenthesis as comparison"),
        pytest.param("{ $.level = 1 $.level = 2 }", id="two conditions side by side"),
        pytest.param("{ $.level > high }", id="order of text"),
        pytest.param("{ $.level = %[% }", id="a broken regular expression"),
        pytest.param("{ $.level = ! }", id="a character that is no token"),
        pytest.param("%[%", id="a broken regular expression of terms"),
        pytest.param('"open', id="an open quote"),
        pytest.param("[ip, user", id="open columns"),
        pytest.param("[ip, ..., user, ...]", id="two ellipses"),
        pytest.param("[ip, = 4]", id="a column without a name"),
        pytest.param("[ip, 5 >]", id="a column without a value"),
    ],
)
def test_an_invalid_pattern_is_rejected(pattern: str) -> None:
    with pytest.raises(InvalidPattern):
        parse_log_pattern(pattern)


words = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1)
texts = st.text(st.characters(codec="utf-8"), min_size=1)


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@given(texts.filter(lambda text: "*" not in text), texts)
def test_a_quoted_text_equals_itself_alone(text: str, other: str) -> None:
    pattern = f"{{ $.field = {quoted(text)} }}"
    assert matches(pattern, {"field": text})
    assert matches(pattern, {"field": other}) is (text == other)


@given(words, words, words)
def test_equal_and_unequal_are_contrary_for_a_present_text(
    name: str, value: str, wanted: str
) -> None:
    line = {f"f{name}": value}
    equal = matches(f'{{ $.f{name} = "{wanted}" }}', line)
    assert equal is not matches(f'{{ $.f{name} != "{wanted}" }}', line)


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_numbers_are_ordered_as_numbers(value: int, bound: int) -> None:
    line = {"n": value}
    assert matches(f"{{ $.n < {bound} }}", line) is (value < bound)
    assert matches(f"{{ $.n >= {bound} }}", line) is (value >= bound)


@given(st.lists(st.booleans(), min_size=1, max_size=5), st.booleans())
def test_and_and_or_are_those_of_logic(flags: list[bool], conjunction: bool) -> None:
    line = {f"f{place}": flag for place, flag in enumerate(flags)}
    sign = " && " if conjunction else " || "
    pattern = "{ " + sign.join(f"$.f{place} IS TRUE" for place in range(len(flags))) + " }"
    assert matches(pattern, line) is (all(flags) if conjunction else any(flags))


@given(texts, texts, texts)
def test_a_quoted_term_matches_the_lines_that_hold_it(term: str, before: str, after: str) -> None:
    assert matches(quoted(term), before + term + after)
    assert matches("-" + quoted(term), before) is (term not in before)


@given(st.text())
def test_a_pattern_either_parses_or_is_rejected(pattern: str) -> None:
    try:
        predicate = parse_log_pattern(pattern)
    except InvalidPattern:
        return
    assert predicate("any line") in (True, False)
