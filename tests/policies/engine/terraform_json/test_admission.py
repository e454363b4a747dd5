"""Each form of Terraform JSON that our synthesis does not need is refused, with its place."""

from typing import Any

import pytest

from policies.engine.terraform_json.admission import faults, own_faults
from tests.policies.engine.terraform_json.documents import ABSENT, ARCHIVE, GOOD, OWN, changed

TABLE, CODE = "resource/aws_dynamodb_table/prices", "resource/aws_lambda_function/code"
RUNS = '${file("/proc/self/environ")}'
CHECK = {
    "data": {"aws_region": {"y": {}}},
    "assert": [{"condition": "${data.aws_region.y.name}", "error_message": "no region"}],
}
URL = "https://sqs.us-east-1.amazonaws.com/111122223333/old"
ADOPTED = {
    "import": [{"to": "aws_sqs_queue.a", "id": URL}],
    "removed": {"from": "aws_sqs_queue.b", "lifecycle": {"destroy": False}},
}
ADDRESSES = {f"import.aws_sqs_queue.a[{URL}]", "removed.aws_sqs_queue.b"}
HOSTILE = "a`|<img src=x>@all\x1b[31m\u202e\n::error::x ##[group]"


def test_the_good_document_is_admitted() -> None:
    assert faults(GOOD, OWN) == []


@pytest.mark.parametrize(
    "block",
    [
        "module", "variable", "locals", "ephemeral", "action", "list",
        "language", "", "Resource", HOSTILE,
    ],
)  # fmt: skip
def test_any_other_block_is_refused(block: str) -> None:
    (fault,) = faults({**GOOD, block: {"x": {}}}, OWN)

    assert fault.reason == "this block of Terraform is not admitted"


