"""Whatever a plan or a report holds: the comment fits, counts all danger, and is inert."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from gitops.adapters.markdown import MOST_IN_A_COMMENT, units
from gitops.compliance.report_files import Integration
from gitops.plans.changes import Kind, StackPlan
from gitops.review.comment import render
from gitops.review.comment_model import CommentModel
from tests.gitops.plans.documents import changed, destroyed, plan
from tests.gitops.review.sections import section

GOOD = section("sqs_queue_is_encrypted", 7)
OURS = (
    "<details>",
    "<summary>",
    "</summary>",
    "</details>",
    "<code>",
    "</code>",
    "<sub>",
    "</sub>",
)
HOSTILE = (
    "`", "``` ", "```diff", "\n```\n", "-->", "<!--", "@acme/owners", "@mara", "#1", "<b>", "|",
    "</details>", "<img src=x onerror=alert(1)>", "[x](https://evil.example)", "https://evil.example",
    "\u202e", "\x1b[31m", "\r\n", "~~~", "    ", "a", "ü", "😀", "\ud800", "**", "$(id)", "\\",
)  # fmt: skip


def _model(*plans: StackPlan) -> CommentModel:
    return CommentModel("dev", plans, evaluated=[GOOD])


hostile = st.lists(st.sampled_from(HOSTILE), max_size=6).map("".join)
values = st.recursive(
    hostile | st.none() | st.integers() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(hostile, inner, max_size=3),
    max_leaves=6,
)
objects = st.none() | st.dictionaries(hostile, values, max_size=4)
addresses = st.builds(
    lambda kind, name: f"{kind}.{name}",
    st.sampled_from(["aws_sqs_queue", "aws_iam_role", "aws_dynamodb_table"]),
    hostile,
)
entries = st.builds(
    changed,
    addresses,
    st.sampled_from(
        [["create"], ["update"], ["delete"], ["delete", "create"], ["forget"], ["read"]]
    ),
    objects,
    objects,
    replace_paths=st.lists(st.lists(hostile, max_size=2), max_size=2),
    action_reason=hostile,
    previous_address=st.just("") | addresses,
    deposed=st.just("") | hostile,
    importing=st.none() | st.builds(lambda one: {"id": one}, hostile),
)
outputs = st.dictionaries(
    hostile,
    st.fixed_dictionaries({"actions": st.just(["update"]), "before": values, "after": values}),
    max_size=2,
)
findings = st.lists(hostile, max_size=3)
evaluations = st.builds(
    lambda found, waived, problems: section("a_b", 3, found, waived, problems=problems),
    findings,
    findings,
    findings,
)
checks = st.builds(
    lambda address, message: {
        "address": {"to_display": address},
        "status": "fail",
        "instances": [
            {
                "address": {"to_display": address},
                "status": "fail",
                "problems": [{"message": message}],
            }
        ],
    },
    hostile,
    hostile,
)
invocations = st.builds(
    lambda address, event, caller, config: {
        "address": address,
        "lifecycle_action_trigger": {
            "triggering_resource_address": caller,
            "action_trigger_event": event,
        },
        "config_values": config,
    },
    hostile,
    hostile,
    hostile,
    objects,
)
deferrals = st.builds(
    lambda change, why: {"resource_change": change, "reason": why}, entries, hostile
)
said_beside = st.fixed_dictionaries(
    {},
    optional={
        "checks": st.lists(checks, max_size=2),
        "action_invocations": st.lists(invocations, max_size=2),
        "deferred_changes": st.lists(deferrals, max_size=2),
    },
)
subjects = st.builds(
    lambda changes, out, drift, beside, evaluated, failed: CommentModel(
        "dev",
        [
            plan(*changes, output_changes=out, resource_drift=drift, **beside),
            plan(*changes, stack="market-data-processing"),
        ],
        evaluated=[evaluated],
        tested=Integration("pr-1", 9, failed),
    ),
    st.lists(entries, max_size=6),
    outputs,
    st.lists(entries, max_size=3),
    said_beside,
    evaluations,
    findings,
)


def _parsed(text: str) -> list[Token]:
    """GitHub's Markdown as far as the parser knows it, with every inline token in the open."""
    found: list[Token] = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        found += [token, *(token.children or ())]
    return found


def _assert_inert(text: str) -> None:
    tokens = _parsed(text)
    html = "".join(one.content for one in tokens if one.type in ("html_block", "html_inline"))
    for ours in OURS:
        html = html.replace(ours, "")
    prose = "".join(one.content for one in tokens if one.type == "text") + html

    assert not any(one.type in ("link_open", "image") for one in tokens)
    assert "<" not in html
    assert "@" not in prose
    assert "#1" not in prose
    assert "evil" not in prose
    assert all(one.info == "diff" for one in tokens if one.type == "fence")
    assert text.count("```") % 2 == 0
    assert text.count("<details>") == text.count("</details>")
    assert "\u202e" not in text
    assert "\x1b" not in text
    text.encode()


@settings(max_examples=200)
@given(subjects, st.integers(6_000, 64_000))
def test_foreign_text_does_nothing(model: CommentModel, most: int) -> None:
    text = render(model, most=most)

    _assert_inert(text)
    _assert_inert(render(model, most=most, full=True))
    assert units(text) <= most


@settings(max_examples=25)
@given(st.lists(entries, min_size=1, max_size=5), st.integers(1, 4000), st.integers(8_000, 64_000))
def test_any_number_of_changes_fits_and_every_destroy_is_counted(
    some: list[dict[str, Any]], times: int, most: int
) -> None:
    model = _model(plan(*(some * times)))
    text = render(model, most=most)
    destroys = model.counts[Kind.DESTROY]

    assert units(text) <= most
    assert text.count("```") % 2 == 0
    assert (f"### Destroys ({destroys})" in text) == bool(destroys)
    assert _listed(text, "Destroys") + _cut(text, "Destroys") == destroys


def _listed(text: str, title: str) -> int:
    return sum(line.startswith("- `") for line in _list(text, title))


def _cut(text: str, title: str) -> int:
    numbers = [line.split()[3] for line in _list(text, title) if line.startswith("- **… and")]
    return sum(int(number.replace(",", "")) for number in numbers)


def _list(text: str, title: str) -> Sequence[str]:
    _, _, rest = text.partition(f"### {title} (")
    return rest.split("\n\n")[1].splitlines() if rest else []


@settings(max_examples=20)
@given(st.lists(hostile, max_size=4), st.integers(0, 3000))
def test_any_number_of_findings_fits(found: list[str], times: int) -> None:
    evaluated = section("a_b", 3, found * times)
    model = replace(_model(plan(destroyed("aws_sqs_queue.q"))), evaluated=[evaluated])
    text = render(model)

    assert units(text) <= MOST_IN_A_COMMENT
    assert "`aws_sqs_queue.q`, **its data is lost**" in text
    _assert_inert(text)
