"""A plan and a living environment read like the synthesized JSON, but for what differs."""

import json
from typing import Any

import pytest

from policies.engine import plan as plans
from policies.engine import synth
from policies.engine.resource import Resource
from policies.engine.stack import Place, Stack
from policies.engine.values import ABSENT, Computed, Known, Unknown
from tests.policies.plans import plan

QUEUE, KEY = "aws_sqs_queue.queue", "aws_kms_key.key"
KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/1"
KEY_REFERENCE = "${aws_kms_key.key.arn}"
QUEUE_ARN = "arn:aws:sqs:us-east-1:123456789012:queue-dev"


BACKEND = {"local": {"path": "../../../state/dev/prices.tfstate"}}


def read(
    declared: dict[str, Any],
    actual: dict[str, Any],
    unknown: dict[str, Any] | None = None,
    *,
    written: dict[str, Any] | None = None,
) -> tuple[Stack, Resource]:
    """The stack of a plan with one queue and one key, and its queue."""
    document = plan(
        {KEY: {}, QUEUE: declared},
        {KEY: {"arn": KEY_ARN}, QUEUE: actual},
        {QUEUE: unknown or {}},
    )
    source = synth.stack(
        "prices",
        {
            "resource": {"aws_sqs_queue": {"queue": written or declared}},
            "terraform": {"backend": BACKEND},
        },
    )
    stack = plans.stack("prices", document, Place.LIVE, source)
    return stack, next(one for one in stack.resources if one.address == QUEUE)


@pytest.mark.parametrize(
    ("declared", "actual", "unknown", "expected"),
    [
        pytest.param(4, 3, {}, Known(3), id="what is there counts, not what was declared"),
        pytest.param("3", 3, {}, Known(3), id="a number that was written as text"),
        pytest.param(
            "a-${data.aws_partition.here.partition}", "a-aws", {}, Known("a-aws"), id="data"
        ),
        pytest.param(
            "a-${data.aws_partition.here.partition}", "a-x", {}, Known("a-x"), id="no data"
        ),
        pytest.param("${max(1, 2)}", 2, {}, Known(2), id="a function is resolved"),
        pytest.param(
            "${max(1, 2)}",
            None,
            {"at": True},
            Unknown("the expression ${max(1, 2)} is more than strings and references"),
            id="a function of what nobody knows yet",
        ),
        pytest.param("there", None, {}, ABSENT, id="taken away"),
        pytest.param("there", "", {}, ABSENT, id="emptied"),
        pytest.param({"a": 1}, [], {}, ABSENT, id="a block taken away"),
        pytest.param("${not ours}", "${not ours}", {}, Known("${not ours}"), id="a sign of AWS's"),
        pytest.param(["a"], ["a", "b"], {}, Known(["a", "b"]), id="something added"),
        pytest.param({"a": 1, "b": 2}, {"a": 1}, {}, Known({"a": 1}), id="a key taken away"),
        pytest.param({"a": 1}, {"a": 1, "b": 2}, {}, Known({"a": 1, "b": 2}), id="a key added"),
        pytest.param({"a": 1}, [{"a": 1, "c": []}], {}, Known({"a": 1}), id="a block as an object"),
    ],
)
def test_a_place_holds_what_is_there(
    declared: object, actual: object, unknown: dict[str, Any], expected: object
) -> None:
    there = {} if unknown else {"at": actual}
    stack, queue = read({"at": declared}, there, unknown)

    assert stack.value(queue, "at") == expected


@pytest.mark.parametrize(
    ("actual", "unknown"),
    [({"key": KEY_ARN}, {}), ({}, {"key": True})],
    ids=["known", "known after the deployment"],
)
def test_a_reference_stays_one_as_long_as_it_holds(
    actual: dict[str, Any], unknown: dict[str, Any]
) -> None:
    stack, queue = read({"key": KEY_REFERENCE}, actual, unknown)
    value = stack.value(queue, "key")

    assert isinstance(value, Computed)
    assert (value.resource.address, value.attribute) == (KEY, "arn")
    assert queue.refers_to(value.resource)


def test_a_reference_that_does_not_hold_any_more_shows_what_took_its_place() -> None:
    other = "arn:aws:kms:us-east-1:123456789012:key/2"
    stack, queue = read({"key": KEY_REFERENCE}, {"key": other})

    assert stack.value(queue, "key") == Known(other)


