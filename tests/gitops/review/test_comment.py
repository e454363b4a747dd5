"""The comment: the verdict first, danger before details, and foreign text does nothing."""

import re
from dataclasses import replace
from typing import Any

import pytest

from gitops.adapters.actions_run import Run
from gitops.adapters.markdown import MOST_IN_A_COMMENT, UNLIMITED, units
from gitops.adapters.paths import ROOT
from gitops.compliance.report_files import Integration
from gitops.compliance.result import Section
from gitops.plans.changes import StackPlan
from gitops.review.comment import render, verdict
from gitops.review.comment_model import FILES, CommentModel
from policies.engine.stack import Place
from tests.gitops.plans.documents import STACK, changed, created, destroyed, plan, replaced, updated
from tests.gitops.review.sections import section

GOOD = section("sqs_queue_is_encrypted", 7)
# Of a stack that is there already.
DEPLOYED: dict[str, Any] = {
    "prior_state": {"values": {"root_module": {"resources": [{"mode": "managed"}]}}}
}
EMPTIED: dict[str, Any] = {**DEPLOYED, "configuration": {"root_module": {}}}
BAD = section("sqs_queue_is_encrypted", 7, ["b is not c"])


def _model(*plans: StackPlan, **rest: Any) -> CommentModel:
    return CommentModel("dev", plans, **{"evaluated": [GOOD], **rest})


def _text(*changes: dict[str, Any], **rest: Any) -> str:
    return render(_model(plan(*changes), **rest))


def test_an_empty_plan_is_said_in_the_first_line() -> None:
    assert _text().startswith("## ✅ dev: no changes\n")


def test_the_verdict_counts_every_kind() -> None:
    text = _text(
        created("aws_iam_role.a"),
        created("aws_iam_role.b"),
        updated("aws_iam_role.c", {"a": 1}, {"a": 2}),
        destroyed("aws_iam_role.d"),
    )

    assert text.startswith("## ⚠️ dev: destroys 1, changes 1, creates 2\n")


def test_destroyed_data_is_the_verdict() -> None:
    text = _text(destroyed("aws_dynamodb_table.prices"), destroyed("aws_iam_role.r"))

    assert text.startswith("## ⚠️ dev: destroys 1 stateful resource\n")
    assert "The plan destroys 2." in text
    assert "- `aws_dynamodb_table.prices`, **its data is lost**, in AWS `x`" in text


def _gone(address: str, **before: str) -> dict[str, Any]:
    return changed(address, ["delete"], before, None)


def test_the_first_line_names_the_data_that_goes_with_a_removed_stack() -> None:
    arn = "arn:aws:dynamodb:us-east-1:123456789012:table/alerts-dev"
    logs = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/alerts-dev"
    removed = plan(
        _gone("aws_dynamodb_table.t", arn=arn),
        _gone("aws_cloudwatch_log_group.l", arn=logs),
        _gone("aws_sqs_queue.q", name="`@all`"),
        _gone("aws_iam_role.r", name="r"),
        stack="order-book",
        **EMPTIED,
    )
    other = plan(_gone("aws_s3_bucket.b", bucket="kept"), updated("aws_iam_role.r", {}, {"a": 1}))

    assert verdict(_model(removed)) == (
        "⚠️ dev: removes `order-book` with the data of `alerts-dev`, `/aws/lambda/alerts-dev`,"
        " `\\u0060@all\\u0060`"
    )
    assert verdict(_model(removed, other)).endswith("; destroys 1 more stateful resource")
    many = [_gone(f"aws_sqs_queue.q{n}", name=f"q{n}") for n in range(12)]
    assert verdict(_model(plan(*many, **EMPTIED))).endswith("`q9` and 2 more")


def test_a_stack_that_declares_something_is_not_removed() -> None:
    module = {"root_module": {"resources": [{"address": "aws_sqs_queue.r"}]}}
    gone = plan(_gone("aws_sqs_queue.q", name="q"), configuration=module, **DEPLOYED)

    assert verdict(_model(gone)) == "⚠️ dev: destroys 1 stateful resource"