@pytest.mark.parametrize(
    ("path", "value", "where", "reason"),
    [
        # Data sources read files, secrets and states of others, or run programs.
        ("data/external/x", {"program": ["sh"]}, "$.data.external.x", 'data source "external"'),
        ("data/http/x", {"url": "http://x"}, "$.data.http.x", "is not admitted"),
        ("data/terraform_remote_state/x", {}, "$.data.terraform_remote_state.x", "is not admitted"),
        ("data/aws_secretsmanager_secret_version/x", {}, None, "is not admitted"),
        ("data/aws_lambda_invocation/x", {}, "$.data.aws_lambda_invocation.x", "is not admitted"),
        ("data/aws_partition/partition/provider", "aws.b", "provider", "no such argument"),
        ("data/aws_partition/partition/count", 2, "count", "no such argument"),
        ("data/aws_iam_policy_document/x/override_json", "{}", None, "no such argument"),
        ("data/aws_iam_policy_document/x/statement", [{"sid": RUNS}], None, "no plain reference"),
        ("data/aws_partition/partition", [{}], "$.data.aws_partition.partition", "not one object"),
        ("data/aws_partition", [{}], "$.data.aws_partition", "not one object"),
        ("data", [{}], "$.data", "not one object"),
        # Outputs show what they are given.
        ("output/x", {"value": RUNS}, "$.output.x.value", "no plain"),
        ("output/x", {"value": [{"a": RUNS}]}, "$.output.x.value[0].a", "no plain"),
        ("output/x", {"value": {RUNS: 1}}, None, "its name is a template"),
        ("output/x", {"value": {"//": RUNS}}, '$.output.x.value["//"]', "is no comment"),
        ("output/x", {"value": "a", "precondition": {}}, "$.output.x", "an output is an object"),
        ("output/x", {"value": "a", "ephemeral": True}, "$.output.x", "an output is an object"),
        ("output/x", {"value": "a", "depends_on": []}, "$.output.x", "an output is an object"),
        ("output/x", {"value": "a", "sensitive": "${false}"}, "sensitive", "true or false"),
        ("output/x", {"value": "a", "description": RUNS}, "description", "no plain"),
        ("output/x", [{"value": "a"}], "$.output.x", "an output is an object"),
        ("output/x", {}, "$.output.x", "an output is an object with value"),
        ("output/a b", {"value": "a"}, '$.output["a b"]', "no name of letters"),
        ("output", [{"x": {"value": "a"}}], "$.output", "not one object"),
        # Resources: what runs, multiplies, hides or reads.
        (f"{TABLE}/count", 2, None, "this argument of a resource is not admitted"),
        (f"{TABLE}/for_each", ["a"], None, "this argument"),
        (f"{TABLE}/provider", "aws.b", None, "this argument"),
        (f"{TABLE}/provisioner", {"local-exec": {"command": "sh"}}, None, "this argument"),
        (f"{TABLE}/connection", {}, None, "this argument"),
        (f"{TABLE}/dynamic", {"attribute": {}}, None, "this argument"),
        (f"{TABLE}/_", {"name": "x"}, None, "this argument"),
        (f"{TABLE}/${{a}}", "x", None, "this argument"),
        (f"{TABLE}/attribute/0/dynamic", {}, None, "generated are not admitted"),
        (f"{TABLE}/attribute/0/name", RUNS, None, "no plain"),
        (f"{TABLE}/name", "${aws_dynamodb_table.other.name}", None, "is not declared in this file"),
        (f"{TABLE}/name", "${path.module.x}", None, "is not declared in this file"),
        (f"{TABLE}/name", "%{if true}a%{endif}", None, "no plain"),
        (f"{TABLE}/tags", {RUNS: "x"}, None, "its name is a template"),
        (f"{TABLE}/lifecycle/ignore_changes", "all", "ignore_changes", "not a list of attributes"),
        (f"{TABLE}/lifecycle/ignore_changes", [RUNS], "ignore_changes", "not a list of"),
        (f"{TABLE}/lifecycle/replace_triggered_by", ["x"], "lifecycle", "only create"),
        (f"{TABLE}/lifecycle/precondition", {"condition": RUNS}, "lifecycle", "only create_before"),
        (f"{TABLE}/lifecycle/action_trigger", {}, "lifecycle", "only create_before_destroy"),
        (f"{TABLE}/lifecycle/prevent_destroy", "${false}", None, "true or false"),
        (f"{TABLE}/lifecycle", [{"prevent_destroy": True}], "lifecycle", "only create_before"),
        (f"{CODE}/depends_on", "aws_dynamodb_table.prices", "depends_on", "not a list"),
        (f"{CODE}/depends_on", [RUNS], "depends_on[0]", "nothing that this file declares"),
        (f"{CODE}/depends_on", ["module.x"], "depends_on[0]", "nothing that this file"),
        (f"{CODE}/depends_on", [["a"]], "depends_on[0]", "nothing that this file"),
        (TABLE, [{"name": "x"}], "$.resource.aws_dynamodb_table.prices", "not one object"),
        ("resource/aws_dynamodb_table/a b", {}, None, "no name of"),
        ("resource/null_resource/x", {}, "$.resource.null_resource.x", "no resource type"),
        ("resource/terraform_data/x", {}, "$.resource.terraform_data.x", "no resource type"),
        ("resource", [{}], "$.resource", "not one object"),
        # Files of the machine that applies.
        (f"{CODE}/filename", "/proc/self/environ", "filename", "no archive of this stack"),
        (f"{CODE}/filename", "../other/" + ARCHIVE, "filename", "no archive of this stack"),
        (f"{CODE}/filename", f"{ARCHIVE}/../code.zip", "filename", "no"),
        (f"{CODE}/filename", ARCHIVE + "\n", "filename", "no archive of this stack"),
        (f"{CODE}/filename", "${aws_dynamodb_table.prices.name}", "filename", "no archive"),
        (f"{CODE}/filename", [ARCHIVE], "filename", "no archive of this stack"),
        ("resource/aws_s3_object/x", {"source": "/etc/passwd"}, "source", "no archive"),
        ("resource/aws_gamelift_script/x", {"zip_file": "/a"}, "zip_file", "no archive"),
        # Moves.
        ("moved", {"from": RUNS, "to": "aws_sqs_queue.a"}, "$.moved[0]", "not from and to"),
        ("moved", [{"from": "module.a", "to": "aws_sqs_queue.a"}], "$.moved[0]", "not from"),
        ("moved", [{"from": "aws_sqs_queue.a", "to": "aws_sqs_queue.b", "x": 1}], None, "not"),
        ("moved", {}, "$.moved[0]", "not from and to"),
        # Checks: their data is read like all other, and what they say is shown.
        ("check", [{}], "$.check", "not one object"),
        ("check/x", [{}], "$.check.x", "with data and assert only"),
        ("check/x/other", 1, "$.check.x", "with data and assert only"),
        ("check/x", {}, "$.check.x.assert[0]", "not condition and error_message"),
        ("check/x/data/aws_lambda_invocation/y", {}, None, 'source "aws_lambda_invocation" is'),
        ("check/x/data/aws_ssm_parameter/y", {"name": "a"}, None, "is not admitted"),
        ("check/x/data", [{}], "$.check.x.data", "not one object"),
        ("check/x/assert/condition", True, "$.check.x.assert[0]", "not condition and error"),
        ("check/x/assert", [{"condition": 1, "error_message": "a"}], None, "is no text"),
        ("check/x/assert", [{"condition": RUNS, "error_message": "a"}], None, "no plain"),
        ("check/x/assert", [{"condition": "${data.aws_region.y.name}", "error_message": "a"}],
         None, "is not declared in this file"),
        # What exists already, and what stays behind.
        ("import", [{"to": "aws_sqs_queue.a", "id": RUNS}], "$.import[0]", "not to (type.name)"),
        ("import", [{"to": "aws_sqs_queue.a", "id": "*"}], "$.import[0]", "not to"),
        ("import", [{"to": "module.a", "id": "a"}], "$.import[0]", "not to"),
        ("import", {"to": "aws_sqs_queue.a", "id": "a", "provider": "aws.b"}, None, "not to"),
        ("import", ["aws_sqs_queue.a"], "$.import[0]", "not to"),
        ("import", {"to": "aws_sqs_queue.a", "id": "a"}, "$.import", "no waiver accepts"),
        ("removed", {"from": "aws_sqs_queue.a"}, "$.removed[0]", "not from (type.name)"),
        ("removed", {"from": "aws_sqs_queue.a", "lifecycle": {"destroy": True}}, None, "not from"),
        ("removed", {"from": "aws_sqs_queue.a", "lifecycle": {"destroy": False}}, "$.removed",
         "no waiver accepts"),
    ],
)  # fmt: skip
def test_what_our_synthesis_does_not_need_is_refused(
    path: str, value: Any, where: str | None, reason: str
) -> None:
    found = faults(changed(path, value), OWN)

    assert found, "admitted"
    assert any(reason in fault.reason for fault in found)
    if where is not None:
        assert any(fault.path == where or fault.path.endswith(f".{where}") for fault in found)
    assert all(fault.remedy for fault in found)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("moved", ABSENT),
        ("moved", None),
        ("check", {"x": CHECK}),
        ("import", []),
        ("removed", None),
        ("output", None),
        ("data/aws_iam_policy_document/x", {"version": "2012-10-17", "statement": [{}]}),
        ("terraform/required_version", ">= 1.11, < 2.0.0"),
        (f"{TABLE}/count", None),
        (f"{CODE}/depends_on", None),
        (f"{TABLE}/lifecycle", {"ignore_changes": ["name"], "prevent_destroy": None}),
        ("moved", {"from": "aws_sqs_queue.a-1", "to": "aws_sqs_queue.b"}),
        ("output", ABSENT),
        ("output/x", {"value": 1, "sensitive": True, "description": "$5 of 100 %", "//": {}}),
        ("resource/aws_iam_role/x", {"assume_role_policy": "$${aws:username}"}),
        (f"{TABLE}/lifecycle", {"create_before_destroy": True}),
        (f"{CODE}/filename", ABSENT),
    ],
)
def test_what_a_synthesis_may_write_is_admitted(path: str, value: Any) -> None:
    assert faults(changed(path, value), OWN) == []


