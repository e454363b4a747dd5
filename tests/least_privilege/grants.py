"""The grants of a statement, and the statement without one of them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from localcloud.authorization.statements import Statement

_TRIAL = "Trial"


@dataclass(frozen=True)
class Grant:
    """One action on one resource, as an Allow statement (in JSON) of `policy` writes them.

    `policy` is what the table calls the policy: a role's name, or "permissions boundary".
    """

    policy: str
    statement: str
    action: str
    resource: str

    @property
    def sid(self) -> str:
        """The statement's id, "-" without one."""
        return str(json.loads(self.statement).get("Sid", "-"))

    def __str__(self) -> str:
        return f"{self.policy} {self.sid} {self.action} {self.resource}"


def grants(policy: str, statement: Statement) -> Iterator[Grant]:
    """The grants of a statement; a Deny has none, nor has what is written by NotAction."""
    if statement["Effect"] == "Allow" and {"Action", "Resource"} <= set(statement):
        for action in _list(statement["Action"]):
            for resource in _list(statement["Resource"]):
                yield Grant(policy, text(statement), action, resource)


def without(grant: Grant, statements: Sequence[Statement]) -> list[Statement]:
    """The statements after the grant is taken away; all else stays granted."""
    return [part for each in statements for part in _parts(grant, each)]


def of_trial(left: Sequence[Statement], before: Sequence[Statement]) -> list[Statement]:
    """What is left of a policy, with ids, which must be unique, for what was not there `before`."""
    return [
        each if each in before else {**each, "Sid": f"{_TRIAL}{number}"}
        for number, each in enumerate(left)
    ]


def is_of_trial(statement: Statement) -> bool:
    """Whether it is what a trial left of another statement: no grant of the policy."""
    return str(statement.get("Sid", "")).startswith(_TRIAL)


def text(statement: Statement) -> str:
    """The statement as JSON, equal for equal statements."""
    return json.dumps(statement, sort_keys=True)


def _parts(grant: Grant, statement: Statement) -> Iterator[Statement]:
    """The other actions on every resource, and the action on the other resources."""
    if text(statement) != grant.statement:
        yield statement
        return
    actions = [each for each in _list(statement["Action"]) if each != grant.action]
    resources = [each for each in _list(statement["Resource"]) if each != grant.resource]
    if actions:
        yield {**statement, "Action": actions}
    if resources:
        yield {**statement, "Action": grant.action, "Resource": resources}


def _list(raw: Any) -> list[str]:
    return raw if isinstance(raw, list) else [raw]
