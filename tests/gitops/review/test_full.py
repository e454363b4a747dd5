"""Where nothing limits the text, no part of a change is left out; the widest is never below."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from gitops.adapters.markdown import MOST_IN_A_SUMMARY, UNLIMITED, units
from gitops.review.comment import render
from gitops.review.comment_model import CommentModel
from tests.gitops.plans.documents import Document, created, plan, updated

WORDS = [f"w{number}" for number in range(400)]
ACTIONS = [f"s3:Get{'x' * 20}{number}" for number in range(70)]


def _policy(*actions: str) -> str:
    return json.dumps({"Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]})


def _sides(before: Any, after: Any) -> list[Document]:
    return [updated("aws_x.y", {"v": before}, {"v": after})]


def _replaced(words: Sequence[str], other: str, middle: int) -> list[str]:
    """All words are others, and one of them is that word."""
    return [other if number == middle else f"n{word}" for number, word in enumerate(words)]


LARGE = {
    "the last action of an added statement": [
        updated("aws_iam_policy.p", {"policy": '{"Statement": []}'},
                {"policy": _policy(*ACTIONS, "evil:Do")})
    ],
    "the last attribute of many": [
        updated("aws_x.y", {**dict.fromkeys(WORDS, "1"), "z": "good"},
                {**dict.fromkeys(WORDS, "2"), "z": "evil"})
    ],
    "a line of a script": _sides("\n".join(WORDS), "\n".join(_replaced(WORDS, "evil", 190))),
    "the middle of a long line": _sides(" ".join(WORDS), " ".join(_replaced(WORDS, "evil", 190))),
    "one of many places": _sides(
        " ".join(WORDS),
        " ".join(w if n % 20 else ("evil" if n == 200 else f"n{n}") for n, w in enumerate(WORDS)),
    ),
    "an element with a long line": _sides([], [{"a": f"{' '.join(WORDS)} evil"}]),
    "one of many tags": [
        updated(f"aws_x.y{number}", {"tags": dict.fromkeys(WORDS, "1")},
                {"tags": {**dict.fromkeys(WORDS, "2"), "w399": "evil"}})
        for number in range(3)
    ],
    "one of many tags of what is new": [
        created("aws_x.y", tags_all=dict.fromkeys([*WORDS, "zevil"], "1"))
    ],
    "the end of a long path": _sides({"k" * 300: {"evil": {"k" * 300: 1}}},
                                     {"k" * 300: {"evil": {"k" * 300: 2}}}),
}  # fmt: skip


@pytest.mark.parametrize("most", [UNLIMITED, MOST_IN_A_SUMMARY])
@pytest.mark.parametrize("name", LARGE)
def test_the_whole_comment_shows_all_of_a_large_change(name: str, most: int) -> None:
    model = CommentModel("dev", [plan(*LARGE[name])])
    whole = render(model, most=most, full=True)

    assert "evil" in whole
    assert "… and" not in whole


def test_the_whole_comment_shows_all_of_a_payload() -> None:
    payload = json.dumps({"ids": WORDS, "zdelete": "evil"})
    invoked = {"address": "action.a.b", "config_values": {"payload": payload}}
    model = CommentModel("dev", [plan(action_invocations=[invoked])])

    assert "evil" in render(model, most=UNLIMITED, full=True)


def test_a_comment_that_leaves_lines_out_says_where_they_are() -> None:
    for changes in (LARGE["the last attribute of many"], LARGE["a line of a script"]):
        text = render(CommentModel("dev", [plan(*changes)]))

        assert "evil" not in text
        assert "All of them: `build/environments/dev/comment.md`." in text


def test_what_does_not_fit_whole_keeps_its_limits() -> None:
    """One huge change must not hide the others of a job summary."""
    script = ["\n".join(f"{word}{number}" for number in range(9_000)) for word in ("a", "b")]
    changes = [updated(f"aws_x.y{n}", {"v": script[0]}, {"v": script[1]}) for n in range(9)]
    text = render(CommentModel("dev", [plan(*changes)]), most=MOST_IN_A_SUMMARY, full=True)

    assert units(text) <= MOST_IN_A_SUMMARY
    assert all(f"! change aws_x.y{number}\n    v:\n" in text for number in range(9))
    assert text.count("… and 2 more lines; it changes v") == 9


@pytest.mark.parametrize(
    ("actions", "resources", "said"),
    [
        ([*ACTIONS[:20], "*"], ["*"], '+     Action:\n+       - "*"\n'),
        ([*ACTIONS[:20], "iam:*"], ["*"], '+     Action:\n+       - "iam:*"\n'),
        ([*ACTIONS[:20], "*"], [*map("arn:".__add__, ACTIONS), "*"],
         '+     Action:\n+       - "*"\n+     Resource:\n+       - "*"\n'),
    ],
)  # fmt: skip
def test_the_wide_part_of_a_long_statement_is_above_the_folds(
    actions: list[str], resources: list[str], said: str
) -> None:
    statement = {"Effect": "Allow", "Action": actions, "Resource": resources}
    new = json.dumps({"Statement": [statement]})
    for change in (
        created("aws_iam_policy.p", policy=new),
        updated("aws_iam_policy.p", {"policy": '{"Statement": []}'}, {"policy": new}),
    ):
        above = render(CommentModel("dev", [plan(change)])).partition("<details>")[0]

        assert "more lines below, of them:\n" in above
        assert said in above
