"""A realistic change is short: what must be read, then the attributes, each line with content."""

import json
from typing import Any

from gitops.review.comment import render
from gitops.review.comment_model import CommentModel
from tests.gitops.plans.documents import Document, changed, created, plan, updated
from tests.gitops.review.sections import section

GOOD = section("sqs_queue_is_encrypted", 7)
QUEUE = {
    "name": "trades-dev",
    "arn": "arn:aws:sqs:eu-west-1:123456789012:trades-dev",
    "url": "https://sqs.eu-west-1.amazonaws.com/123456789012/trades-dev",
    "visibility_timeout_seconds": 30,
    "kms_master_key_id": "alias/market-data",
    "tags_all": {"Environment": "dev"},
}


def _text(*changes: Document, **rest: Any) -> str:
    return render(CommentModel("dev", [plan(*changes, **rest)], evaluated=[GOOD]))


def _policy(count: int) -> str:
    statements = [
        {"Sid": f"S{n}", "Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": f"arn:{n}"}
        for n in range(count)
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def test_a_realistic_change_takes_at_most_sixty_lines_above_the_folds() -> None:
    """One statement, one queue renamed, one timeout, and what follows from them."""
    renamed = {
        "name": "orders-dev",
        **{key: QUEUE[key] for key in ("kms_master_key_id", "tags_all")},
    }
    text = _text(
        updated("aws_iam_role_policy.writer", {"policy": _policy(5)}, {"policy": _policy(6)}),
        changed(
            "aws_sqs_queue.trades",
            ["delete", "create"],
            QUEUE,
            renamed,
            unknown={"arn": True, "url": True, "visibility_timeout_seconds": True},
            replace_paths=[["name"]],
        ),
        updated(
            "aws_lambda_event_source_mapping.m",
            {"event_source_arn": QUEUE["arn"]},
            {},
            unknown={"event_source_arn": True},
        ),
        updated(
            "aws_lambda_function.f",
            {"timeout": 30, "last_modified": "2026-11-01"},
            {"timeout": 60},
            unknown={"last_modified": True},
        ),
        *(
            updated(
                f"aws_cloudwatch_metric_alarm.a{number}",
                {"dimensions": {"QueueName": "trades-dev"}},
                {"dimensions": {"QueueName": "orders-dev"}},
            )
            for number in range(4)
        ),
    )
    above = text.partition("<details>")[0]

    assert len(above.splitlines()) <= 60
    assert "`aws_sqs_queue.trades`" in above
    assert f"in AWS `{QUEUE['arn']}`" in above
    assert "+   policy.Statement[S5] added:" in above
    assert "    timeout: 30 → 60\n    last_modified: known after apply\n" in text


def test_tags_that_follow_from_tags_are_not_repeated() -> None:
    before = {"size": 1, "tags": {"v": "1"}, "tags_all": {"v": "1", "team": "a"}}
    after = {"size": 2, "tags": {"v": "2"}, "tags_all": {"v": "2", "team": "b"}}
    text = _text(updated("aws_x.y", before, after))

    assert '    tags.v: "1" → "2"\n    tags_all.team: "a" → "b"\n' in text
    assert "tags_all.v" not in text


def test_secret_tags_stay_secret_in_their_line() -> None:
    text = _text(
        updated(
            "aws_x.y",
            {"tags": {"api_token": "old-words", "v": "1"}},
            {"tags": {"api_token": "new-words", "v": "2"}},
        )
    )

    assert "words" not in text
    assert "tags.api_token: (sensitive) → (sensitive) (1)" in text


def test_a_move_whose_tags_change_too_keeps_its_former_address() -> None:
    moved = updated(
        "aws_sqs_queue.new",
        {"tags": {"v": "1"}},
        {"tags": {"v": "2"}},
        previous_address="aws_sqs_queue.old",
    )
    text = _text(moved)

    assert "! change aws_sqs_queue.new (was aws_sqs_queue.old)\n" in text
    assert '    tags.v: "1" → "2"\n' in text
    assert "was `aws_sqs_queue.old`" in text.partition("<details>")[0]


def test_what_is_cut_of_a_change_is_named() -> None:
    attributes = {f"a{number:03}": "x" for number in range(200)}
    text = _text(updated("aws_x.y", attributes, dict.fromkeys(attributes, "y")))

    assert "… and 120 more lines; it changes a000, a001" in text


def test_a_long_name_does_not_hide_the_attribute() -> None:
    long = "n" * 200
    sides = (
        {"volume": [{"name": long, "env": [{"name": f"e{long}", "task_role_arn": role}]}]}
        for role in ("x", "admin")
    )
    text = _text(updated("aws_ecs_task_definition.t", *sides))
    line, _ = (one for one in text.splitlines() if one.endswith('"x" → "admin"'))

    assert line.startswith("    volume[nnnn")
    assert "].env[ennn" in line
    assert line.endswith('].task_role_arn: "x" → "admin"')
    assert len(line) < 200


def test_a_deep_path_keeps_its_end() -> None:
    long = ".".join(f"k{number}" * 9 for number in range(12))
    sides = ({"a": {long: {"principal": side}}} for side in "xy")
    text = _text(updated("aws_x.y", *sides))

    assert '.principal: "x" → "y"\n' in text


def test_a_new_policy_is_shown_as_people_write_it() -> None:
    text = _text(created("aws_iam_policy.p", policy=_policy(3)))

    assert "    policy:\n+     Statement:\n" in text
    assert '+       - {"Action": ["sqs:SendMessage"], "Effect": "Allow",' in text
    assert "\\" not in text