def test_a_replacement_shows_what_forces_it_and_why() -> None:
    text = _text(
        replaced("aws_dynamodb_table.t", ["hash_key"]),
        replaced("aws_iam_role.r", action_reason="replace_because_tainted"),
        changed("aws_iam_role.n", ["create", "delete"], {}, {}, replace_paths=[["name"]]),
    )

    assert "`aws_dynamodb_table.t`, **its data is lost**, forced by `hash_key`\n" in text
    assert "`aws_iam_role.r`, tainted by a failed apply\n" in text
    assert "`aws_iam_role.n`, forced by `name`; the new one is created first\n" in text


def test_a_change_of_a_stateful_resource_is_listed_with_its_attributes() -> None:
    text = _text(updated("aws_sqs_queue.q", {"a": 1, "b": 1}, {"a": 2, "b": 1}))

    assert "### Changes stateful resources (1)" in text
    assert "- `aws_sqs_queue.q`, stateful, changes `a`" in text


def test_details_show_before_and_after_and_hide_secrets() -> None:
    text = _text(
        updated(
            "aws_lambda_function.f",
            {"memory": 128, "arn": "x", "key": "old-secret"},
            {"memory": 256, "key": "new-secret"},
            unknown={"arn": True},
            secret_after={"key": True},
        )
    )

    assert "    memory: 128 → 256\n" in text
    assert "    arn: known after apply\n" in text
    assert "    key: (sensitive) → (sensitive)\n" in text
    assert "-secret" not in text


def test_a_finding_is_the_verdict_and_is_reported() -> None:
    text = _text(evaluated=[BAD])

    assert text.startswith("## ⛔ dev: 1 finding\n")
    assert "- ⛔ `sqs_queue_is_encrypted: s: aws_sqs_queue.q: b is not c`" in text


def test_examined_counts_and_waivers_are_shown() -> None:
    waiving = section("a", 3, waived=["y"], severity="low", place=Place.PLAN)
    text = _text(evaluated=[waiving], waivers=["- **added**: a for x"])

    assert "### Policies on the plan: all 3 verdicts pass, 1 waived" in text
    assert "| `a` | `low` | 3 | 0 | 1 |" in text
    assert "`a: s: aws_sqs_queue.q: waived until 2027-01-01: y`" in text
    assert "### Waivers changed by this pull request\n\n- **added**: a for x" in text


def test_a_policy_that_examined_nothing_is_a_finding() -> None:
    idle = section("a", 0, idle=True)

    assert verdict(_model(plan(), evaluated=[idle])) == "⛔ dev: 1 finding"


def test_what_the_json_and_the_plan_both_show_is_reported_once() -> None:
    on_plan = replace(BAD, place=Place.PLAN, problems=["the waiver of x is unused"])
    text = _text(evaluated=[BAD, on_plan])

    assert text.startswith("## ⛔ dev: 2 findings\n")
    assert text.count("b is not c") == 1
    assert text.count("resources examined per policy") == 1


def test_policies_that_did_not_run_are_no_success() -> None:
    text = _text(evaluated=[])

    assert text.startswith("## ⚠️ dev: no changes; policies not evaluated\n")
    assert "### Policies: not evaluated" in text


@pytest.mark.parametrize(
    ("tested", "said"),
    [
        (None, "### Integration tests: not run"),
        (Integration("pr-7", 25, []), "### Integration tests: 25 passed in `pr-7`"),
        (
            Integration("pr-7", 24, [], ["test_b"]),
            "### Integration tests: 24 passed in `pr-7`, 1 skipped",
        ),
        (Integration("pr-7", 25, ["test_a"]), "### Integration tests: 1 of 25 failed in `pr-7`"),
    ],
)
def test_the_integration_result_is_reported(tested: Integration | None, said: str) -> None:
    assert said in _text(tested=tested)


