"""Checkov's findings carry whole addresses, and every skip has a reason and is needed."""

import json
from pathlib import Path
from typing import Any

import pytest

from gitops import checkov
from gitops.checkov import CheckovResult, Finding, Skip, Skipped
from gitops.errors import Failure

# A report that Checkov 3.3.30 printed for the document beside it.
RECORDED = Path(__file__).parent / "recorded" / "checkov"

QUEUE = Finding(
    "CKV_AWS_27",
    "Ensure all data stored in the SQS queue is encrypted",
    "prices",
    "aws_sqs_queue.worker",
)
TABLE = Finding(
    "CKV_AWS_28",
    "Ensure DynamoDB point in time recovery (backup) is enabled",
    "prices",
    "aws_dynamodb_table.worker",
)


def report() -> dict[str, Any]:
    loaded = json.loads((RECORDED / "report.json").read_text())
    assert isinstance(loaded, dict)
    return loaded


def test_python_checks_get_the_type_back_even_when_two_resources_share_a_name() -> None:
    document = (RECORDED / "stacks" / "prices" / "cdk.tf.json").read_text()

    found = checkov.findings(report(), {"prices": document})

    assert [(finding.check, finding.address) for finding in found] == [
        ("CKV2_AWS_16", "aws_dynamodb_table.worker"),
        ("CKV_AWS_119", "aws_dynamodb_table.worker"),
        ("CKV_AWS_28", "aws_dynamodb_table.worker"),
        ("CKV2_AWS_64", "aws_kms_key.key"),
        ("CKV_AWS_27", "aws_sqs_queue.worker"),
    ]
    assert (found[2], found[4]) == (TABLE, QUEUE)


def test_an_unknown_document_leaves_checkovs_own_name() -> None:
    found = checkov.findings(report(), {})

    assert "resource.worker" in {finding.address for finding in found}


def test_resources_begin_where_their_names_stand() -> None:
    document = (RECORDED / "stacks" / "prices" / "cdk.tf.json").read_text()

    assert dict(checkov.addresses_by_line(document)) == {
        15: "aws_dynamodb_table.worker",
        27: "aws_kms_key.key",
        32: "aws_sqs_queue.worker",
        35: "aws_sqs_queue.other",
    }


def test_a_finding_reads_as_one_line() -> None:
    assert str(QUEUE) == (
        "prices: aws_sqs_queue.worker: CKV_AWS_27"
        " Ensure all data stored in the SQS queue is encrypted"
    )


@pytest.mark.parametrize(
    ("only", "skipped"),
    [
        ((), True),
        (("aws_sqs_queue",), True),
        (("aws_sqs_queue.worker",), True),
        (("aws_sqs_queue.work",), False),
        (("aws_sqs",), False),
        (("aws_dynamodb_table",), False),
    ],
    ids=["everywhere", "type", "address", "part of a name", "part of a type", "another type"],
)
def test_a_skip_reaches_as_far_as_it_says(only: tuple[str, ...], skipped: bool) -> None:
    result = checkov.applied([Skip("CKV_AWS_27", "why", only)], [QUEUE], passed=1)

    assert result.skipped == ([Skipped(QUEUE, "why")] if skipped else [])
    assert (QUEUE in result.failed) is not skipped


def test_a_skip_speaks_of_one_check_only() -> None:
    result = checkov.applied([Skip("CKV_AWS_27", "why")], [QUEUE, TABLE], passed=7)

    assert result == CheckovResult(7, [Skipped(QUEUE, "why")], [TABLE])


def test_a_skip_that_nothing_needs_is_a_finding() -> None:
    result = checkov.applied([Skip("CKV_AWS_50", "why")], [], passed=1)

    (finding,) = result.failed
    assert str(finding) == (
        "checkov_skips.toml: any resource: CKV_AWS_50"
        " is skipped, but nothing fails it: remove the skip"
    )


def test_a_resource_that_no_longer_needs_its_skip_is_a_finding() -> None:
    skip = Skip("CKV_AWS_27", "why", ("aws_sqs_queue.gone", "aws_sqs_queue.worker"))

    result = checkov.applied([skip], [QUEUE], passed=1)

    assert result.skipped == [Skipped(QUEUE, "why")]
    assert [finding.address for finding in result.failed] == ["aws_sqs_queue.gone"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[CKV_AWS_27]", "the skip of CKV_AWS_27 has no reason."),
        ('[CKV_AWS_27]\nreason = " "', "the skip of CKV_AWS_27 has no reason."),
        ('CKV_AWS_27 = "because"', "the skip of CKV_AWS_27 has no reason."),
        (
            '[CKV_AWS_27]\nreason = "because"\nonyl = []',
            "the skip of CKV_AWS_27 has an unknown key: onyl.",
        ),
    ],
    ids=["nothing", "blank", "no table", "misspelt"],
)
def test_an_incomplete_skip_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "skips.toml"
    path.write_text(text)

    with pytest.raises(Failure) as refused:
        checkov.read_skips(path)

    assert str(refused.value) == f"skips.toml: {words}"


def test_a_skip_is_read_with_its_limits(tmp_path: Path) -> None:
    path = tmp_path / "skips.toml"
    path.write_text('[CKV_AWS_27]\nreason = "because"\nonly = ["aws_sqs_queue"]')

    assert checkov.read_skips(path) == [Skip("CKV_AWS_27", "because", ("aws_sqs_queue",))]


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("", "Checkov's report is not JSON: Expecting value: line 1 column 1 (char 0)."),
        (
            '{"passed": 0, "failed": 0, "parsing_errors": 0}',
            "Checkov found no resource to check.",
        ),
        (
            '{"results": {}, "summary": {"passed": 0, "failed": 0, "parsing_errors": 1}}',
            "Checkov could not read 1 of the documents.",
        ),
    ],
    ids=["no report", "empty directory", "broken document"],
)
def test_a_run_that_judged_nothing_is_no_success(output: str, words: str) -> None:
    with pytest.raises(Failure) as refused:
        checkov.read_report(output)

    assert str(refused.value) == words


def test_the_real_checkov_gives_the_recorded_findings_whatever_the_caller_has_configured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".checkov.yaml").write_text("skip-check: [CKV_AWS_28]")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    skips = tmp_path / "skips.toml"
    skips.write_text('[CKV_AWS_27]\nreason = "because"\n')

    result = checkov.check(RECORDED, skips)

    assert result.passed == report()["summary"]["passed"]
    assert result.skipped == [Skipped(QUEUE, "because")]
    assert [finding.check for finding in result.failed] == [
        "CKV2_AWS_16",
        "CKV_AWS_119",
        "CKV_AWS_28",
        "CKV2_AWS_64",
    ]
