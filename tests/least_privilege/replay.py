"""Which grants the recorded requests need: each is taken away, and they are decided again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from localcloud.authorization.evaluation import decide
from localcloud.authorization.statements import Statement
from tests.least_privilege.grants import Grant, grants, without
from tests.least_privilege.recording import Recorded

BOUNDARY = "permissions boundary"
_KEY_NAME = "aws:resourcetag/name"


@dataclass(frozen=True)
class _Place:
    """One policy of a request: its name in the table, and its field in `Policies`."""

    policy: str
    kind: str
    statements: Sequence[Statement]


def used(recorded: Iterable[Recorded], roles: set[str]) -> dict[Grant, bool]:
    """The grants in the policies of these roles, their boundary and the keys' policies.

    True for those without which a recorded request would be denied.
    """
    found: dict[Grant, bool] = {}
    for each in recorded:
        for place in _places(each, roles):
            for grant in _grants(place):
                found[grant] = found.get(grant, False) or _needs(each, place, grant)
    return found


def _places(recorded: Recorded, roles: set[str]) -> Iterator[_Place]:
    policies = recorded.policies
    if recorded.role in roles:
        yield _Place(recorded.role, "identity", policies.identity)
        yield _Place(BOUNDARY, "boundary", policies.boundary or ())
    name = recorded.request.context.get(_KEY_NAME)
    # Without a name it is AWS's own, or not made yet.
    if policies.is_key and name:
        yield _Place(f"key {name}", "resource", policies.resource)


def _grants(place: _Place) -> Iterator[Grant]:
    for statement in place.statements:
        if place.kind != "resource" or _is_of_the_environment(statement):
            yield from grants(place.policy, statement)


def _is_of_the_environment(statement: Statement) -> bool:
    """Neither a grant of KMS, which has no id, nor for a role that deploys: a cycle has none."""
    return "Sid" in statement and statement.get("Principal") != "*"


def _needs(recorded: Recorded, place: _Place, grant: Grant) -> bool:
    changed: dict[str, Any] = {place.kind: without(grant, place.statements)}
    return not decide(recorded.request, replace(recorded.policies, **changed)).allowed
