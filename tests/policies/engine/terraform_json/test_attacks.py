"""Attacks that work on the real Terraform, and are refused here: danger and refusal in one test.

No provider is needed: outputs are evaluated by Terraform itself, and `plan` is enough.
"""

import json
import os
from pathlib import Path

import pytest

from policies.engine.terraform_json.admission import faults
from policies.engine.terraform_json.parsing import Malformed, parse
from tests.policies.engine.terraform_json.documents import GOOD, OWN
from tests.policies.engine.terraform_json.real_terraform import plan

SECRET = "of-the-runner-4711"
READ = r"${file(\"secret.txt\")}"
LOCAL_STATE = '{"backend": "local", "config": {"path": "other.tfstate"}}'
OF_STATE = "${data.terraform_remote_state.a.outputs.secret}"
# Name -> other blocks, and the outputs, as text: what is dangerous may be in the spelling.
ATTACKS = {
    "a function": ("", '{"x": {"value": "READ"}}'),
    "of the environment": ("", r'{"x": {"value": "${file(\"/proc/self/environ\")}"}}'),
    "escaped start": ("", r'{"x": {"value": "\u0024{file(\"secret.txt\")}"}}'),
    "in a key": ("", '{"x": {"value": {"READ": 1}}}'),
    "by its namespace": ("", r'{"x": {"value": "${core::file(\"secret.txt\")}"}}'),
    "within a condition": ("", '{"x": {"value": "%{if true}READ%{endif}"}}'),
    "a comment within a value": ("", '{"x": {"value": {"//": "READ"}}}'),
    "first of two blocks": ('"output": {"x": {"value": "READ"}}', '{"y": {"value": 1}}'),
    "after a lone surrogate": ("", r'{"x": {"value": "\ud800READ"}}'),
    "locals": ('"locals": {"a": "READ"}', '{"x": {"value": "${local.a}"}}'),
    "a resource": (
        '"resource": {"terraform_data": {"a": {"input": "READ"}}}',
        '{"x": {"value": "${terraform_data.a.input}"}}',
    ),
    "a state elsewhere": (
        f'"data": {{"terraform_remote_state": {{"a": {LOCAL_STATE}}}}}',
        f'{{"x": {{"value": "{OF_STATE}"}}}}',
    ),
    "a module": ('"module": {"m": {"source": "./m"}}', '{"x": {"value": "${module.m.x}"}}'),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_works_on_terraform_and_is_refused(attack: str, tmp_path: Path) -> None:
    blocks, outputs = ATTACKS[attack]
    document = ", ".join(filter(None, [blocks, f'"output": {outputs}'])).replace("READ", READ)

    assert SECRET in str(_planned(tmp_path, f"{{{document}}}"))

    assert _is_refused(f"{{{document}}}")


def _planned(folder: Path, document: str) -> object:
    (folder / "secret.txt").write_text(SECRET)
    (folder / "m").mkdir()
    (folder / "m" / "main.tf").write_text('output "x" { value = file("secret.txt") }')
    outputs = {"secret": {"value": SECRET, "type": "string"}}
    state = {"version": 4, "serial": 1, "lineage": "a", "outputs": outputs, "resources": []}
    (folder / "other.tfstate").write_text(json.dumps(state))
    return plan(folder, document, {**os.environ, "RUNNER_SECRET": SECRET})


def _is_refused(document: str) -> bool:
    """Whether the document with what every synthesis has besides is refused."""
    own = {name: json.dumps(GOOD[name]) for name in ("terraform", "provider")}
    whole = document[:-1] + "".join(f', "{name}": {block}' for name, block in own.items()) + "}"
    try:
        return bool(faults(parse(whole.encode()), OWN))
    except Malformed:
        return True


def test_the_same_document_without_an_attack_is_admitted() -> None:
    assert not _is_refused('{"output": {"x": {"value": "plain"}}}')


@pytest.mark.parametrize("name", ["override.tf.json", "cdk_override.tf"])
def test_a_further_file_changes_what_terraform_plans(name: str, tmp_path: Path) -> None:
    """Why the reader of a synthesis takes no file that it does not know."""
    read = 'output "x" {\n value = file("secret.txt")\n}\n'
    if name.endswith("json"):
        read = json.dumps({"output": {"x": {"value": READ.replace("\\", "")}}})
    (tmp_path / name).write_text(read)

    assert SECRET in str(_planned(tmp_path, '{"output": {"x": {"value": "harmless"}}}'))


def test_a_reference_adds_to_the_json_that_it_stands_in(tmp_path: Path) -> None:
    """Why `references.escapes` follows those of each JSON text."""
    held = {"terraform_data": {"t": {"input": 'x","Action":"*'}}}
    output = {"policy": {"value": '{"Sid":"${terraform_data.t.input}"}'}}

    planned = plan(tmp_path, json.dumps({"resource": held, "output": output}))

    assert json.loads(planned["policy"]) == {"Sid": "x", "Action": "*"}
