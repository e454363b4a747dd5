"""What CDKTF writes into names with `join` and `format` is computed as Terraform computes it."""

import json
from pathlib import Path

import pytest

from policies.engine.terraform_json.folding import folded
from tests.policies.engine.terraform_json.real_terraform import plan

# What is written, and what it becomes.
COMPUTED = {
    '${join("-", ["prices", "dev"])}': "prices-dev",
    '${join("", ["a"])}': "a",
    '${join("/", ["a", 3, "b\\"c"])}': 'a/3/b"c',
    'x-${join("-", ["a", "b"])}-y': "x-a-b-y",
    '${format("%s-%s", "prices", "dev")}': "prices-dev",
    '${format("%d%% of %s", 20, "all")}': "20% of all",
    '${format("plain")}': "plain",
    '$${join("-", ["a", "b"])}': '$${join("-", ["a", "b"])}',
    '${join("-", [0, -7, "a\\\\b"])}': "0--7-a\\b",
    '${format("%s and %d", 1, -12)}': "1 and -12",
    "plain": "plain",
}
REFERENCES = {
    '${join("-", [aws_sqs_queue.q.name, "dev"])}': "${aws_sqs_queue.q.name}-dev",
    '${format("%s:*", aws_sqs_queue.q.arn)}': "${aws_sqs_queue.q.arn}:*",
}
# Left as it is, for the allow list to refuse.
LEFT = [
    '${join("-", [file("/etc/passwd")])}',
    '${join("-", ["${1 + 1}"])}',
    '${join("-", aws_sqs_queue.q.names)}',
    '${join("-", ["a", upper("b")])}',
    '${join(",", [])}',
    '${format("%s-%s", "a")}',
    '${format("%v", "a")}',
    '{"Action": "${join("", ["*"])}", "Action": "a"}',
    '${join("", [" {}"])}',
    '${format("%s", "[]")}',
    '${join("-", [007])}',
    '${join("-", [-0])}',
    '${format("%s", -0)}',
    '${format("%d", "012")}',
    '${format("%d", "1e3")}',
    '${format("%d", aws_sqs_queue.q.name)}',
    '${format("%05d", 3)}',
    '${format("%s${1 + 1}", "a")}',
    '${upper(join("-", ["a", "b"]))}',
    '${join("-", ["a", "b"]) }',
]


@pytest.mark.parametrize(("written", "computed"), [*COMPUTED.items(), *REFERENCES.items()])
def test_texts_and_references_are_joined(written: str, computed: str) -> None:
    assert folded({"a": [written]}) == {"a": [computed]}
    assert folded(computed) == computed


@pytest.mark.parametrize("written", LEFT)
def test_everything_else_stays_for_the_allow_list(written: str) -> None:
    assert folded(written) == written


def test_terraform_computes_the_same(tmp_path: Path) -> None:
    """Without references: the real Terraform would need the resources."""

    def planned(folder: str, texts: list[str]) -> list[object]:
        (tmp_path / folder).mkdir()
        outputs = {f"o{number:02}": {"value": text} for number, text in enumerate(texts)}
        found = plan(tmp_path / folder, json.dumps({"output": outputs}))
        return [found[name] for name in sorted(found)]

    assert planned("written", list(COMPUTED)) == planned("computed", list(COMPUTED.values()))
