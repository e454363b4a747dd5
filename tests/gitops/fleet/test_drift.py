"""Drift is what a refresh found different; GitHub has one issue of it per stack."""

import json
from pathlib import Path
from typing import Any

import pytest
from github.Repository import Repository

from gitops.compliance.result import RuleResult, Section
from gitops.fleet import drift
from policies.engine.stack import Place
from policies.engine.verdict import Status, Verdict
from tests.fake_github.server import FakeGitHub

ADDRESS = "aws_sqs_queue.q"


def _shown(before: Any, after: Any, *, actions: list[str], **marks: Any) -> dict[str, Any]:
    change = {"before": before, "after": after, "actions": actions, **marks}
    return {"resource_drift": [{"address": ADDRESS, "type": "aws_sqs_queue", "change": change}]}


def _described(shown: dict[str, Any]) -> list[str]:
    return [str(change) for change in drift.changes(shown)]


def test_every_attribute_that_differs_is_reported() -> None:
    shown = _shown(
        {"delay": 0, "name": "q", "tags": {"a": "b"}},
        {"delay": 5, "name": "q", "tags": None},
        actions=["update"],
    )

    assert _described(shown) == [f"{ADDRESS}.delay: 0 -> 5", f'{ADDRESS}.tags.a: "b" -> (none)']


def _policy(*sids: str) -> str:
    statements = [
        {"Sid": sid, "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"},
         "Action": "sqs:SendMessage", "Resource": f"arn:aws:sqs:eu-west-1:123456789012:{sid}"}
        for sid in sids
    ]  # fmt: skip
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def test_nine_changes_by_hand_are_nine_lines() -> None:
    rows = [{"name": f"n{number}", "value": "x"} for number in range(20)]
    script = "\n".join(f"echo step {number}" for number in range(40))
    before: dict[str, Any] = {
        "policy": _policy(*"abcde"), "access": _policy(*"abcde"), "rows": rows, "script": script,
        "names": [f"n{number}" for number in range(20)], "delay": 0, "size": 1, "tags": {},
        "template": "a" * 400 + "old",
    }  # fmt: skip
    after: dict[str, Any] = {
        "policy": _policy(*"Xabcde"), "access": _policy(*"acde"), "rows": [*rows[1:]],
        "script": script.replace("step 20", "step twenty"),
        "names": ["new", *before["names"]], "delay": 5, "size": 2, "tags": {"by": "hand"},
        "template": "a" * 400 + "new",
    }  # fmt: skip
    lines = _described(_shown(before, after, actions=["update"]))

    assert len(lines) == 9
    assert all(len(line) < 400 for line in lines)
    assert "step twenty" in "".join(lines)


def test_a_deleted_resource_is_reported_once() -> None:
    assert _described(_shown({"name": "q"}, None, actions=["delete"])) == [
        f"{ADDRESS}: was deleted"
    ]


@pytest.mark.parametrize("mark", ["before_sensitive", "after_sensitive"])
def test_what_is_sensitive_is_never_shown(mark: str) -> None:
    marks = {mark: {"policy": True}}
    shown = _shown({"policy": "hush"}, {"policy": "hush!"}, actions=["update"], **marks)

    assert _described(shown) == [f"{ADDRESS}.policy: (sensitive) -> (sensitive)"]


def test_what_only_has_the_shape_of_something_sensitive_is_shown() -> None:
    marks = {"after_sensitive": {"query": [{"metric": [], "hidden": False}]}}
    shown = _shown({"query": [1]}, {"query": [2]}, actions=["update"], **marks)

    assert _described(shown) == [f"{ADDRESS}.query[0]: 1 -> 2"]


def test_none_reserved_is_not_nothing_said() -> None:
    shown = _shown({"reserved": None}, {"reserved": 0}, actions=["update"])

    assert _described(shown) == [f"{ADDRESS}.reserved: (none) -> 0"]


@pytest.mark.parametrize(
    "shown",
    [
        {},
        {"resource_drift": []},
        _shown({"a": 1}, {"a": 2}, actions=["no-op"]),
        _shown({"a": None, "b": [], "c": ""}, {"a": {}, "b": None}, actions=["update"]),
    ],
)
def test_nothing_is_no_drift(shown: dict[str, Any]) -> None:
    assert _described(shown) == []


def _said(stack: str, name: str, status: Status) -> Verdict:
    found = ("delay = 5", "0") if status is Status.VIOLATION else ("", "")
    return Verdict("queue_is_quick", stack, name, status, "delay: nobody knows", *found)


def test_what_breaks_a_policy_is_reported_for_its_own_stack_unless_it_is_gone(
    tmp_path: Path,
) -> None:
    live = tmp_path / "live.json"
    live.write_text(json.dumps(_shown({"name": "q"}, None, actions=["delete"])))
    examined = [
        _said("prices", "aws_sqs_queue.slow", Status.VIOLATION),
        _said("prices", "aws_sqs_queue.excused", Status.WAIVED),
        _said("prices", ADDRESS, Status.VIOLATION),
        _said("alerts", "aws_sqs_queue.unknown", Status.UNDECIDED),
    ]
    evaluated = Section(
        "policies", Place.LIVE, [RuleResult("queue_is_quick", "A queue is quick", examined)]
    )

    assert drift.describe(live, evaluated, "prices") == [
        f"{ADDRESS}: was deleted",
        "queue_is_quick: aws_sqs_queue.slow: found delay = 5, wanted 0",
    ]
    assert drift.describe(live, evaluated, "alerts")[1:] == [
        "queue_is_quick: aws_sqs_queue.unknown: delay: nobody knows"
    ]


def test_one_issue_per_stack_is_opened_closed_and_opened_again(
    repository: Repository, fake_github: FakeGitHub
) -> None:
    found = _described(_shown({"delay": 0}, {"delay": 5}, actions=["update"]))

    states = []
    for changed in (found, found, [], [], found):
        drift.update_issues(repository, "dev", {"prices": changed, "alerts": []})
        states.append([issue["state"] for issue in fake_github.store.issues.values()])

    assert states == [["open"], ["open"], ["closed"], ["closed"], ["open"]]
    (issue,) = fake_github.store.issues.values()
    assert issue["title"] == "prices of dev has drifted"
    assert f"    {ADDRESS}.delay: 0 -> 5" in issue["body"]


def test_resources_of_no_stack_have_an_issue_of_their_own(
    repository: Repository, fake_github: FakeGitHub
) -> None:
    drift.update_issues(repository, "dev", {drift.NO_STACK: ["arn:aws:sqs:x: has the tag"]})

    (issue,) = fake_github.store.issues.values()
    assert issue["title"] == "dev has resources that no state holds"
    assert "    arn:aws:sqs:x: has the tag" in issue["body"]
    assert "Delete them" in issue["body"]
