"""A program that takes the suffix of another environment gets no further than its synthesis."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gitops import cli
from gitops.adapters import cloud as clouds
from gitops.adapters import github_client, terraform
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure, Refusal
from gitops.approval import clearance
from gitops.environment import outputs, presence, synthesis
from gitops.environment.record import Record

Change = Callable[[dict[str, Any]], object]

RECORD = Record("pr-7", "", "2026-12-01T00:00:00Z")
QUEUE = "prices: aws_sqs_queue.ticks"
# Writes what `document.json` beside it holds, as the stack `prices`, whatever suffix is asked for.
PROGRAM = """
import json, os, pathlib
document = pathlib.Path(__file__).with_name("document.json").read_text()
out = pathlib.Path(os.environ["CDKTF_OUTDIR"])
(out / "stacks" / "prices").mkdir(parents=True, exist_ok=True)
(out / "stacks" / "prices" / "cdk.tf.json").write_text(document)
(out / "manifest.json").write_text(json.dumps({"stacks": {"prices": {"name": "prices"}}}))
"""


def document(suffix: str) -> dict[str, Any]:
    tags = {"tags": {"Environment": suffix}}
    return {
        "terraform": {"backend": {"local": {"path": _path(suffix)}}},
        "provider": {"aws": [{"region": "us-east-1", "default_tags": [tags]}]},
        "resource": {
            "aws_sqs_queue": {"ticks": {"name": f"ticks-{suffix}"}},
            "aws_api_gateway_stage": {"live": {"stage_name": "live"}},
            "aws_lambda_event_source_mapping": {
                "ticks": {"event_source_arn": "${aws_sqs_queue.ticks.arn}"}
            },
        },
    }


def _path(suffix: str, stack: str = "prices") -> str:
    return f"../../../state/{suffix}/{stack}.tfstate"


@pytest.fixture
def declare(tmp_path: Path, build: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes the program write this document."""
    program = tmp_path / "stacks"
    program.mkdir()
    (program / "__init__.py").touch()
    (program / "__main__.py").write_text(PROGRAM)
    (tmp_path / "cdktf.json").write_text(json.dumps({"app": "python -m stacks"}))
    monkeypatch.setattr(synthesis, "ROOT", tmp_path)
    assert build.parent == tmp_path

    def written(declared: dict[str, Any]) -> None:
        (program / "document.json").write_text(json.dumps(declared))

    return written


def test_a_stack_of_the_environment_passes(declare: Callable[..., None]) -> None:
    declare(document("pr-7"))

    assert synthesis.synthesize(RECORD) == ["prices"]


def _backend(backend: dict[str, Any]) -> Change:
    return lambda declared: declared["terraform"].update(backend=backend)


def _queue(**values: object) -> Change:
    return lambda declared: declared["resource"]["aws_sqs_queue"]["ticks"].update(values)


def _add(kind: str, **values: object) -> Change:
    return lambda declared: declared["resource"].update({kind: {"added": values}})


def _provider(*providers: dict[str, Any]) -> Change:
    return lambda declared: declared["provider"].update(aws=list(providers))


