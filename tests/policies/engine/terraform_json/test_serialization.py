"""Terraform gets our bytes: the evaluated document, own blocks, no comments."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.engine.terraform_json.admission import faults
from policies.engine.terraform_json.own_blocks import OwnBlocks
from policies.engine.terraform_json.parsing import Malformed, parse
from policies.engine.terraform_json.serialization import serialized
from tests.policies.engine.terraform_json.documents import GOOD, LOCAL, OWN, changed

KEPT = ("data", "output", "resource", "moved")


def test_own_blocks_are_written_and_comments_are_dropped() -> None:
    written = json.loads(serialized(GOOD, OWN))

    assert written["terraform"] == {
        "backend": OWN.backend,
        "required_providers": {"aws": {"source": "hashicorp/aws", "version": "5.100.0"}},
    }
    tags = {"Environment": "dev", "Team": "trading"}
    assert written["provider"] == {"aws": {"region": "us-east-1", "default_tags": {"tags": tags}}}
    assert "//" not in written
    for block in KEPT:
        assert _bare(written[block]) == _bare(GOOD[block])


@pytest.mark.parametrize(
    ("comment", "kept"),
    [
        ({"metadata": {"path": "a/b", "uniqueId": "x"}}, {"metadata": {"path": "a/b"}}),
        ({"metadata": {"path": "${file(1)}"}}, None),
        ({"metadata": {"path": "a\n::error::"}}, None),
        ({"metadata": {"path": "a/" * 300 + "a"}}, None),
        ({"metadata": {"path": 3}}, None),
        ("${file(1)}", None),
        ([], None),
    ],
)  # fmt: skip
def test_of_comments_only_a_plain_path_of_a_construct_stays(comment: Any, kept: Any) -> None:
    document = changed("output", {})
    document["resource"]["aws_dynamodb_table"]["prices"]["//"] = comment

    written = json.loads(serialized(document, OWN))

    assert written["resource"]["aws_dynamodb_table"]["prices"].get("//") == kept


def test_checks_and_adoptions_are_written_without_comments() -> None:
    check = {
        "data": {"aws_region": {"here": {"//": "${file(1)}"}}},
        "assert": [{"condition": "${data.aws_region.here.name}", "error_message": "none"}],
    }
    adopted = {"to": "aws_sqs_queue.a", "id": "a"}
    document = {**GOOD, "check": {"x": {**check, "//": "a"}}, "import": {**adopted, "//": "a"}}

    written = json.loads(serialized(document, OWN))

    assert written["check"] == {"x": _bare(check)}
    assert written["import"] == [adopted]
    assert "removed" not in written


def test_equal_documents_give_equal_bytes_of_plain_ascii() -> None:
    document = changed("output/x", {"value": "Größe"})
    turned = _turned(document)

    assert list(turned["resource"]) != list(document["resource"])
    assert serialized(document, OWN) == serialized(turned, OWN)
    assert serialized(document, OWN).isascii()


def _turned(raw: Any) -> Any:
    """The value with the members of all objects in the opposite order."""
    if isinstance(raw, dict):
        return {name: _turned(raw[name]) for name in reversed(raw)}
    return [_turned(item) for item in raw] if isinstance(raw, list) else raw


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_whatever_is_admitted_comes_out_as_it_was_judged(value: Any) -> None:
    """No value that passes parser and allow list changes on its way; all others are refused."""
    content = json.dumps(changed("output/x", {"value": value})).encode()
    try:
        document = parse(content)
    except Malformed:
        return
    if not faults(document, OWN):
        written = serialized(document, OWN)
        assert parse(written)["output"]["x"]["value"] == value
        assert faults(parse(written), OWN) == []


def test_our_own_stacks_are_admitted_and_keep_their_meaning(
    synthesized: Path, everything: Path
) -> None:
    found = [*_documents(synthesized), *_documents(everything)]
    assert found
    for path in found:
        original = json.loads(path.read_bytes())
        own = _own_of(path.parent.name, original)

        assert faults(parse(path.read_bytes()), own) == []

        written = serialized(original, own)
        assert faults(parse(written), own) == []
        for block in KEPT:
            assert _bare(json.loads(written).get(block)) == _bare(original.get(block))


def _documents(folder: Path) -> Iterator[Path]:
    return folder.glob("stacks/*/cdk.tf.json")


def _own_of(stack: str, document: dict[str, Any]) -> OwnBlocks:
    suffix = document["provider"]["aws"][0]["default_tags"][0]["tags"]["Environment"]
    path = f"../../../state/{suffix}/{stack}.tfstate"
    return OwnBlocks(suffix, "us-east-1", "5.100.0", {"local": {**LOCAL["local"], "path": path}})


def _bare(raw: Any) -> Any:
    """The value without comments."""
    if isinstance(raw, dict):
        return {name: _bare(value) for name, value in raw.items() if name != "//"}
    return [_bare(item) for item in raw] if isinstance(raw, list) else raw