def test_a_missing_plan_is_the_verdict() -> None:
    text = render(CommentModel("dev", [], ["No plan of a; run `gitops plan`."]))

    assert text.startswith("## ⛔ dev: no plan\n")
    assert "- `No plan of a; run 'gitops plan'.`" in text


def test_the_run_is_linked() -> None:
    run = Run(7, 2, "https://github.example/acme/x/actions/runs/7", "0123456789abcdef")
    said = "of 0123456789ab by [run 7, attempt 2](https://github.example/acme/x/actions/runs/7"

    assert f"{said}/attempts/2)" in _text(run=run)
    assert f"{said}/job/12)" in _text(run=replace(run, job="12"))


def _many(count: int, make: Any, stack: str = STACK, **rest: Any) -> StackPlan:
    return plan(*(make(number) for number in range(count)), stack=stack, **{**DEPLOYED, **rest})


def test_danger_is_cut_only_when_it_alone_does_not_fit() -> None:
    details = _many(3000, lambda n: updated(f"aws_iam_role.r{n}", {"a": n}, {"a": "x" * 90}))
    dangers = _many(300, lambda n: destroyed(f"aws_dynamodb_table.t{n}"), "market-data-processing")
    text = render(_model(details, dangers))

    assert all(f"`aws_dynamodb_table.t{number}`" in text for number in range(300))
    assert units(text) <= MOST_IN_A_COMMENT
    assert "<code>crypto-price-processing</code>: 3,000 changes; " in text
    assert "of them do not fit here</summary>" in text


def test_twenty_thousand_destroys_are_counted_and_the_cut_is_said() -> None:
    text = render(_model(_many(20_000, lambda n: destroyed(f"aws_dynamodb_table.t{n}"))))
    listed = text.count("- `aws_dynamodb_table.t")

    assert units(text) <= MOST_IN_A_COMMENT
    assert text.startswith("## ⚠️ dev: destroys 20000 stateful resources\n")
    assert "### Destroys (20000)" in text
    rest = f"{20_000 - listed:,} more that do not fit here"
    assert f"- **… and {rest}**: `build/environments/dev/comment.md`\n" in text


def test_a_cut_comment_says_where_the_rest_is() -> None:
    run = Run(7, 2, "https://github.example/acme/x/actions/runs/7")
    large = _many(900, lambda n: created(f"aws_iam_role.r{n}", a="b" * 90))

    where = "the artifact `comments-2` of [run 7, attempt 2]"
    assert f"Some details do not fit here. All of them: {where}" in render(_model(large, run=run))
    assert "comments-2" not in _text(created("aws_iam_role.r"), run=run)
    assert "All of them: the plans themselves." in render(replace(_model(large), environment=FILES))


def test_the_artifacts_that_a_comment_names_are_uploaded_under_these_names() -> None:
    text = render(
        _model(_many(900, lambda n: created(f"aws_iam_role.r{n}", a="b" * 90)), run=LINKED)
    )
    named = set(re.findall(r"artifact `([a-z]+)-2`", text))
    workflow = (ROOT / ".github" / "workflows" / "review.yml").read_text()

    assert named == {"comments", "report"}
    assert [
        one for one in named if f"name: {one}-${{{{ github.run_attempt }}}}" not in workflow
    ] == []


def test_nothing_is_left_out_where_nothing_limits_the_text() -> None:
    dangers = _many(700, lambda n: updated(f"aws_iam_role.r{n}", {"assume_role_policy": ""},
                                           {"assume_role_policy": f"{n} {'x' * 200}"}))  # fmt: skip
    destroys = _many(20_000, lambda n: destroyed(f"aws_dynamodb_table.t{n}"), "order-book")
    model = _model(dangers, destroys)
    short, whole = render(model), render(model, most=UNLIMITED, full=True)

    assert "more that do not fit here**: `build/environments/dev/comment.md`" in short
    assert "not fit here" not in whole
    assert whole.count("- `aws_dynamodb_table.t") == 20_000
    assert whole.count("! change aws_iam_role.r") == 2 * 700


