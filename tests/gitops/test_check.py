"""`gitops check` fails with every finding, and never passes on nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from gitops import check
from gitops.errors import Failure

TAGS = {"default_tags": [{"tags": {"Environment": "pr-7"}}], "region": "us-east-1"}


def _synth(folder: Path, resources: dict[str, Any]) -> Path:
    stack = folder / "synth" / "stacks" / "stack"
    stack.mkdir(parents=True)
    document = {"provider": {"aws": [TAGS]}, "resource": resources}
    (stack / "cdk.tf.json").write_text(json.dumps(document))
    place = {"name": "stack", "synthesizedStackPath": "stacks/stack/cdk.tf.json"}
    manifest = {"version": "0.21.0", "stacks": {"stack": place}}
    (folder / "synth" / "manifest.json").write_text(json.dumps(manifest))
    return folder / "synth"


def test_every_finding_is_named_with_its_place_and_both_values(tmp_path: Path) -> None:
    group = {"name": "/aws/lambda/worker-pr-7", "retention_in_days": 4}
    synth = _synth(tmp_path, {"aws_cloudwatch_log_group": {"worker": group}})

    with pytest.raises(Failure) as failure:
        check.policies(synth, tmp_path)

    said = str(failure.value)
    assert "cloudwatch_log_group_keeps_three_days[stack: aws_cloudwatch_log_group.worker]" in said
    assert "found retention_in_days = 4, wanted 3" in said
    assert (tmp_path / "logs" / "policies.log").is_file()


def test_a_directory_that_cannot_be_judged_is_no_pass(tmp_path: Path) -> None:
    with pytest.raises(Failure):
        check.policies(tmp_path / "nowhere", tmp_path)


def test_an_earlier_report_is_never_taken_for_this_one(tmp_path: Path) -> None:
    (tmp_path / "policies.xml").write_text('<testsuite><testcase name="old"/></testsuite>')

    with pytest.raises(Failure):
        check.policies(tmp_path / "nowhere", tmp_path)
