"""Bad input is a finding or one clear error with its place; it never passes, nor leaves a report
that says so."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import gitops.adapters.paths
from gitops.adapters import checkov
from gitops.adapters.checkov import CheckovResult
from gitops.adapters.errors import Failure
from gitops.adapters.paths import EnvironmentPaths
from gitops.compliance import check, policies
from policies.engine import catalogue, waivers
from policies.engine.stack import Place
from tests.policies.plans import plan

PROVIDER = {"aws": [{"default_tags": [{"tags": {"Environment": "pr-7"}}], "region": "us-east-1"}]}
QUEUE = {"name": "ticks-pr-7"}
SYNTH = Path("stacks") / "prices" / "cdk.tf.json"


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EnvironmentPaths:
    """An environment in a folder of its own, in which Checkov finds nothing."""
    monkeypatch.setattr(gitops.adapters.paths, "BUILD", tmp_path)
    monkeypatch.setattr(checkov, "check", lambda *_: CheckovResult([], [], [], []))
    monkeypatch.setattr(waivers, "read", list)
    return EnvironmentPaths("pr-7")


def _write(paths: EnvironmentPaths, content: str | Mapping[str, Any]) -> None:
    path = paths.synth / SYNTH
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content))


def _queues(**queues: object) -> dict[str, Any]:
    return {"provider": PROVIDER, "resource": {"aws_sqs_queue": queues}}


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("{", "cdk.tf.json cannot be evaluated: $: the file is not JSON: "),
        ("[]", "cdk.tf.json cannot be evaluated: $: the file is no JSON object."),
        ({"resource": ["aws_sqs_queue"]}, "Stack prices is not admitted: $.resource: it is not"),
        (
            {"resource": {"aws_sqs_queue": {"q": 7}}},
            "Stack prices is not admitted: $.resource.aws_sqs_queue.q: it is not one object",
        ),
        (
            _queues(q={"name": "${aws_kms_key.gone.arn}"}),
            '$.resource.aws_sqs_queue.q.name: "aws_kms_key.gone" is not declared in this file',
        ),
        (
            _queues(q={"name": "${aws_sqs_queue.r.name}"}, r={"name": "${aws_sqs_queue.q.name}"}),
            "references form a cycle: aws_sqs_queue.q -> aws_sqs_queue.r -> aws_sqs_queue.q",
        ),
    ],
    ids=["broken JSON", "a list", "no resources", "no resource", "nowhere", "a circle"],
)
def test_a_synthesis_that_cannot_work_is_one_clear_error(
    paths: EnvironmentPaths, document: str | Mapping[str, Any], words: str
) -> None:
    _write(paths, _queues(q=QUEUE))
    check.synthesized(paths)
    _write(paths, document)

    with pytest.raises(Failure) as failure:
        check.synthesized(paths)

    assert words in str(failure.value)
    assert len(str(failure.value).splitlines()) == 1
    assert list(paths.reports.iterdir()) == []


def test_a_type_that_nobody_knows_is_a_finding_at_its_place(paths: EnvironmentPaths) -> None:
    _write(paths, {"provider": PROVIDER, "resource": {"aws_made_up": {"one": {"name": "x-pr-7"}}}})

    found = check.synthesized(paths).sections[0].faults

    assert any(
        "prices: aws_made_up.one: undecided: the name attribute of aws_made_up is unknown" in one
        for one in found
    )


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            "def evaluate(resource, stack):\n    return 1 / 0\n",
            "the policy raised ZeroDivisionError",
        ),
        (
            "def evaluate(resource, stack):\n    return True\n",
            "the policy answered True, which is no",
        ),
    ],
    ids=["raises", "answers no decision"],
)
def test_a_policy_that_gives_no_answer_is_a_finding_at_each_place(
    paths: EnvironmentPaths, monkeypatch: pytest.MonkeyPatch, source: str, words: str
) -> None:
    _add(paths.home / "policies", monkeypatch, CARD + source)
    _write(paths, _queues(q=QUEUE, r={"name": "other-pr-7"}))

    found = check.synthesized(paths)

    assert not found.passed
    faults = found.sections[0].faults
    assert [one.split(": ")[2].split(" ")[0] for one in faults] == [
        "aws_sqs_queue.q",
        "aws_sqs_queue.r",
    ]
    assert all(words in one for one in faults)
    assert not json.loads((paths.reports / "synth.json").read_text())["passed"]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def evaluate(", "cannot be loaded: SyntaxError"),
        ("evaluate = None\n", "has no card"),
    ],
    ids=["no Python", "no card"],
)
def test_a_policy_that_is_none_is_one_clear_error(
    paths: EnvironmentPaths, monkeypatch: pytest.MonkeyPatch, source: str, words: str
) -> None:
    _add(paths.home / "policies", monkeypatch, source)
    _write(paths, _queues(q=QUEUE))

    with pytest.raises(Failure, match=words):
        check.synthesized(paths)

    assert list(paths.reports.glob("*")) == []


@pytest.mark.parametrize("place", [Place.PLAN, Place.LIVE])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "prices.json is not JSON: "),
        (json.dumps(plan({}, {}) | {"errored": True}), "The plan of prices failed; fix what"),
        ('{"format_version": "1.2"}', "The file for the plan of prices is not a plan."),
    ],
    ids=["broken JSON", "errored", "no plan"],
)
def test_a_plan_with_errors_is_one_clear_error(
    paths: EnvironmentPaths, place: Place, content: str, words: str
) -> None:
    _write(paths, _queues(q=QUEUE))
    path = paths.plan_json("prices")
    path.parent.mkdir(parents=True)
    path.write_text(content)

    with pytest.raises(Failure) as failure:
        check.there(paths, {"prices": path}, place)

    assert words in str(failure.value)
    assert len(str(failure.value).splitlines()) == 1


CARD = """
from policies.engine.card import Card, Severity

CARD = Card("Title", Severity.LOW, "why", "remedy", "https://example.org", ("R-A-5",), "nothing")


"""


def _add(folder: Path, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    """Make the catalogue this one policy."""
    folder.mkdir(parents=True)
    (folder / "the_policy.py").write_text(source)
    discover = catalogue.discover
    monkeypatch.setattr(policies, "discover", lambda: discover(folder))