def test_tags_of_what_is_new_are_named_in_one_line() -> None:
    text = _text(created("aws_sqs_queue.q", name="q", tags_all={"Team": "trading", "Cost": "x"}))

    assert "    tagged: Cost, Team\n" in text
    assert "trading" not in text


def test_the_smaller_stack_leaves_its_room_to_the_other() -> None:
    small = _many(1, lambda n: created(f"aws_iam_role.r{n}", a="b"), "market-data-processing")
    large = _many(900, lambda n: created(f"aws_iam_role.r{n}", a="b"))
    text = render(_model(large, small))

    assert text.count("+ create ") == 901


def test_a_first_deploy_is_one_table_and_a_link() -> None:
    run = Run(7, 2, "https://github.example/acme/x/actions/runs/7", "0123456789abcdef")
    queues = [created(f"aws_sqs_queue.q{n}", name="q" * 90) for n in range(200)]
    first = plan(*queues, created("aws_sns_topic.t", name="t"))
    text = render(_model(first, plan(*queues, stack="other"), run=run))

    assert "| creates | `crypto-price-processing` | `other` |" in text
    assert "| `aws_sqs_queue` | 200 | 200 |\n| all | 201 | 200 |" in text
    assert f"in the [job summary]({run.page})" in text
    assert "+ create" not in text
    assert units(text) < 2_000


def test_the_job_summary_has_every_attribute_of_a_first_deploy() -> None:
    first = plan(*(created(f"aws_sqs_queue.q{n}", name="q") for n in range(50)))

    assert render(_model(first), full=True).count("+ create") == 50


def test_a_small_first_deploy_and_a_later_one_show_their_attributes() -> None:
    later = _many(50, lambda n: created(f"aws_iam_role.r{n}", name="r"))

    assert "### First deploy" not in _text(created("aws_sqs_queue.q", name="q"))
    assert render(_model(later)).count("+ create") == 50


def test_a_first_deploy_with_a_destroy_is_none() -> None:
    changes = [created(f"aws_iam_role.r{n}", name="r") for n in range(50)]

    assert "### First deploy" not in _text(*changes, destroyed("aws_sqs_queue.q"))


LINKED = Run(7, 2, "https://github.example/acme/x/actions/runs/7", "0123456789abcdef")


def _located(text: str, file: str) -> Section:
    found = section("sqs_queue_is_encrypted", 1, [text])
    (verdict_,) = found.examined
    rule = replace(found.rules[0], examined=[replace(verdict_, file=file, line=12)])
    return replace(found, rules=[rule])


def test_a_finding_links_its_policy_and_its_line() -> None:
    text = _text(evaluated=[_located("b is not c", "stacks/market data.py")], run=LINKED)
    blob = "https://github.example/acme/x/blob/0123456789abcdef"

    assert (
        "- ⛔ `sqs_queue_is_encrypted: s: aws_sqs_queue.q: b is not c`,"
        f" [policy]({blob}/docs/policies.md#sqs_queue_is_encrypted),"
        f" [`stacks/market data.py:12`]({blob}/stacks/market%20data.py#L12)\n"
    ) in text


def test_the_file_of_a_finding_breaks_out_of_no_link() -> None:
    text = _text(evaluated=[_located("x", "a)`](https://evil.example)[b")], run=LINKED)

    assert "evil.example)" not in text.replace("`a)\\u0060](https://evil.example)[b:12`", "")


def test_without_a_run_there_is_nothing_to_link() -> None:
    assert "](" not in _text(evaluated=[_located("b is not c", "stacks/a.py")])


def test_checks_of_checkov_have_no_page_of_ours() -> None:
    other = replace(_located("b is not c", "stacks/a.py"), tool="checkov")
    text = _text(evaluated=[other], run=LINKED)

    assert "[policy]" not in text
    assert "stacks/a.py#L12" in text
