"""Plans that other tools got wrong, each from a public report: the comment says what they do.

Shapes of Terraform 1.14 and newer are those of its source, read 2026-11-26:
https://github.com/hashicorp/terraform/blob/0000ad574e75eb41625b9e3d55d124f4d91039be/internal/command/jsonplan/plan.go
and action_invocations.go beside it; checks are those of internal/command/jsonchecks.
"""

import json
from typing import Any

import pytest
from markdown_it import MarkdownIt

from gitops.adapters.errors import Failure
from gitops.plans.change_set import differences, normalised
from gitops.plans.changes import Kind, StackPlan, parsed
from gitops.review.comment import render
from gitops.review.comment_model import CommentModel
from tests.gitops.plans.documents import (
    STACK,
    Document,
    changed,
    created,
    plan,
    replaced,
    updated,
)
from tests.gitops.review.sections import section


def _text(found: StackPlan) -> str:
    return render(CommentModel("dev", [found], evaluated=[section("queue_is_encrypted", 3)]))


def _action(on: str, **rest: Any) -> Document:
    """One entry of `action_invocations`, as action_invocations.go writes it."""
    return {
        "address": "action.aws_lambda_invoke.notify",
        "type": "aws_lambda_invoke",
        "name": "notify",
        "config_values": {"function_name": "notify", "payload": "{}"},
        "config_sensitive": {},
        "config_unknown": {},
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "lifecycle_action_trigger": {
            "triggering_resource_address": on,
            "action_trigger_event": "AfterUpdate",
            "action_trigger_block_index": 0,
            "actions_list_index": 0,
            "on_failure": "Fail",
        },
        **rest,
    }


def test_a_bare_errored_plan_is_a_failed_plan() -> None:
    """https://github.com/hashicorp/terraform/issues/35138: this is all that is in the file."""
    found = parsed(
        STACK,
        {
            "timestamp": "2024-05-08T13:34:31Z",
            "applyable": False,
            "complete": False,
            "errored": True,
        },
    )
    text = _text(found)

    assert text.startswith("## ⛔ dev: plan failed\n")
    assert "Terraform reported errors" in text
    assert "no changes" not in text
    with pytest.raises(Failure, match="failed"):
        normalised(found)


def test_an_errored_plan_that_lists_changes_is_a_failed_plan() -> None:
    """https://github.com/hashicorp/terraform/issues/33368: it looks like a plan of one create."""
    text = _text(plan(created("aws_iam_role.r", name="r"), errored=True, applyable=False))

    assert text.startswith("## ⛔ dev: plan failed\n")
    assert "✅" not in text
    assert "aws_iam_role.r" in text


def test_a_deferred_change_makes_a_partial_plan() -> None:
    """https://github.com/hashicorp/terraform/pull/39045: `random_pet.pets[*] was deferred`."""
    waiting = {"reason": "instance_count_unknown", "resource_change": created("random_pet.pets[*]")}
    found = plan(created("random_integer.test"), deferred_changes=[waiting], complete=False)
    text = _text(found)

    assert text.startswith("## ⛔ dev: partial plan\n")
    assert "### Deferred to the next plan (1)" in text
    assert "- `random_pet.pets[*]`, `create`, `instance count unknown`" in text
    with pytest.raises(Failure, match=r"partial.*random_pet\.pets"):
        normalised(found)


def test_a_targeted_plan_is_a_partial_plan() -> None:
    """https://github.com/hashicorp/terraform/pull/34642: `complete` is false after `-target`."""
    found = plan(created("aws_iam_role.r"), complete=False)

    assert _text(found).startswith("## ⛔ dev: partial plan\n")
    with pytest.raises(Failure, match="without -target"):
        normalised(found)


def test_a_failed_check_is_shown_with_its_message() -> None:
    """https://github.com/hashicorp/terraform/issues/33174: it leaves the exit code at 0."""
    check = {
        "address": {"kind": "check", "name": "health", "to_display": "check.health"},
        "status": "fail",
        "instances": [
            {
                "address": {"to_display": "check.health"},
                "status": "fail",
                "problems": [{"message": "Endpoint is not healthy."}],
            }
        ],
    }
    unknown = {"address": {"to_display": "check.later"}, "status": "unknown"}
    broken = {"address": {"to_display": "check.broken"}, "status": "error"}
    text = _text(plan(checks=[check, unknown, broken]))

    assert text.startswith("## ⚠️ dev: no changes; 2 checks failed\n")
    assert "### Failed checks (2)" in text
    assert "- `check.health`: `Endpoint is not healthy.`" in text
    assert "- `check.broken`: `could not be evaluated`" in text
    assert "check.later" not in text


