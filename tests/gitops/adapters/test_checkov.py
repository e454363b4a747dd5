"""Checkov's findings carry whole addresses, and only a waiver excuses one, in the open."""

import importlib.util
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gitops.adapters import checkov
from gitops.adapters.checkov import CheckovResult, Finding, Waived
from gitops.adapters.errors import Failure
from gitops.adapters.package import package
from gitops.compliance import check
from policies.engine import synth, waivers
from policies.engine.waivers import Waiver
from policies.gate import synthesis

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
KEY = Finding(
    "CKV_AWS_33",
    "Ensure KMS key policy does not contain wildcard (*) principal",
    "prices",
    "aws_kms_key.key",
)

TODAY = date(2026, 11, 21)
WAIVER = Waiver("CKV_AWS_27", QUEUE.place, "because", "somebody", date(2027, 5, 15))


def report() -> dict[str, Any]:
    loaded = json.loads((RECORDED / "report.json").read_text())
    assert isinstance(loaded, dict)
    return loaded


def test_python_checks_get_the_type_back_even_when_two_resources_share_a_name() -> None:
    document = (RECORDED / "stacks" / "prices" / "cdk.tf.json").read_text()

    found = checkov.findings(report(), {"prices": document}, checkov.FAILED)

    assert [(finding.check, finding.address) for finding in found] == [
        ("CKV2_AWS_16", "aws_dynamodb_table.worker"),
        ("CKV_AWS_119", "aws_dynamodb_table.worker"),
        ("CKV_AWS_28", "aws_dynamodb_table.worker"),
        ("CKV2_AWS_64", "aws_kms_key.key"),
        ("CKV_AWS_27", "aws_sqs_queue.worker"),
    ]
    assert (found[2], found[4]) == (TABLE, QUEUE)


def test_an_unknown_document_leaves_checkovs_own_name() -> None:
    found = checkov.findings(report(), {}, checkov.FAILED)

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


def test_a_waiver_excuses_one_check_at_one_place_and_does_not_pass_it() -> None:
    result = checkov.applied([WAIVER], [QUEUE, TABLE], TODAY, passed=[KEY])

    assert result == CheckovResult([KEY], [Waived(QUEUE, WAIVER)], [TABLE], [])


def test_an_expired_waiver_excuses_nothing() -> None:
    result = checkov.applied([WAIVER], [QUEUE], date(2027, 5, 16), passed=[])

    assert result.failed == [QUEUE]
    assert result.problems == [
        (
            "the waiver of CKV_AWS_27 for prices: aws_sqs_queue.worker expired on 2027-05-15:"
            " fix the finding, or renew the waiver with a reason"
        )
    ]


def test_a_waiver_that_nothing_needs_is_a_problem() -> None:
    result = checkov.applied([WAIVER], [TABLE], TODAY, passed=[])

    assert result.problems == [
        ("the waiver of CKV_AWS_27 for prices: aws_sqs_queue.worker matches no finding; remove it")
    ]


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


def test_without_checkovs_environment_the_remedy_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = tmp_path / "bin" / "checkov"
    monkeypatch.setattr(checkov, "EXECUTABLE", missing)

    with pytest.raises(Failure) as refused:
        checkov.check(RECORDED, [], TODAY)

    assert str(refused.value) == f"Checkov is not installed at {missing}; run `make setup`."


def test_checkov_and_its_old_boto3_stay_out_of_everything_else() -> None:
    assert importlib.util.find_spec("checkov") is None


def test_the_real_checkov_gives_the_recorded_findings_whatever_the_caller_has_configured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".checkov.yaml").write_text("skip-check: [CKV_AWS_28]")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    elsewhere = replace(WAIVER, place="alerts: aws_sqs_queue.worker")
    ours = replace(WAIVER, policy="the_policy")

    result = checkov.check(RECORDED, [WAIVER, elsewhere, ours], TODAY)

    assert len(result.passed) == report()["summary"]["passed"]
    assert KEY in result.passed
    assert result.waived == [Waived(QUEUE, WAIVER)]
    assert result.problems == []
    assert [finding.check for finding in result.failed] == [
        "CKV2_AWS_16",
        "CKV_AWS_119",
        "CKV_AWS_28",
        "CKV2_AWS_64",
    ]


def test_a_waiver_by_construct_concerns_environments_only(tmp_path: Path) -> None:
    by_construct = replace(WAIVER, place="*/worker: aws_sqs_queue")
    shutil.copytree(RECORDED / "stacks" / "prices", tmp_path / "stacks" / "bootstrap")

    assert checkov.check(tmp_path, [by_construct], TODAY).problems == []
    assert checkov.check(RECORDED, [by_construct], TODAY).problems == [
        "the waiver of CKV_AWS_27 for */worker: aws_sqs_queue matches no finding; remove it"
    ]


def test_what_checkov_finds_in_the_real_stacks_is_explained_and_one_function_more_needs_nothing(
    tmp_path: Path,
) -> None:
    package()
    shutil.copytree(synthesis.current(), tmp_path, dirs_exist_ok=True)
    added = set(_one_function_more(tmp_path))
    addresses = {
        f"{stack.name}: {one.address}" for stack in synth.read(tmp_path) for one in stack.resources
    }

    result = checkov.check(tmp_path, waivers.read(), check.today())

    assert result.failed == []
    assert result.problems == []
    said = [*result.passed, *(one.finding for one in result.waived)]
    assert {one.place for one in said} - addresses == {
        f"{path.name}: provider.aws" for path in (tmp_path / "stacks").iterdir()
    }
    assert {one.finding.place for one in result.waived} & added


def _one_function_more(folder: Path) -> Iterator[str]:
    """Write every part of some function again, as `second`; its new places."""
    path, document = next(
        (path, document)
        for path in sorted(folder.glob(f"stacks/*/{synth.DOCUMENT}"))
        if "aws_lambda_function" in (document := json.loads(path.read_text()))["resource"]
    )
    function = next(iter(document["resource"]["aws_lambda_function"])).removesuffix("-function")
    for kind, named in document["resource"].items():
        copies = {
            name.replace(function, "second"): json.loads(
                json.dumps(values).replace(function, "second")
            )
            for name, values in named.items()
            if name.startswith(f"{function}-")
        }
        named.update(copies)
        yield from (f"{path.parent.name}: {kind}.{name}" for name in copies)
    path.write_text(json.dumps(document, indent=2))
