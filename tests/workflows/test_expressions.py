"""The expressions of the workflows mean what GitHub says they mean."""

import pytest

from tests.workflows.expressions import Status, Unsupported, condition, evaluate, fill

CONTEXT = {
    "github": {"event": {"number": 7, "action": "Opened", "draft": False, "label": None}},
    "needs": {"plan": {"outputs": {"verdict": "different", "count": "7"}}},
}
FAILED = Status(succeeded=False, failed=True)
SKIPPED = Status(succeeded=False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("github.event.number", 7),
        ("github.event.number == 7", True),
        ("needs.plan.outputs.count == github.event.number", True),
        ("github.event.action == 'opened'", True),
        ("github.event.action != 'opened'", False),
        ("'it''s' == 'IT''S'", True),
        ("github.event.nothing.at_all == ''", True),
        ("github.event.draft || needs.plan.outputs.verdict", "different"),
        ("!github.event.draft && github.event.number", 7),
        ("!(github.event.draft || github.event.label)", True),
        ("true && false || true", True),
        ("false && (false || true)", False),
    ],
)
def test_an_expression_has_the_value_that_github_gives_it(text: str, value: object) -> None:
    assert evaluate(text, CONTEXT) == value


@pytest.mark.parametrize(
    ("text", "status", "runs"),
    [
        ("", Status(), True),
        ("", FAILED, False),
        ("", SKIPPED, False),
        ("always()", FAILED, True),
        ("failure()", FAILED, True),
        ("failure()", SKIPPED, False),
        ("github.event.number == 7", Status(), True),
        ("github.event.number == 7", FAILED, False),
        ("always() && github.event.number == 7", FAILED, True),
        ("always() && github.event.number == 8", FAILED, False),
        ("${{ github.event.number == 8 }}", Status(), False),
    ],
)
def test_a_condition_needs_success_unless_it_says_otherwise(
    text: str, status: Status, runs: bool
) -> None:
    assert condition(text, CONTEXT, status) is runs


def test_a_text_is_filled_with_values() -> None:
    text = "pr-${{ github.event.number }}/${{ github.event.draft }}/${{ github.event.label }}"

    assert fill(text, CONTEXT) == "pr-7/false/"


@pytest.mark.parametrize(
    "text",
    ["fromJSON('[]')", "contains('a', 'b')", "github.event.*.x", "a[0]", "1 < 2", "(true", "a b"],
)
def test_what_is_outside_the_subset_is_refused(text: str) -> None:
    with pytest.raises(Unsupported):
        evaluate(text, CONTEXT)
