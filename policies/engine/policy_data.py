"""The policies that `data.aws_iam_policy_document` writes, as the texts that they become.

https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/data-sources/iam_policy_document
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

KIND = "aws_iam_policy_document"
VERSION = "2012-10-17"
# Attribute of a statement -> its element in the policy.
LISTS = {
    "actions": "Action",
    "not_actions": "NotAction",
    "resources": "Resource",
    "not_resources": "NotResource",
}
PRINCIPALS = {"principals": "Principal", "not_principals": "NotPrincipal"}


def written_out(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document whose resources hold the text of a policy instead of a reference to its data."""
    texts = dict(_texts(document))
    if not texts:
        return document
    return {**document, "resource": _replaced(document.get("resource"), texts)}


def _texts(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each reference to such a data source, and the policy for which it stands."""
    for name, body in ((document.get("data") or {}).get(KIND) or {}).items():
        policy = {
            "Version": body.get("version") or VERSION,
            "Statement": [_statement(one) for one in _blocks(body.get("statement"))],
        }
        for attribute in ("json", "minified_json"):
            yield f"${{data.{KIND}.{name}.{attribute}}}", json.dumps(policy)


def _statement(block: Mapping[str, Any]) -> dict[str, Any]:
    statement: dict[str, Any] = {"Effect": block.get("effect") or "Allow"}
    if block.get("sid"):
        statement["Sid"] = block["sid"]
    for attribute, element in LISTS.items():
        if block.get(attribute):
            statement[element] = _variables(block[attribute])
    for attribute, element in PRINCIPALS.items():
        if block.get(attribute):
            statement[element] = _principals(_blocks(block[attribute]))
    if block.get("condition"):
        statement["Condition"] = _conditions(_blocks(block["condition"]))
    return statement


def _principals(blocks: list[Mapping[str, Any]]) -> Any:
    if [(one["type"], one["identifiers"]) for one in blocks] == [("*", ["*"])]:
        return "*"
    found: dict[str, list[Any]] = {}
    for one in blocks:
        found.setdefault(one["type"], []).extend(_variables(one["identifiers"]))
    return found


def _conditions(blocks: list[Mapping[str, Any]]) -> dict[str, dict[str, list[Any]]]:
    found: dict[str, dict[str, list[Any]]] = {}
    for one in blocks:
        keys = found.setdefault(one["test"], {})
        keys.setdefault(one["variable"], []).extend(_variables(one["values"]))
    return found


def _variables(words: Any) -> list[Any]:
    """`&{aws:username}` is how such a data source spells the variable of a policy."""
    listed = words if isinstance(words, list) else [words]
    return [one.replace("&{", "$${") if isinstance(one, str) else one for one in listed]


def _blocks(raw: Any) -> list[Mapping[str, Any]]:
    if raw is None:
        return []
    return raw if isinstance(raw, list) else [raw]


def _replaced(raw: Any, texts: Mapping[str, str]) -> Any:
    if isinstance(raw, str):
        return texts.get(raw, raw)
    if isinstance(raw, list):
        return [_replaced(item, texts) for item in raw]
    if isinstance(raw, Mapping):
        return {name: _replaced(value, texts) for name, value in raw.items()}
    return raw
