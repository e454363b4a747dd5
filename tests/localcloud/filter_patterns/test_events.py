"""Event filter patterns, after the Lambda guide's "filter rule syntax" and what AWS recorded.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.filter_patterns import InvalidPattern
from localcloud.filter_patterns.events import parse_event_pattern

EVENT = {
    "kind": "tick",
    "price": 100,
    "ratio": 0.5,
    "empty": "",
    "nothing": None,
    "flag": True,
    "tags": ["a", "b"],
    "none_of_these": [],
    "deep": {"city": "Berlin", "items": [{"id": 1}, {"id": 2}]},
}


def matches(pattern: Any, event: Any = EVENT) -> bool:
    return parse_event_pattern(json.dumps(pattern))(event)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param({"kind": ["tick"]}, True, id="equal text"),
        pytest.param({"kind": ["Tick"]}, False, id="text of another case"),
        pytest.param({"kind": ["x", "tick"]}, True, id="one of several values"),
        pytest.param({"kind": ["tick"], "price": [100]}, True, id="two fields that match"),
        pytest.param({"kind": ["tick"], "price": [1]}, False, id="two fields, one does not"),
        pytest.param({"price": [100.0]}, False, id="300 and 300.0 are not equal"),
        pytest.param({"flag": [1]}, False, id="true is not 1"),
        pytest.param({"flag": [True]}, True, id="true"),
        pytest.param({"nothing": [None]}, True, id="null"),
        pytest.param({"missing": [None]}, False, id="null is not absent"),
        pytest.param({"empty": [""]}, True, id="empty text"),
        pytest.param({"tags": ["b"]}, True, id="one element of a list"),
        pytest.param({"tags": ["c"]}, False, id="no element of a list"),
        pytest.param({"deep": {"city": ["Berlin"]}}, True, id="nested"),
        pytest.param({"deep": {"items": {"id": [2]}}}, True, id="objects in a list"),
        pytest.param({"deep": {"items": {"id": [3]}}}, False, id="no object in a list"),
        pytest.param({"kind": [{"prefix": "ti"}]}, True, id="prefix"),
        pytest.param({"kind": [{"prefix": "ck"}]}, False, id="no prefix"),
        pytest.param({"price": [{"prefix": "1"}]}, False, id="prefix of a number"),
        pytest.param({"kind": [{"suffix": "ck"}]}, True, id="suffix"),
        pytest.param({"kind": [{"suffix": "ti"}]}, False, id="no suffix"),
        pytest.param({"kind": [{"equals-ignore-case": "TICK"}]}, True, id="ignoring case"),
        pytest.param({"kind": [{"equals-ignore-case": "TOCK"}]}, False, id="other text"),
        pytest.param({"kind": [{"anything-but": "tock"}]}, True, id="anything but"),
        pytest.param({"kind": [{"anything-but": ["tick", "x"]}]}, False, id="but it is that"),
        pytest.param({"missing": [{"anything-but": "x"}]}, False, id="anything, not nothing"),
        pytest.param({"kind": [{"anything-but": {"prefix": "to"}}]}, True, id="but a prefix"),
        pytest.param({"kind": [{"anything-but": {"suffix": "ck"}}]}, False, id="but a suffix"),
        pytest.param({"price": [{"anything-but": 100}]}, False, id="anything but a number"),
        pytest.param({"price": [{"numeric": ["=", 100]}]}, True, id="numeric equal"),
        pytest.param({"price": [{"numeric": [">", 10, "<=", 100]}]}, True, id="range"),
        pytest.param({"price": [{"numeric": [">", 100]}]}, False, id="outside a range"),
        pytest.param({"kind": [{"numeric": [">", 0]}]}, False, id="text is not numeric"),
        pytest.param({"flag": [{"numeric": [">", 0]}]}, False, id="true is not numeric"),
        pytest.param({"kind": [{"exists": True}]}, True, id="exists"),
        pytest.param({"missing": [{"exists": True}]}, False, id="does not exist"),
        pytest.param({"missing": [{"exists": False}]}, True, id="absent"),
        pytest.param({"missing": {"leaf": [{"exists": False}]}}, True, id="absent branch"),
        pytest.param({"none_of_these": [{"exists": False}]}, True, id="an empty list is absent"),
        pytest.param({"$or": [{"kind": ["x"]}, {"price": [100]}]}, True, id="or over fields"),
        pytest.param({"$or": [{"kind": ["x"]}, {"price": [1]}]}, False, id="or with no match"),
        pytest.param(
            {"deep": {"$or": [{"city": ["Rome"]}, {"city": ["Berlin"]}]}}, True, id="nested or"
        ),
        pytest.param(
            {"kind": ["x"], "$or": [{"kind": ["tick"]}, {"price": [100]}]},
            False,
            id="or beside a field that does not match",
        ),
    ],
)
def test_a_pattern_matches_as_documented(pattern: Any, expected: bool) -> None:
    assert matches(pattern) is expected


RECORDED = [
    ("insert_same_entry_twice", [{"id2": "id2_value"}, {"id2": "id2_value"}], 1),
    ("content_or_filter", [{}, {"id2": "id2_new_value"}], 2),
    ("content_multiple_filters", [{}, {"id2": "id2_new_value"}], 1),
    ("content_filter_type", [{"presentKey": "presentValue"}, {}], 1),
    ("exists_filter_type", [{"presentKey": "presentValue"}, {}], 1),
    ("exists_false_filter", [{}, {"presentKey": "presentValue"}], 2),
    ("prefix_filter", [{"prefix": "us-1-other-suffix"}, {"prefix": "other-suffix"}], 1),
]


@pytest.mark.parametrize(("name", "images", "delivered"), RECORDED, ids=[r[0] for r in RECORDED])
def test_a_recorded_filter_delivers_as_many_records_as_aws_did(
    name: str,
    images: list[dict[str, str]],
    delivered: int,
    recorded: Callable[[str, str], Any],
) -> None:
    content = recorded("dynamodb_stream_mapping", f"test_dynamodb_event_filter[{name}]")
    assert len(content["lambda-multiple-log-events"]) == delivered
    [criteria] = content["create_event_source_mapping_response"]["FilterCriteria"]["Filters"]
    modifies = "id_value_2" not in json.dumps(content)
    events = [
        {
            "eventName": "MODIFY" if place and modifies else "INSERT",
            "eventSource": "aws:dynamodb",
            "dynamodb": {"NewImage": {key: {"S": text} for key, text in image.items()}},
        }
        for place, image in enumerate(images)
    ]
    assert sum(matches(criteria["Pattern"], event) for event in events) == delivered


def test_a_dynamodb_number_is_text_to_a_filter_as_recorded(
    recorded: Callable[[str, str], Any],
) -> None:
    content = recorded("dynamodb_stream_mapping", "test_dynamodb_event_filter[numeric_filter]")
    [criteria] = content["create_event_source_mapping_response"]["FilterCriteria"]["Filters"]

    def delivered(number: str) -> bool:
        image = {"numericFilter": {"N": number}}
        return matches(criteria["Pattern"], {"dynamodb": {"NewImage": image}})

    # {"numeric": [">", 100]} or {"anything-but": "101"}: only the second can be true.
    assert (delivered("42"), delivered("101")) == (True, False)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("single-string", id="recorded: no JSON"),
        pytest.param('[{"eventName": ["INSERT"=123}]', id="recorded: broken JSON"),
        pytest.param("[]", id="a list"),
        pytest.param('{"a": "b"}', id="a leaf that is no list"),
        pytest.param('{"a": []}', id="an empty leaf"),
        pytest.param('{"a": [["b"]]}', id="a list in a leaf"),
        pytest.param('{"a": [{"unknown": "b"}]}', id="an unknown rule"),
        pytest.param('{"a": [{"exists": "yes"}]}', id="exists that is no boolean"),
        pytest.param('{"a": [{"exists": true, "prefix": "x"}]}', id="two rules in one"),
        pytest.param('{"a": [{"prefix": 1}]}', id="prefix that is no text"),
        pytest.param('{"a": [{"suffix": null}]}', id="suffix that is no text"),
        pytest.param('{"a": [{"equals-ignore-case": 1}]}', id="case of a number"),
        pytest.param('{"a": [{"anything-but": []}]}', id="anything but nothing"),
        pytest.param('{"a": [{"anything-but": [true]}]}', id="anything but a boolean"),
        pytest.param('{"a": [{"anything-but": {"exists": true}}]}', id="anything but exists"),
        pytest.param('{"a": [{"numeric": [">"]}]}', id="a comparison without a bound"),
        pytest.param('{"a": [{"numeric": ["~", 1]}]}', id="an unknown comparison"),
        pytest.param('{"a": [{"numeric": [[], 1]}]}', id="a comparison that is no text"),
        pytest.param('{"a": [{"numeric": [">", "1"]}]}', id="a bound that is no number"),
        pytest.param('{"a": [{"numeric": [">", 6e9]}]}', id="a bound beyond 5e9"),
        pytest.param('{"$or": {"a": ["b"]}}', id="or that is no list"),
        pytest.param('{"$or": ["b"]}', id="or over no patterns"),
    ],
)
def test_an_invalid_pattern_is_rejected_with_the_message_of_aws(text: str) -> None:
    with pytest.raises(InvalidPattern, match=r"^Invalid filter pattern definition\.$"):
        parse_event_pattern(text)


leaves = st.one_of(st.text(), st.integers(), st.booleans(), st.none())
documents = st.dictionaries(
    st.text().filter(lambda key: key != "$or"),
    st.recursive(
        leaves, lambda inner: st.dictionaries(st.text(min_size=1), inner, min_size=1, max_size=3)
    ),
    max_size=4,
)


def as_pattern(document: Any) -> Any:
    if isinstance(document, dict):
        return {key: as_pattern(value) for key, value in document.items() if key != "$or"}
    return [document]


@given(documents)
def test_a_document_matches_the_pattern_made_of_itself(document: dict[str, Any]) -> None:
    assert matches(as_pattern(document), document)


@given(st.text(), st.one_of(leaves, st.lists(leaves)))
def test_exists_true_and_exists_false_never_agree(key: str, value: Any) -> None:
    event = {key: value}
    present = matches({key: [{"exists": True}]}, event)
    assert present is not matches({key: [{"exists": False}]}, event)


@given(leaves.filter(lambda value: isinstance(value, str)), leaves)
def test_anything_but_is_the_contrary_of_equal_for_a_present_field(
    excluded: Any, value: Any
) -> None:
    event = {"field": value}
    assert matches({"field": [{"anything-but": excluded}]}, event) is not matches(
        {"field": [excluded]}, event
    )


@given(documents, documents)
def test_or_is_true_when_one_of_its_patterns_is(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    patterns = [as_pattern(first), as_pattern(second)]
    assert matches({"$or": patterns}, first) is any(matches(each, first) for each in patterns)