OURS, THEIRS = (
    {"default_tags": [{"tags": {"Environment": suffix}}]} for suffix in ("pr-7", "prod")
)
FOREIGN: dict[str, tuple[Change, str, str]] = {
    "state": (_backend({"local": {"path": _path("prod")}}), "Stack prices", _path("prod")),
    "state of another stack": (
        _backend({"local": {"path": _path("pr-7", "volumes")}}), "Stack prices", "volumes",
    ),
    "state elsewhere": (
        _backend({"local": {"path": _path("pr-7"), "workspace_dir": "../prod"}}),
        "Stack prices", "workspace_dir",
    ),
    "key": (_backend({"s3": {"key": "prices/prod.tfstate"}}), "Stack prices", "prices/prod"),
    "two backends": (
        _backend({"local": {"path": _path("pr-7")}, "s3": {"key": "prices/prod.tfstate"}}),
        "Stack prices", "prices/prod",
    ),
    "no backend": (_backend({}), "Stack prices", "its backend is"),
    "default tag": (_provider(THEIRS), "Stack prices", '"prod"'),
    "an untagged provider": (_provider({}), "Stack prices", "the default tag Environment"),
    "no provider": (_provider(), "Stack prices", "the default tag Environment"),
    "tag": (_queue(tags={"Environment": "prod"}), QUEUE, "its tag Environment is prod"),
    "tag at last": (_queue(tags_all={"Environment": "prod"}), QUEUE, "its tag Environment is prod"),
    "name": (_queue(name="ticks-prod"), QUEUE, "its name is ticks-prod"),
    "parent": (
        _add("aws_cloudwatch_log_metric_filter", name="n-pr-7", log_group_name="/x-prod"),
        "prices: aws_cloudwatch_log_metric_filter.added", "its log_group_name is /x-prod",
    ),
    "parent by its ARN": (
        _add("aws_lambda_permission", function_name="arn:aws:lambda:us-east-1:1:function:f-prod"),
        "prices: aws_lambda_permission.added", "its function_name is arn",
    ),
    "parent by its id": (
        _add("aws_api_gateway_resource", rest_api_id="abc123"),
        "prices: aws_api_gateway_resource.added", "its rest_api_id is abc123",
    ),
    "name without a suffix": (_queue(name="ticks"), QUEUE, "its name is ticks"),
    "name that only ends alike": (_queue(name="ticks-xpr-7"), QUEUE, "its name is ticks-xpr-7"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "culprit", "found"), FOREIGN.values(), ids=FOREIGN)
def test_what_is_of_another_environment_is_refused_with_its_culprit(
    declare: Callable[..., None], change: Change, culprit: str, found: str
) -> None:
    declared = document("pr-7")
    change(declared)
    declare(declared)

    with pytest.raises(Refusal) as refused:
        synthesis.synthesize(RECORD)

    assert str(refused.value).startswith(f"{culprit} is not of environment pr-7: ")
    assert found in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_state_in_the_bucket_passes_by_its_key(declare: Callable[..., None]) -> None:
    declared = document("pr-7")
    _backend({"s3": {"key": "prices/pr-7.tfstate", "bucket": "b", "use_lockfile": True}})(declared)
    declare(declared)

    assert synthesis.synthesize(RECORD) == ["prices"]


def test_what_was_refused_once_is_refused_again(declare: Callable[..., None]) -> None:
    declare(document("prod"))

    for _ in range(2):
        with pytest.raises(Refusal, match="Stack prices is not of environment pr-7"):
            synthesis.synthesize(RECORD)


COMMANDS = (
    ["synth"], ["check"], ["check", "--on", "plan"], ["check", "--on", "live"], ["plan"],
    ["deploy"], ["deploy", "--reviewed"], ["test"], ["destroy"], ["drift"], ["cycle"],
)  # fmt: skip


def test_a_second_provider_is_not_even_read(declare: Callable[..., None]) -> None:
    declared = document("pr-7")
    _provider(OURS, THEIRS)(declared)
    declare(declared)

    with pytest.raises(Failure, match=r"provider\.aws: it is not one object"):
        synthesis.synthesize(RECORD)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_refuses_a_stack_that_takes_the_suffix_of_prod(
    declare: Callable[..., None], monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    def started(*_: object, **__: object) -> None:
        raise AssertionError("it went on")

    declare(document("prod"))
    monkeypatch.delenv("STATE_BUCKET", raising=False)
    monkeypatch.setattr(terraform, "check_present", lambda: None)
    monkeypatch.setattr(clouds, "find", lambda _: Cloud.aws())
    monkeypatch.setattr(terraform.Terraform, "init", started)
    # It is deployed, and what a review asks is there.
    for name in ("is_deployed", "exists"):
        monkeypatch.setattr(presence, name, lambda *_: True)
    outputs.write("pr-7", {"prices": {}}, Cloud.aws({}))
    monkeypatch.setattr(clearance, "is_cleared", lambda *_, **__: True)
    monkeypatch.setattr(github_client, "connect", lambda: None)
    monkeypatch.setenv("GITHUB_SHA", "a" * 40)
    on = [] if command[0] in ("synth", "check") and len(command) == 1 else ["--cloud", "aws"]

    ended = CliRunner().invoke(cli.app, [*command, "--suffix", "pr-7", *on])

    assert isinstance(ended.exception, Failure), ended.exception
    assert str(ended.exception).startswith("Stack prices is not of environment pr-7: its backend")
