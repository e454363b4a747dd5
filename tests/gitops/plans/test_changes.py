"""A plan is read whole: every kind of change has its name, and nothing dangerous is overlooked."""

import json
from pathlib import Path
from typing import Any

import pytest

from gitops.adapters.errors import Failure
from gitops.plans.changes import Kind, parsed, path_text, read
from gitops.review.comment import render
from gitops.review.comment_model import CommentModel
from tests.gitops.plans.documents import changed, document, plan, replaced


def _nested(levels: int, innermost: Any = 1) -> Any:
    return {"a": _nested(levels - 1, innermost)} if levels else innermost


@pytest.mark.parametrize(
    ("actions", "rest", "kind"),
    [
        (["create"], {}, Kind.CREATE),
        (["update"], {}, Kind.CHANGE),
        (["delete"], {}, Kind.DESTROY),
        (["delete", "create"], {}, Kind.REPLACE),
        (["create", "delete"], {}, Kind.REPLACE),
        (["forget"], {}, Kind.FORGET),
        (["create", "forget"], {}, Kind.CREATE_AND_FORGET),
        (["forget", "create"], {}, Kind.CREATE_AND_FORGET),
        (["read"], {}, Kind.READ),
        (["no-op"], {"importing": {"id": "x"}}, Kind.IMPORT),
        (["no-op"], {"previous_address": "aws_sqs_queue.old"}, Kind.MOVE),
    ],
)
def test_each_action_has_its_kind(actions: list[str], rest: dict[str, str], kind: Kind) -> None:
    found = plan(changed("aws_sqs_queue.a", actions, **rest)).changes

    assert [change.kind for change in found] == [kind]


def test_what_does_not_change_is_left_out() -> None:
    assert plan(changed("aws_sqs_queue.a", ["no-op"])).changes == []


def test_an_action_that_nobody_knows_is_refused() -> None:
    with pytest.raises(Failure, match=r"\['vaporize'\] of aws_sqs_queue.a"):
        plan(changed("aws_sqs_queue.a", ["vaporize"]))


def test_a_replacement_names_what_forces_it() -> None:
    (change,) = plan(
        replaced("aws_dynamodb_table.t", ["hash_key"], ["attribute", 0, "name"])
    ).changes

    assert change.forced_by == ["attribute[0].name", "hash_key"]
    assert change.loses_data


def test_a_queue_that_is_changed_in_place_keeps_its_data() -> None:
    (change,) = plan(changed("aws_sqs_queue.q", ["update"], {"a": 1}, {"a": 2})).changes

    assert change.holds_data
    assert not change.loses_data


def test_a_path_reads_as_people_write_it() -> None:
    assert path_text(["ebs", 0, "size"]) == "ebs[0].size"


@pytest.mark.parametrize(
    ("found", "complaint"),
    [
        (["no"], "is not a plan"),
        ({"format_version": "1.2"}, "is not a plan"),
        (document([], format_version="2.0"), "unknown format"),
        (document([], format_version="2.0", errored=True), "unknown format"),
        (document([{"address": "a"}]), "does not have the format.*KeyError: 'change'"),
        (document([{"address": "a", "change": None}]), "does not have the format.*TypeError"),
        (document([], output_changes={"a": {"before": 1}}), "the format.*KeyError: 'actions'"),
        (
            document([], output_changes={"a": {"actions": None}}),
            "does not have the format.*TypeErr",
        ),
        (document([], output_changes={"a": None}), "does not have the format.*TypeError"),
        (document([], output_changes=["a"]), "does not have the format.*AttributeError"),
        (document([changed("a.b", ["create"], None, _nested(500))]), "nested deeper than 100"),
        (document([changed("a.b", ["create"], None, json.dumps(_nested(500)))]), "nested deeper"),
    ],
)
def test_what_is_no_good_plan_is_refused_in_one_sentence(found: object, complaint: str) -> None:
    with pytest.raises(Failure, match=complaint):
        parsed("crypto-price-processing", found)


@pytest.mark.parametrize(
    ("rest", "problem"),
    [
        ({}, ""),
        ({"errored": True, "complete": False}, "failed: Terraform reported errors"),
        ({"complete": False}, "is partial; plan without -target"),
    ],
)
def test_a_plan_that_nobody_may_apply_says_why(rest: dict[str, Any], problem: str) -> None:
    found = plan(**rest).problem

    assert bool(found) == bool(problem)
    assert problem in found


def test_a_plan_of_nothing_has_no_changes() -> None:
    nothing = document([])
    del nothing["resource_changes"]

    assert parsed("crypto-price-processing", nothing).changes == []


def test_a_missing_plan_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"No plan of a\. Run `gitops plan`"):
        read("a", tmp_path / "a.json")


def test_a_cut_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(document([]))[:-5])

    with pytest.raises(Failure, match="is not JSON"):
        read("a", tmp_path / "a.json")


def test_what_is_nested_less_deep_is_shown() -> None:
    sides = ({"text": json.dumps(_nested(70, end)), "value": _nested(70, end)} for end in "ab")
    found = plan(changed("aws_x.y", ["update"], *sides))

    assert render(CommentModel("dev", [found])).count(f'{".a" * 70}: "a" → "b"') == 2
