"""The real Terraform, on resources that need no provider: what it says, and how it stops."""

import base64
import json
import os
import signal
import stat
import threading
from pathlib import Path

import pytest

from gitops.adapters import terraform as module
from gitops.adapters.errors import Failure, Refusal
from gitops.adapters.terraform import Terraform

ANSWER = {"output": {"answer": {"value": 42}}, "resource": {"terraform_data": {"one": {}}}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "stack").mkdir()
    return tmp_path / "stack"


def _terraform(folder: Path, document: dict[str, object]) -> Terraform:
    (folder / "cdk.tf.json").write_text(json.dumps(document))
    lock = folder.parent / "empty.lock.hcl"
    lock.touch()
    return Terraform(folder, dict(os.environ), folder.parent / "logs" / "terraform.log", lock)


def _silent(_text: str) -> None:
    pass


def test_a_stack_is_planned_applied_read_and_destroyed(folder: Path) -> None:
    terraform = _terraform(folder, ANSWER)
    plan, seen = folder.parent / "plans" / "stack.tfplan", list[str]()
    terraform.init()

    planned = terraform.plan(plan, _silent)
    applied = terraform.apply(plan, seen.append)
    again = terraform.plan(plan, _silent)

    assert (planned.exit_code, planned.summary) == (2, "1 to add")
    assert (applied.summary, seen) == ("1 added", ["terraform_data.one"])
    assert (again.exit_code, again.summary) == (0, "no changes")
    assert terraform.outputs() == {"answer": 42}
    assert terraform.destroy(_silent).summary == "1 destroyed"


def test_a_plan_is_shown_as_its_json_representation(folder: Path) -> None:
    terraform = _terraform(folder, ANSWER)
    terraform.init()
    terraform.plan(folder / "p", _silent)

    changes = terraform.show(folder / "p")["resource_changes"]

    assert [(change["address"], change["change"]["actions"]) for change in changes] == [
        ("terraform_data.one", ["create"])
    ]


def test_terraform_gets_no_token_of_the_job(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it reads may have been synthesized by a branch."""
    for name in ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_URL", "GITHUB_TOKEN"):
        monkeypatch.setenv(name, "a right of the job")
    value = '${base64encode(file("/proc/self/environ"))}'
    terraform, plan = _terraform(folder, {"output": {"seen": {"value": value}}}), folder / "plan"
    terraform.init()
    terraform.plan(plan, _silent)
    (seen,) = terraform.show(plan)["planned_values"]["outputs"].values()

    printed = base64.b64decode(seen["value"]).decode()
    assert "TF_IN_AUTOMATION=1" in printed
    assert "a right of the job" not in printed


def test_a_failing_plan_names_its_reason_and_its_log(folder: Path) -> None:
    check = {"condition": "${var.one == 2}", "error_message": "One is not two."}
    output = {"answer": {"value": 1, "precondition": [check]}}
    broken = {"variable": {"one": {"default": 1}}, "output": output}
    terraform = _terraform(folder, broken)
    terraform.init()

    with pytest.raises(Failure) as failure:
        terraform.plan(folder / "p", _silent)

    assert "Module output value precondition failed (One is not two.)" in str(failure.value)
    assert f"log: {folder.parent}/logs/terraform.log" in str(failure.value)


def test_a_configuration_that_cannot_be_read_is_named_by_init(folder: Path) -> None:
    with pytest.raises(
        Failure, match=r"terraform init of stack failed: .*Extraneous JSON object property"
    ):
        _terraform(folder, {"nonsense": {}}).init()


def test_a_provider_that_nobody_has_is_one_sentence_with_the_remedy(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unreachable = tmp_path / "terraform.rc"
    unreachable.write_text(
        'provider_installation {\n  filesystem_mirror {\n    path = "/nowhere"\n  }\n}\n'
    )
    monkeypatch.setattr(module, "cli_config", lambda *_: unreachable)
    required = {"aws": {"source": "hashicorp/aws", "version": "5.100.0"}}
    terraform = _terraform(folder, {"terraform": {"required_providers": required}})

    with pytest.raises(
        Failure, match=r"cannot install the provider hashicorp/aws.*PROVIDER_MIRROR"
    ):
        terraform.init()


def _fake_terraform(folder: Path, version: str) -> None:
    script = folder / "terraform"
    script.write_text(f'#!/bin/sh\necho \'{{"terraform_version": "{version}"}}\'\n')
    script.chmod(script.stat().st_mode | stat.S_IXUSR)


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        pytest.param(None, "Terraform is not on PATH; install version 1.11 or newer", id="missing"),
        pytest.param(
            "1.9.8", "Terraform 1.9.8 is too old; install version 1.11 or newer.", id="too old"
        ),
    ],
)
def test_without_a_usable_terraform_one_sentence_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str | None, sentence: str
) -> None:
    if version:
        _fake_terraform(tmp_path, version)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin" if version else str(tmp_path))
    module.executable.cache_clear()

    with pytest.raises(Refusal) as refusal:
        module.executable()

    module.executable.cache_clear()
    assert str(refusal.value).startswith(sentence)


def test_an_interrupt_lets_terraform_save_its_state(folder: Path) -> None:
    slow = {"provisioner": [{"local-exec": {"command": "sleep 300"}}], "input": "slow"}
    quick = {"input": "quick"}
    terraform = _terraform(folder, {"resource": {"terraform_data": {"slow": slow, "quick": quick}}})
    terraform.init()
    terraform.plan(folder / "p", _silent)
    main = threading.main_thread().ident
    assert main is not None

    def interrupt_soon(_text: str) -> None:
        threading.Timer(0.2, signal.pthread_kill, [main, signal.SIGINT]).start()

    with pytest.raises(KeyboardInterrupt):
        terraform.apply(folder / "p", interrupt_soon)

    state = json.loads((folder / "terraform.tfstate").read_text())
    assert "quick" in [resource["name"] for resource in state["resources"]]
