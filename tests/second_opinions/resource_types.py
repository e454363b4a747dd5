"""Which types of resource a pattern in a policy can stand for."""

import re
from functools import cache

from localcloud.authorization.patterns import ARN_PARTS
from localcloud.authorization.reference import ResourceType, resource_types

_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")


@cache
def types_of(service: str, pattern: str) -> frozenset[str]:
    """The names of the service's types whose ARNs the pattern can match; all of them for `*`.

    The format of a table's ARN covers a stream's, too: of the types that cover the whole pattern
    only the closest counts, and besides it those that are closer still.
    """
    found = resource_types(service)
    if pattern == "*":
        return frozenset(found)
    closest = max((_literals(each) for each in found.values() if each.covers(pattern)), default=0)
    return frozenset(
        name
        for name, each in found.items()
        if (_literals(each) == closest and each.covers(pattern))
        or (_literals(each) > closest and _arns_meet(_PLACEHOLDER.sub("*", each.arn), pattern))
    )


def _literals(kind: ResourceType) -> int:
    return len(_PLACEHOLDER.sub("", kind.arn))


def _arns_meet(one: str, other: str) -> bool:
    pairs = zip(one.split(":", ARN_PARTS - 1), other.split(":", ARN_PARTS - 1), strict=False)
    return other.count(":") >= ARN_PARTS - 1 and all(_meet(*pair) for pair in pairs)


@cache
def _meet(one: str, other: str) -> bool:
    """Whether some text matches both patterns, in which `*` stands for anything."""
    if not one or not other:
        return set(one + other) <= {"*"}
    if one[0] == "*":
        return _meet(one[1:], other) or _meet(one, other[1:])
    if other[0] == "*":
        return _meet(other, one)
    return one[0] == other[0] and _meet(one[1:], other[1:])
