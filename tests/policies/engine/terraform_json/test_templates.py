"""A text is plain, or all that is code in it is references; the second part asks Terraform.

One small and one nightly set of random texts is planned by the real Terraform: what is admitted
comes out as the text that we take it for. No provider is needed, as `terraform_data` is built in.
"""

import json
import os
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from policies.engine.terraform_json.templates import REFERENCE, faults, starts
from tests.policies.engine.terraform_json.real_terraform import plan
from tests.share import commit

DECLARED = frozenset({"aws_sqs_queue.main-1", "data.aws_region.here"})
HELD = "held"
# Text -> what Terraform makes of it.
EVALUATED = {
    "a${1 + 1}": "a2",
    "a${~ 1 + 1 ~} b": "a2b",
    "%${1 + 1}": "%2",
    "%%${1 + 1}": "%%2",
    "$%{if true}a%{endif}": "$a",
    "$$%{if true}a%{endif}": "$$a",
    "b${1 /* } */ + 1}": "b2",
    "b${1 +\n1}": "b2",
    'b${"${1 + 1}"}': "b2",
    'b${upper("a")}': "bA",
    'b${core::upper("a")}': "bA",
}
PIECES = [
    "$", "$$", "%", "%%", "{", "}", "${", "%{", "$${", "%%{", "~", "1 + 1", "if true", "endif",
    '"', "'", "\\", "\n", "#", "/*", "*/", "(", ")", "[0]", ".", "a", "é", " ", "//", "path.cwd",
    'file("/etc/hostname")', "${terraform_data.held.input}", "terraform_data.held.input", "é${",
]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain $5, 100 %, {a}",
        "${aws_sqs_queue.main-1.arn}",
        "a ${aws_sqs_queue.main-1.tags.Name[0].x} b ${data.aws_region.here.name}".replace(
            "Name", "n"
        ),
        "$${aws:SourceAccount} and %%{if}",
        "$$${1 + 1}",
    ],
)
def test_plain_text_and_references_to_what_is_declared_are_admitted(text: str) -> None:
    assert list(faults(text, "$", DECLARED)) == []


@pytest.mark.parametrize(
    "text",
    [
        '${file("/proc/self/environ")}',
        "${core::file(1)}",
        "${provider::aws::arn_parse(1)}",
        "${1 + 1}",
        "%{ if true }a%{ endif }",
        "%${1 + 1}",
        "$%{if true}a%{endif}",
        "%%${1 + 1}",
        "${~ aws_sqs_queue.main-1.arn ~}",
        "${ aws_sqs_queue.main-1.arn }",
        "${aws_sqs_queue.main-1.arn /* comment */}",
        "${aws_sqs_queue.main-1.arn\n}",
        "${aws_sqs_queue.main-1.arn",
        '${aws_sqs_queue.main-1["arn"]}',
        "${aws_sqs_queue.main-1}",
        "${aws_sqs_queue.main-1.*.arn}",
        "${aws_sqs_queue.main-1.arn + 1}",
        '${"${aws_sqs_queue.main-1.arn}"}',
        "${aws_sqs_queue.other.arn}",
        "${data.aws_region.elsewhere.name}",
        "${path.module}",
        "${terraform.workspace.x}",
        "${var.a.b}",
        "${local.a.b}",
        "${module.a.b}",
        "${each.value.a}",
        "${self.a.b}",
        "${count.index.a}",
        "${aws_sqs_queue.main-1.arn}${1 + 1}",
        "${aws_sqs_queue.main-1.arn}%{if true}a%{endif}",
    ],
)  # fmt: skip
def test_anything_else_that_terraform_evaluates_is_refused(text: str) -> None:
    (fault,) = faults(text, "$.a", DECLARED)

    assert starts(text)
    assert fault.path == "$.a"


def _planned(folder: Path, texts: Sequence[str]) -> list[Any]:
    """What Terraform makes of each text, and of each as a key: `[text, {text: 1}]`."""
    outputs = {f"o{n}": {"value": [text, {text: 1}]} for n, text in enumerate(texts)}
    held = {"terraform_data": {"held": {"input": HELD}}}
    planned = plan(folder, json.dumps({"resource": held, "output": outputs}))
    return [planned[f"o{n}"] for n in range(len(texts))]


def test_terraform_does_evaluate_such_texts_and_keys(tmp_path: Path) -> None:
    assert _planned(tmp_path, list(EVALUATED)) == [[m, {m: 1}] for m in EVALUATED.values()]
    assert all(starts(text) for text in EVALUATED)


def test_terraform_evaluates_nothing_else_in_admitted_texts(tmp_path: Path) -> None:
    chance = random.Random(commit())
    wanted = 6_000 if os.environ.get("NIGHTLY") else 400
    texts: list[str] = []
    while len(texts) < wanted:
        text = "".join(chance.choices(PIECES, k=chance.randint(1, 7)))
        if _is_of_input(text) and not list(faults(text, "$", frozenset({"terraform_data.held"}))):
            texts.append(text)

    planned = _planned(tmp_path, texts)

    assert sum(REFERENCE.search(text) is not None for text in texts) > wanted / 20
    assert planned == [[_as_read(text), {_as_read(text): 1}] for text in texts]


def _is_of_input(text: str) -> bool:
    """Whether each reference is to the input: to another attribute, Terraform plans nothing."""
    return all(
        found.group() == "${terraform_data.held.input}" for found in REFERENCE.finditer(text)
    )


def _as_read(text: str) -> str:
    """The text as we take it: references are what they hold, and escapes what they spell."""
    held = re.compile(rf"{REFERENCE.pattern}|\$\$\{{|%%\{{")
    return held.sub(lambda found: HELD if found["address"] else found.group()[1:], text)
