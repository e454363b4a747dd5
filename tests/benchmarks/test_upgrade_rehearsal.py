"""What the rehearsal of an upgrade calls equal, and what it does not."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks.upgrade_rehearsal import CANDIDATES, compare, rewritten, written
from stacks import output

TODAY = {
    "//": {"metadata": {"version": "0.21.0", "stackName": "prices"}},
    "resource": {"aws_sqs_queue": {"dlq": {"name": "dlq-dev"}}},
    "terraform": {
        "backend": {"local": {"path": "state"}},
        "required_providers": {"aws": {"source": "aws", "version": "5.100.0"}},
    },
}
OTHER_TOOL = TODAY | {
    "//": {"metadata": {"version": "0.24.0", "stackName": "prices"}},
    "terraform": {
        "backend": {"local": {"path": "state"}},
        "required_providers": {"aws": {"source": "hashicorp/aws", "version": "6.69.1"}},
    },
}


def test_another_version_and_source_are_expected() -> None:
    assert compare(TODAY, OTHER_TOOL) == (
        [
            '//.metadata.version: "0.21.0" becomes "0.24.0"',
            'terraform.required_providers.aws.source: "aws" becomes "hashicorp/aws"',
            'terraform.required_providers.aws.version: "5.100.0" becomes "6.69.1"',
        ],
        [],
    )


def test_what_only_the_synthesis_reads_is_not_compared(tmp_path: Path) -> None:
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks" / "cdk.tf.json").write_text("{}")
    output.seal(tmp_path, "made of other packages")

    assert written(tmp_path) == {"stacks/cdk.tf.json": {}}


@pytest.mark.parametrize(
    ("after", "words"),
    [
        pytest.param(
            TODAY | {"resource": {"aws_sqs_queue": {"dlq": {"name": "dlq"}}}},
            'resource.aws_sqs_queue.dlq.name: "dlq-dev" becomes "dlq"',
            id="another value",
        ),
        pytest.param(
            TODAY | {"output": {"version": "1"}},
            'output.version: (none) becomes "1"',
            id="a new block",
        ),
        pytest.param(
            TODAY | {"//": {"metadata": {"version": "0.21.0", "stackName": "alerts"}}},
            '//.metadata.stackName: "prices" becomes "alerts"',
            id="another stack",
        ),
    ],
)
def test_everything_else_is_a_difference(after: dict[str, Any], words: str) -> None:
    assert compare(TODAY, after) == ([], [words])


def test_a_document_that_nobody_wrote_is_a_difference() -> None:
    _, others = compare(TODAY, None)

    assert 'resource.aws_sqs_queue.dlq.name: "dlq-dev" becomes (none)' in others


def test_imports_of_the_fork_are_rewritten_and_tags_are_not() -> None:
    fork = CANDIDATES[-1].rewritten
    source = 'from cdktf import App\nfrom cdktf_cdktf_provider_aws.kms_key import KmsKey\n"cdktf"'

    assert rewritten(source, fork) == (
        'from cdktn import App\nfrom cdktn_provider_aws.kms_key import KmsKey\n"cdktf"'
    )