def test_a_failed_check_does_not_hide_lost_data() -> None:
    check = {"address": {"to_display": "check.a"}, "status": "fail"}
    text = _text(plan(replaced("aws_dynamodb_table.t", ["hash_key"]), checks=[check]))

    assert text.startswith("## ⚠️ dev: destroys 1 stateful resource; 1 check failed\n")


def test_an_action_is_shown_once_for_each_of_its_callers() -> None:
    """https://github.com/hashicorp/terraform/pull/38664: one action, invoked for two callers."""
    callers = ["aws_lambda_function.a[0]", "aws_lambda_function.a[1]"]
    found = plan(action_invocations=[_action(one) for one in callers])
    text = _text(found)

    assert text.startswith("## ⚠️ dev: invokes 2 actions\n")
    assert "### Invokes actions (2)" in text
    for caller in callers:
        assert f"`action.aws_lambda_invoke.notify`, `after update` of `{caller}`" in text
    assert '`function_name`: `"notify"`' in text
    assert len(normalised(found)["changes"]) == 2


def test_the_gate_refuses_another_action_and_another_payload() -> None:
    """https://github.com/hashicorp/terraform-json/pull/172: tools did not see the key at all."""
    reviewed = normalised(plan(action_invocations=[_action("aws_x.y")]))
    other = _action("aws_x.y", config_values={"function_name": "notify", "payload": "evil"})
    more = normalised(plan(action_invocations=[_action("aws_x.y"), _action("aws_x.z")]))

    (changed_payload,) = differences(reviewed, normalised(plan(action_invocations=[other])))
    assert "differs in the value after (payload)" in changed_payload
    (one_more,) = differences(reviewed, more)
    assert "invoke now, not in the review" in one_more
    assert list(differences(reviewed, reviewed)) == []


def test_an_action_invoked_from_the_command_line_is_shown() -> None:
    """https://github.com/hashicorp/terraform/pull/37527: it has another trigger."""
    invoked = _action("") | {"invoke_action_trigger": {}}
    del invoked["lifecycle_action_trigger"]
    text = _text(plan(action_invocations=[invoked]))

    assert "`action.aws_lambda_invoke.notify`, `requested with -invoke`" in text


def test_a_long_payload_of_an_action_is_shown_to_its_end() -> None:
    payload = json.dumps({"ids": ["x" * 9] * 40, "zdelete": "```everything"})
    invoked = _action("aws_x.y", config_values={"function_name": "notify", "payload": payload})
    text = _text(plan(action_invocations=[invoked]))
    fences = [one for one in MarkdownIt().parse(text) if one.type == "fence"]

    assert '  - `function_name`: `"notify"`\n' in text
    assert '+     zdelete: "\\u0060\\u0060\\u0060everything"\n' in fences[0].content
    assert len(fences) == 1


def test_the_secret_of_an_action_is_nowhere() -> None:
    """https://github.com/hashicorp/terraform-json/pull/172: it has marks of its own."""
    hidden = _action("aws_x.y", config_sensitive={"payload": True})
    hidden["config_values"]["payload"] = "correct-horse"
    found = plan(action_invocations=[hidden])

    assert "correct-horse" not in _text(found) + json.dumps(normalised(found))
    assert "`payload`: `(sensitive)`" in _text(found)


@pytest.mark.parametrize("actions", [["create", "forget"], ["forget", "create"]])
def test_create_and_forget_leaves_the_old_one_behind(actions: list[str]) -> None:
    """https://github.com/hashicorp/terraform/issues/39088 and pull request 39169."""
    change = changed(
        "aws_sqs_queue.q", actions, {"name": "a"}, {"name": "b"}, replace_paths=[["name"]]
    )
    text = _text(plan(change))

    assert text.startswith("## ⚠️ dev: creates and forgets 1\n")
    assert "a new one is created, the old one stays" in text
    assert "forced by `name`" in text
    assert 'name: "a" → "b"' in text