def test_an_arn_of_the_stack_is_known_again_wherever_it_was_put_by_hand() -> None:
    policy = json.dumps({"Resource": [KEY_ARN, f"{KEY_ARN}2"]})
    stack, queue = read({}, {"key": KEY_ARN, "policy": policy})
    value = stack.value(queue, "key")

    assert isinstance(value, Computed)
    assert value.resource.address == KEY
    assert queue.undeclared["policy"] == json.dumps({"Resource": [KEY_REFERENCE, f"{KEY_ARN}2"]})


def test_an_arn_with_something_behind_it_is_known_again() -> None:
    policy = json.dumps({"Resource": [f"{QUEUE_ARN}:*", f"{QUEUE_ARN}-2:*"]})
    document = plan({QUEUE: {}, KEY: {}}, {QUEUE: {"arn": QUEUE_ARN}, KEY: {"policy": policy}})
    *_, key = plans.stack("prices", document, Place.LIVE, None).resources

    written = json.dumps({"Resource": ["${aws_sqs_queue.queue.arn}:*", f"{QUEUE_ARN}-2:*"]})
    assert key.undeclared["policy"] == written


def test_an_arn_that_two_resources_show_belongs_to_the_one_that_does_not_declare_it() -> None:
    topic, policy, alarm = "aws_sns_topic.t", "aws_sns_topic_policy.p", "aws_cloudwatch_alarm.a"
    arn = "arn:aws:sns:us-east-1:123456789012:t-dev"
    document = plan(
        {topic: {}, policy: {"arn": "${aws_sns_topic.t.arn}"}, alarm: {"alarm_actions": []}},
        {topic: {"arn": arn}, policy: {"arn": arn}, alarm: {"alarm_actions": [arn]}},
    )
    *_, found = plans.stack("prices", document, Place.LIVE, None).resources

    assert found.values["alarm_actions"] == ["${aws_sns_topic.t.arn}"]


def test_a_policy_that_aws_only_formats_anew_stays_as_it_was_declared() -> None:
    declared = '{"Resource":["${aws_kms_key.key.arn}"],"Effect":"Allow"}'
    actual = json.dumps({"Effect": "Allow", "Resource": [KEY_ARN]})

    _, queue = read({"policy": declared}, {"policy": actual})

    assert queue.values["policy"] == declared


def test_nothing_is_declared_by_being_there() -> None:
    stack, queue = read({"name": "q"}, {"name": "q", "arn": QUEUE_ARN, "fifo": False, "tags": None})

    assert dict(queue.values) == {"name": "q"}
    assert stack.value(queue, "fifo") == Known(value=False)
    assert stack.value(queue, "tags") == ABSENT


def test_blocks_that_terraform_sorts_anew_keep_their_order_and_what_is_not_known_yet() -> None:
    declared = [{"id": "b", "key": KEY_REFERENCE}, {"id": "a", "key": 1}]
    actual = [{"id": "a", "key": 2}, {"id": "b"}]
    _, queue = read({"part": declared}, {"part": actual}, {"part": [{}, {"key": True}]})

    assert queue.values["part"] == [{"id": "b", "key": KEY_REFERENCE}, {"id": "a", "key": 2}]


def test_what_a_plan_does_not_show_comes_from_the_synthesized_stack() -> None:
    written = {
        "//": {"metadata": {"path": "prices/queue"}},
        "lifecycle": {"prevent_destroy": True},
        "name": "q",
    }
    stack, queue = read({"name": "q"}, {"name": "q"}, written=written)

    assert queue.path == "prices/queue"
    assert stack.backend == BACKEND
    assert stack.value(queue, "lifecycle", "prevent_destroy") == Known(value=True)


def test_a_plan_made_of_other_sources_is_evaluated_by_what_it_says_itself() -> None:
    _, queue = read({"key": KEY_REFERENCE}, {}, {"key": True}, written={"key": "another"})

    assert queue.values["key"] == KEY_REFERENCE


def test_the_suffix_and_the_place_are_known() -> None:
    stack, _ = read({}, {})

    assert (stack.suffix, stack.place) == (Known("dev"), Place.LIVE)


def test_every_one_of_several_resources_has_its_address() -> None:
    several = {f"{QUEUE}[0]": {"name": "a"}, f"{QUEUE}[1]": {"name": "b"}}
    stack = plans.stack("prices", plan({QUEUE: {"name": "${each}"}}, several), Place.PLAN, None)

    assert [(one.address, one.values["name"]) for one in stack.resources] == [
        (f"{QUEUE}[0]", "a"),
        (f"{QUEUE}[1]", "b"),
    ]


