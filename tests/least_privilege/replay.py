"""Which grants the recorded requests need: each is taken away, and they are decided again."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from localcloud.authorization.evaluation import decide
from localcloud.authorization.patterns import glob
from localcloud.authorization.statements import Statement
from tests.least_privilege.grants import Grant, grants, is_of_trial, without
from tests.least_privilege.recording import Recorded

BOUNDARY = "permissions boundary"
_KEY_NAME = "aws:resourcetag/name"


@dataclass(frozen=True)
class Place:
    """One policy of a request: its name in the table, and its field in `Policies`.

    `evaluated` are those of its statements whose grants are in the table.
    """

    policy: str
    kind: str
    statements: Sequence[Statement]
    evaluated: Sequence[Statement]


Places = Callable[[Recorded], Iterable[Place]]


def used(recorded: Iterable[Recorded], places: Places) -> dict[Grant, Recorded | None]:
    """The grants in these places of the requests, each with the first request that needs it.

    None for those without which no recorded request would be denied.
    """
    found: dict[Grant, Recorded | None] = {}
    for each in recorded:
        for place in places(each):
            for grant in _grants(place):
                if found.setdefault(grant, None) is None and _needs(each, place, grant):
                    found[grant] = each
    return found


def of_functions(roles: set[str]) -> Places:
    """The policies of these roles, their boundary, and the keys' policies."""

    def places(recorded: Recorded) -> Iterator[Place]:
        policies = recorded.policies
        if recorded.role in roles:
            yield _whole(recorded.role, "identity", policies.identity)
            yield _whole(BOUNDARY, "boundary", policies.boundary or ())
        name = recorded.request.context.get(_KEY_NAME)
        # Without a name it is AWS's own, or not made yet.
        if policies.is_key and name:
            evaluated = [each for each in policies.resource if _is_of_the_environment(each)]
            yield Place(f"key {name}", "resource", policies.resource, evaluated)

    return places


def of_deployment(recorded: Recorded) -> Iterator[Place]:
    """The policies of the role, and what the policies of keys grant to whoever deploys them."""
    policies = recorded.policies
    granted = [each for each in policies.identity if not is_of_trial(each)]
    yield Place(recorded.role, "identity", policies.identity, granted)
    if policies.is_key:
        evaluated = [each for each in policies.resource if _is_for(recorded, each)]
        yield Place(f"keys of {recorded.role}", "resource", policies.resource, evaluated)


def _whole(policy: str, kind: str, statements: Sequence[Statement]) -> Place:
    return Place(policy, kind, statements, statements)


def _grants(place: Place) -> Iterator[Grant]:
    for statement in place.evaluated:
        yield from grants(place.policy, statement)


def _is_of_the_environment(statement: Statement) -> bool:
    """Neither a grant of KMS, which has no id, nor for a role that deploys: a cycle has none."""
    return "Sid" in statement and not _is_for_deployment(statement)


def _is_for(recorded: Recorded, statement: Statement) -> bool:
    """Whether the statement of a key is for the caller's role, which is managing the key."""
    roles = statement.get("Condition", {}).get("ArnEquals", {}).get("aws:PrincipalArn")
    return _is_for_deployment(statement) and roles == recorded.request.caller.role


def _is_for_deployment(statement: Statement) -> bool:
    return statement.get("Principal") in ("*", {"AWS": "*"})


def _needs(recorded: Recorded, place: Place, grant: Grant) -> bool:
    if not glob(grant.action.lower(), recorded.request.action.lower()):
        return False
    changed: dict[str, Any] = {place.kind: without(grant, place.statements)}
    return not decide(recorded.request, replace(recorded.policies, **changed)).allowed