def test_an_import_without_a_change_shows_its_id() -> None:
    """https://github.com/terrakube-io/terrakube/pull/3252: a no-op, so it was invisible."""
    importing = changed(
        "aws_iam_role.r", ["no-op"], {"a": 1}, {"a": 1}, importing={"id": "trade-role"}
    )
    text = _text(plan(importing))

    assert text.startswith("## ✅ dev: imports 1\n")
    assert "### Imports (1)" in text
    assert "- `aws_iam_role.r`, id `trade-role`" in text


def test_an_import_with_a_change_shows_both() -> None:
    """https://github.com/dineshba/tf-summarize/issues/47: `22 to import, 6 to change`."""
    importing = updated(
        "aws_iam_role.r", {"path": "/a/"}, {"path": "/b/"}, importing={"id": "trade-role"}
    )
    text = _text(plan(importing))

    assert text.startswith("## ✅ dev: changes 1, imports 1\n")
    assert "- `aws_iam_role.r`, id `trade-role`, changes `path`" in text


def test_an_import_by_identity_shows_the_identity() -> None:
    """https://github.com/hashicorp/terraform-json/pull/158: since 1.12 there may be no id."""
    importing = {"identity": {"zone_id": "Z4KAPRWWNC7JR", "record_type": "NS"}}
    change = changed("aws_route53_record.r", ["no-op"], {}, {}, importing=importing)

    assert '`{"record_type": "NS", "zone_id": "Z4KAPRWWNC7JR"}`' in _text(plan(change))


def test_an_imported_resource_that_is_replaced_is_both() -> None:
    """https://github.com/hashicorp/terraform/issues/34246: an import comes with any action."""
    change = replaced("aws_iam_role.r", ["name"], importing={"id": "old"})
    text = _text(plan(change))

    assert "### Replaces" in text
    assert "- `aws_iam_role.r`, id `old`" in text


def test_the_contents_of_drift_are_shown() -> None:
    """https://github.com/reproio/terraform-j2md/pull/46: drift was dropped without a word."""
    drift = [
        updated("aws_sqs_queue.q", {"delay_seconds": 0}, {"delay_seconds": 900}),
        changed("aws_sns_topic.t", ["delete"], {"name": "t"}, None),
    ]
    text = _text(plan(resource_drift=drift))

    assert "### Changed outside of Terraform (2)" in text
    assert "delay_seconds: 0 → 900" in text
    assert "- `aws_sns_topic.t`, deleted" in text
    assert "destroy aws_sns_topic.t" not in text


def test_drift_of_nothing_is_none() -> None:
    """https://github.com/hashicorp/terraform/pull/28975: every resource was in `resource_drift`."""
    same = changed("aws_sqs_queue.q", ["no-op"], {"a": 1}, {"a": 1})

    assert "outside of Terraform" not in _text(plan(resource_drift=[same]))


def test_all_members_of_an_output_are_shown() -> None:
    """https://github.com/hashicorp/terraform/pull/31235: parts are known, parts are not."""
    output = {
        "actions": ["update"],
        "before": {"url": "a", "names": ["x"], "port": 1},
        "after": {"url": "b", "names": ["x", None, "z"]},
        "after_unknown": {"port": True, "names": [False, True, False]},
        "before_sensitive": False,
        "after_sensitive": False,
    }
    text = _text(plan(output_changes={"endpoint": output}))

    assert 'output endpoint.url: "a" → "b"' in text
    assert "output endpoint.port: 1 → (known after apply)" in text
    assert "(known after apply)" in text.split("names")[1]


def test_a_plan_of_nothing_has_no_list_of_changes() -> None:
    """https://github.com/ahmadnassri/action-terraform-report/issues/84: refused as no plan."""
    nothing = {
        "format_version": "1.2",
        "terraform_version": "1.6.3",
        "planned_values": {"root_module": {}},
        "configuration": {"root_module": {}},
        "timestamp": "2023-11-21T19:10:08Z",
        "errored": False,
    }

    assert _text(parsed(STACK, nothing)).startswith("## ✅ dev: no changes\n")


def test_a_forgotten_resource_is_counted_as_such() -> None:
    """https://github.com/borchero/terraform-plan-comment/pull/38: refused as invalid input."""
    found = plan(changed("aws_sqs_queue.q", ["forget"], {"name": "q"}, None))

    assert found.counts[Kind.FORGET] == 1
    assert "Forgets: stays in the cloud" in _text(found)
