"""The normal order of what has none: sets of the provider, and lists in an IAM policy document.

Terraform's JSON shows a set as a list. Which attributes are sets stands in `sets.txt`, made by
`terraform providers schema -json | python -m gitops.plans.set_order 5.100.0`, the locked provider.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from gitops.plans import policy_documents

TABLE = Path(__file__).with_name("sets.txt")
# Deeper ones are the endless nesting of WAF statements: 2,000 paths, none of which we ever saw.
DEEPEST = 5
STATEMENT = "Statement"
# In the names of all attributes of the provider that hold such a document: policy, policies.
POLICY = "polic"
VERSION = "version"
Names = tuple[str, ...]


def provider_version() -> str:
    """The version of the provider whose sets the table holds."""
    return _table()[VERSION][0]


def of(kind: str) -> frozenset[Names]:
    """The paths of the sets of a resource type, without the numbers of list elements."""
    return frozenset(tuple(path.split(".")) for path in _table().get(kind, ()))


def ordered(sets: frozenset[Names], trees: tuple[Any, ...], path: Names = ()) -> tuple[Any, ...]:
    """Several trees of one shape, a value and its marks, with their sets in normal order.

    An element keeps its marks: all trees are sorted by the first, then by the others.
    """
    if isinstance(trees[0], dict):
        return _objects(sets, trees, path)
    if isinstance(trees[0], list):
        return _lists(sets, trees, path)
    return (_policy(trees[0], path), *trees[1:])


def _objects(sets: frozenset[Names], trees: tuple[Any, ...], path: Names) -> tuple[Any, ...]:
    names = dict.fromkeys(name for tree in trees if isinstance(tree, dict) for name in tree)
    members = {
        name: ordered(sets, tuple(_member(tree, name) for tree in trees), (*path, name))
        for name in names
    }
    return tuple(
        {name: members[name][n] for name in tree} if isinstance(tree, dict) else tree
        for n, tree in enumerate(trees)
    )


def _lists(sets: frozenset[Names], trees: tuple[Any, ...], path: Names) -> tuple[Any, ...]:
    lengths = {len(tree) for tree in trees if isinstance(tree, list)}
    rows = [
        ordered(sets, tuple(_element(tree, number) for tree in trees), path)
        for number in range(max(lengths))
    ]
    # Marks of another length belong to elements that we could not name.
    if path in sets and len(lengths) == 1:
        rows.sort(key=_key)
    return tuple(
        [row[n] for row in rows[: len(tree)]] if isinstance(tree, list) else tree
        for n, tree in enumerate(trees)
    )


def from_schema(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """The paths of the sets by type, from what `terraform providers schema -json` prints."""
    return {
        kind: found
        for provider in document["provider_schemas"].values()
        for kind, schema in sorted(provider.get("resource_schemas", {}).items())
        if (found := sorted(".".join(path) for path in _sets(schema["block"], ())))
    }


@cache
def _table() -> dict[str, list[str]]:
    """Words by the first of their line."""
    lines = (line.split() for line in TABLE.read_text().splitlines())
    return {first: rest for first, *rest in lines}


def _member(tree: Any, key: str) -> Any:
    return tree.get(key) if isinstance(tree, dict) else None


def _element(tree: Any, number: int) -> Any:
    return tree[number] if isinstance(tree, list) and number < len(tree) else None


def _key(row: Any) -> str:
    return json.dumps(row, sort_keys=True)


def _policy(value: Any, path: Names) -> Any:
    """An IAM policy document with its sets sorted, statements among them.

    docs/claims.md#policy-grammar
    What looks like one in another attribute, the content of an object for instance, is a text.
    """
    if not path or POLICY not in path[-1] or STATEMENT not in str(value):
        return value
    found = policy_documents.document(value)
    if not policy_documents.is_policy(found):
        return value
    return json.dumps(_sorted(policy_documents.normalised(found), ()), sort_keys=True)


def _sorted(value: Any, names: Names) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(one, (*names, key)) for key, one in value.items()}
    if not isinstance(value, list):
        return value
    rows = [_sorted(one, names) for one in value]
    return sorted(rows, key=_key) if policy_documents.is_set(names) else rows


def _sets(block: Mapping[str, Any], path: Names) -> Iterator[Names]:
    for name, attribute in block.get("attributes", {}).items():
        nested = attribute.get("nested_type")
        if nested and nested["nesting_mode"] != "map":
            yield from _nested(nested, nested, (*path, name))
        yield from _of_type(attribute.get("type"), (*path, name))
    for name, inner in block.get("block_types", {}).items():
        yield from _nested(inner, inner["block"], (*path, name))


def _nested(mode: Mapping[str, Any], block: Mapping[str, Any], path: Names) -> Iterator[Names]:
    if len(path) > DEEPEST:
        return
    if mode["nesting_mode"] == "set":
        yield path
    yield from _sets(block, path)


def _of_type(kind: Any, path: Names) -> Iterator[Names]:
    """The sets in the type of an attribute; what is in a map has no path that we could name."""
    if not isinstance(kind, list) or len(path) > DEEPEST:
        return
    word, inner = kind[0], kind[1]
    if word == "set":
        yield path
    if word in ("set", "list"):
        yield from _of_type(inner, path)
    if word == "object":
        for name, one in inner.items():
            yield from _of_type(one, (*path, name))


if __name__ == "__main__":
    # The schema does not tell its version.
    table = {VERSION: sys.argv[1:2], **from_schema(json.load(sys.stdin))}
    TABLE.write_text("".join(f"{' '.join([name, *words])}\n" for name, words in table.items()))
