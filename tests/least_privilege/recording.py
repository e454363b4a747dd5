"""The decisions that the embedded cloud recorded, read back."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from localcloud.authorization.evaluation import Policies, decide
from localcloud.authorization.statements import Caller, Request, Statement

_CREATE_ROLE = "iam:CreateRole"


@dataclass(frozen=True)
class Recorded:
    """A request that was decided, with the policies that decided it."""

    request: Request
    policies: Policies

    @property
    def role(self) -> str:
        """The name of the caller's role, "" for a service."""
        return self.request.caller.role.rpartition("/")[2]

    @property
    def allowed(self) -> bool:
        """What the policies say."""
        return decide(self.request, self.policies).allowed


def read(document: Mapping[str, Any]) -> list[Recorded]:
    """The requests of a recording that were allowed.

    Raises:
        ValueError: the evaluator decides one differently than it was recorded.
    """
    statements: Sequence[Sequence[Statement]] = document["policies"]
    found = []
    for entry in document["decisions"]:
        recorded = _recorded(entry, statements)
        if recorded.allowed != entry["allowed"]:
            raise ValueError(f"{entry['action']} on {entry['resource']} is decided anew")
        if recorded.allowed:
            found.append(recorded)
    return found


def made_roles(recorded: Iterable[Recorded]) -> set[str]:
    """The names of the roles that were made during the recording."""
    created = (each.request for each in recorded if each.request.action == _CREATE_ROLE)
    return {each.resource.rpartition("/")[2] for each in created}


def _recorded(entry: Mapping[str, Any], statements: Sequence[Sequence[Statement]]) -> Recorded:
    request = Request(
        entry["action"],
        entry["resource"],
        Caller(**entry["caller"]),
        entry["context"],
        frozenset(entry["unsupplied"]),
    )
    chosen: dict[str, Any] = {
        kind: None if index is None else statements[index]
        for kind, index in entry["policies"].items()
    }
    return Recorded(request, Policies(**chosen, is_key=entry["is_key"]))


def of_runs(recorded: Iterable[Recorded]) -> list[Recorded]:
    """The requests of the roles that GitHub Actions assumes."""
    return [each for each in recorded if each.role.startswith("market-pipelines-")]


def elsewhere(recorded: Recorded, suffix: str, other: str) -> Recorded:
    """The same request for another environment, whose names differ by the suffix only (R-ENV-2).

    The policies of the caller stay, the one of the resource is the other environment's.
    """
    request, policies = recorded.request, recorded.policies
    word = re.compile(rf"\b{suffix}\b")
    said = [request.resource, dict(request.context), list(policies.resource)]
    resource, context, own = json.loads(word.sub(other, json.dumps(said)))
    return Recorded(
        replace(request, resource=resource, context=context), replace(policies, resource=own)
    )