def test_what_is_declared_and_does_not_exist_is_missing() -> None:
    stack = plans.stack("prices", plan({QUEUE: {"name": "q"}}, {}), Place.LIVE, None)

    assert [(one.address, one.missing) for one in stack.resources] == [(QUEUE, True)]


def test_none_of_several_is_missing() -> None:
    document = plan({QUEUE: {"name": "q"}}, {})
    document["configuration"]["root_module"]["resources"][0]["count_expression"] = {}

    assert plans.stack("prices", document, Place.LIVE, None).resources == []


ROLE, ROLE_POLICY = "aws_iam_role.role", "aws_iam_role_policy.permissions"


@pytest.mark.parametrize(("name", "shown"), [("own", False), ("by-hand", True)])
def test_a_role_shows_only_those_policies_that_the_stack_does_not_declare(
    name: str, shown: bool
) -> None:
    document = plan(
        {ROLE: {}, ROLE_POLICY: {"name": "own"}},
        {ROLE: {"inline_policy": [{"name": name}]}, ROLE_POLICY: {"name": "own"}},
    )
    role, _ = plans.stack("prices", document, Place.LIVE, None).resources

    assert ("inline_policy" in role.undeclared) is shown


@pytest.mark.parametrize(("identity", "shown"), [("one", False), ("another", True)])
@pytest.mark.parametrize(
    ("holder", "policy", "names"),
    [
        (QUEUE, "aws_sqs_queue_policy.policy", "queue_url"),
        ("aws_api_gateway_rest_api.api", "aws_api_gateway_rest_api_policy.api", "rest_api_id"),
    ],
    ids=["queue", "API"],
)
def test_what_has_a_policy_shows_it_unless_the_stack_declares_it(
    holder: str, policy: str, names: str, identity: str, shown: bool
) -> None:
    document = plan(
        {holder: {}, policy: {names: "one"}},
        {holder: {"id": identity, "policy": "{}"}, policy: {names: "one"}},
    )
    found, _ = plans.stack("prices", document, Place.LIVE, None).resources

    assert ("policy" in found.undeclared) is shown


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"errored": True},
            "The plan of prices failed; fix what Terraform reports and plan again.",
        ),
        ({"complete": False}, "The plan of prices is partial; plan without -target."),
        ({"planned_values": None}, "The file for the plan of prices is not a plan."),
        ({"resource_changes": None}, "The file for the plan of prices is not a plan."),
        (
            {"planned_values": {"root_module": {"child_modules": [{}]}}},
            "Stack prices calls modules, whose resources no policy evaluates.",
        ),
        (
            {"configuration": []},
            "The plan of prices does not have the format that `terraform show -json` prints: ",
        ),
        (
            {"format_version": "2.0"},
            "The plan of prices has format 2.0; only 1 is supported.",
        ),
    ],
    ids=["failed", "a part", "no values", "no changes", "modules", "shape", "format"],
)
def test_a_plan_that_cannot_be_evaluated_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(plans.BrokenPlan) as refused:
        plans.stack("prices", plan({}, {}) | change, Place.PLAN, None)

    assert str(refused.value).startswith(words)


def test_a_forgotten_resource_is_no_longer_evaluated() -> None:
    """https://github.com/bridgecrewio/checkov/issues/7675: it was, without any of its values."""
    document = plan({KEY: {}}, {KEY: {"arn": KEY_ARN}, QUEUE: {}})
    for change in document["resource_changes"]:
        actions = ["forget"] if change["address"] == QUEUE else ["no-op"]
        change["change"]["actions"] = actions
    del document["planned_values"]["root_module"]["resources"][1]["values"]

    read_plan = plans.stack("prices", document, Place.PLAN, None)

    assert [one.address for one in read_plan.resources] == [KEY]


def test_a_resource_that_is_created_anew_and_forgotten_is_evaluated() -> None:
    document = plan({QUEUE: {}}, {QUEUE: {}})
    document["resource_changes"][0]["change"]["actions"] = ["create", "forget"]

    read_plan = plans.stack("prices", document, Place.PLAN, None)

    assert [one.address for one in read_plan.resources] == [QUEUE]
