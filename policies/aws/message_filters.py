"""Which messages a filter policy of SNS lets through, by their body.

https://docs.aws.amazon.com/sns/latest/dg/and-or-logic.html,
https://docs.aws.amazon.com/sns/latest/dg/attribute-key-matching.html, read 2026-11-26
"""

from collections.abc import Mapping
from typing import Any

OR = "$or"


class UnreadableFilter(Exception):
    """The filter has an operator that is not evaluated here: its name."""


def passes(rule: Mapping[str, Any], body: Mapping[str, str]) -> bool:
    """Whether a message with that body matches every name of the filter; none is no filter.

    Raises:
        UnreadableFilter: that cannot be said.
    """
    if not rule:
        raise UnreadableFilter("of nothing")
    return all(_matches(name, wanted, body) for name, wanted in rule.items())


def _matches(name: str, wanted: Any, body: Mapping[str, str]) -> bool:
    if name == OR and isinstance(wanted, list):
        return any(passes(one, body) for one in wanted if isinstance(one, dict))
    if not isinstance(wanted, list):
        raise UnreadableFilter(name)
    return any(_is_met(one, body.get(name)) for one in wanted)


def _is_met(wanted: Any, found: str | None) -> bool:
    if not isinstance(wanted, dict):
        return found is not None and wanted == found
    if wanted.keys() != {"exists"} or not isinstance(wanted["exists"], bool):
        raise UnreadableFilter(", ".join(wanted) or "none")
    return wanted["exists"] == (found is not None)