@pytest.mark.parametrize(
    "path", ["resource/{}/x", "resource/aws_sqs_queue/{}", "output/{}", "data/{}/x"]
)
def test_hostile_names_are_told_without_acting(path: str) -> None:
    block, kind, *name = path.split("/")
    body: Any = {"value": 1} if block == "output" else {}
    value = {kind.format(HOSTILE): {name[0].format(HOSTILE): {}} if name else body}

    found = faults(changed(block, {**GOOD[block], **value}), OWN)

    assert found
    for text in (text for fault in found for text in (fault.path, fault.reason, fault.remedy)):
        assert text.isascii()
        assert text.isprintable()
        assert not any(mark in text for mark in ("`", "|", "<img", "@", "::", "##"))


def test_a_template_in_an_excerpt_is_told_without_acting() -> None:
    (fault,) = faults(changed("output/x", {"value": "${\n::error::`x` @all"}), OWN)

    assert r"${\n:\u003aerror:\u003a\u0060x\u0060 \u0040all" in fault.reason


def test_what_a_waiver_names_may_be_taken_over_and_left_behind() -> None:
    document = {**GOOD, **ADOPTED}

    assert faults(document, OWN, ADDRESSES) == []
    for one in ADDRESSES:
        (fault,) = faults(document, OWN, ADDRESSES - {one})
        assert one in fault.reason.replace("\\u003a", ":")


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("terraform/cloud", {"organization": "x"}, "$.terraform.cloud"),
        ("terraform/provider_meta", {}, "$.terraform.provider_meta"),
        ("terraform", [{}], "$.terraform"),
        ("terraform/required_version", RUNS, "$.terraform.required_version"),
        ("terraform/required_version", "1" * 60, "$.terraform.required_version"),
        ("provider/null", {}, "$.provider.null"),
        ("provider", [{}], "$.provider"),
        ("provider/aws", ["x"], "$.provider.aws"),
        ("provider/aws", [{"region": "us-east-1"}, {"alias": "b"}], "$.provider.aws"),
    ],
)
def test_of_our_own_blocks_the_gate_refuses_what_no_policy_sees(
    path: str, value: Any, where: str
) -> None:
    (fault,) = own_faults(changed(path, value))

    assert fault.path == where


@pytest.mark.parametrize("path", ["terraform", "provider", "terraform/backend", "provider/aws"])
def test_what_is_not_there_the_gate_leaves_to_policies(path: str) -> None:
    assert own_faults(changed(path, ABSENT)) == []
