"""JSON in texts, and IAM policies: one text and a list of it mean the same there, order nothing.

docs/claims.md#policy-grammar
"""

import json
from typing import Any

from policies.engine.invisible import bare

MEMBERS = ("Action", "NotAction", "Resource", "NotResource")
WRITTEN = {
    "actions": "Action",
    "not_actions": "NotAction",
    "resources": "Resource",
    "not_resources": "NotResource",
}
PRINCIPALS = ("Principal", "NotPrincipal")


def document(value: Any) -> Any:
    """The JSON object or array that a text holds; None if it is no such text.

    White space and invisible characters around it do not hide it. One that gives a key twice is
    none: a parser keeps one of the two, and not the one it should.
    """
    text = bare(value) if isinstance(value, str) else ""
    if text[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text, object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        return None


def is_policy(value: Any) -> bool:
    """Whether the value is a policy document: it has statements with an effect."""
    if not isinstance(value, dict) or "Statement" not in value:
        return False
    return all(isinstance(one, dict) and "Effect" in one for one in _listed(value["Statement"]))


def normalised(value: Any) -> Any:
    """The policy with a list wherever there may be one; anything else as it is."""
    if not is_policy(value):
        return value
    return {**value, "Statement": [statement(one) for one in _listed(value["Statement"])]}


def is_set(names: tuple[str, ...]) -> bool:
    """Whether a list at these keys of a policy document has no order."""
    first, *below = names
    return first == "Statement" and (not below or below[0] in (*MEMBERS, *PRINCIPALS, "Condition"))


def of_data_source(values: Any) -> dict[str, Any]:
    """The policy that a data source `aws_iam_policy_document` writes of its arguments."""
    written = values.get("statement") if isinstance(values, dict) else None
    parts = [one for one in _listed(written) if isinstance(one, dict)]
    return {"Statement": [statement(_written(one)) for one in parts]}


def _written(block: dict[str, Any]) -> dict[str, Any]:
    found = {member: block[name] for name, member in WRITTEN.items() if block.get(name)}
    for name, member in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
        named = [one for one in _listed(block.get(name)) if isinstance(one, dict)]
        if named:
            found[member] = {one.get("type"): one.get("identifiers") for one in named}
    conditions = [one for one in _listed(block.get("condition")) if isinstance(one, dict)]
    tested = {one.get("test"): {one.get("variable"): one.get("values")} for one in conditions}
    return {"Effect": block.get("effect") or "Allow", **found, "Condition": tested}


def statement(statement: dict[str, Any]) -> dict[str, Any]:
    """The statement with a list wherever there may be one."""
    found: dict[str, Any] = {
        key: _listed(one) if key in MEMBERS else one for key, one in statement.items()
    }
    for key in PRINCIPALS:
        if isinstance(found.get(key), dict):
            found[key] = {kind: _listed(one) for kind, one in found[key].items()}
    condition = found.get("Condition")
    if isinstance(condition, dict):
        found["Condition"] = {operator: _values(one) for operator, one in condition.items()}
    return found


def _values(tested: Any) -> Any:
    """The keys of a condition, each with its list of values."""
    if not isinstance(tested, dict):
        return tested
    return {key: _listed(one) for key, one in tested.items()}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found
