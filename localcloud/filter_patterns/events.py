"""EventBridge-style filter patterns, as Lambda event source mappings use them."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from localcloud.filter_patterns import InvalidPattern
from localcloud.filter_patterns.conditions import ABSENT, Condition, parse_condition

Predicate = Callable[[Any], bool]

_MESSAGE = "Invalid filter pattern definition."
"""What CreateEventSourceMapping answers (recorded: test_dynamodb_invalid_event_filter)."""


def parse_event_pattern(text: str) -> Predicate:
    """A predicate over parsed JSON documents: True if the pattern matches.

    Fields of a pattern are ANDed, the values in one list are ORed, and a list of the document
    matches when any of its elements does. Leaves of a pattern are lists; $or holds a list of
    alternative patterns.
    Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
    (filter rule syntax).

    Raises:
        InvalidPattern: the text is no JSON object, or it uses an unknown or malformed rule.
    """
    try:
        pattern = json.loads(text)
    except ValueError:
        raise InvalidPattern(_MESSAGE) from None
    if not isinstance(pattern, dict):
        raise InvalidPattern(_MESSAGE)
    return _object_predicate(pattern)


def _object_predicate(pattern: dict[str, Any]) -> Predicate:
    predicates = [_entry_predicate(key, value) for key, value in pattern.items()]
    return lambda document: all(predicate(document) for predicate in predicates)


def _entry_predicate(key: str, value: Any) -> Predicate:
    if key == "$or":
        return _any_of(value)
    if isinstance(value, dict):
        return _nested(key, _object_predicate(value))
    if isinstance(value, list) and value:
        return _leaf(key, [_condition(each) for each in value])
    raise InvalidPattern(_MESSAGE)


def _any_of(alternatives: Any) -> Predicate:
    if not isinstance(alternatives, list) or not alternatives:
        raise InvalidPattern(_MESSAGE)
    if not all(isinstance(alternative, dict) for alternative in alternatives):
        raise InvalidPattern(_MESSAGE)
    predicates = [_object_predicate(alternative) for alternative in alternatives]
    return lambda document: any(predicate(document) for predicate in predicates)


def _nested(key: str, inner: Predicate) -> Predicate:
    # A missing branch counts as empty, so that `exists: false` below it can still be true.
    return lambda document: any(inner(child) for child in _branches(_field(document, key)))


def _leaf(key: str, conditions: list[Condition]) -> Predicate:
    def matches(document: Any) -> bool:
        values = list(_leaf_values(_field(document, key)))
        return any(condition(value) for condition in conditions for value in values)

    return matches


def _condition(rule: Any) -> Condition:
    condition = parse_condition(rule)
    if condition is None:
        raise InvalidPattern(_MESSAGE)
    return condition


def _field(document: Any, key: str) -> Any:
    return document.get(key, ABSENT) if isinstance(document, dict) else ABSENT


def _branches(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        yield from value
    else:
        yield value


def _leaf_values(value: Any) -> Iterator[Any]:
    """The leaves of a field; an object is no leaf, so it counts as absent.

    Recorded: exists_false_filter delivered the record whose attribute was present, because the
    rule was on the attribute and not on its type node.
    """
    for element in _branches(value) if value != [] else [ABSENT]:
        yield ABSENT if isinstance(element, dict) else element
