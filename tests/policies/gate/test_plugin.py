"""`pytest --terraform-dir DIR` evaluates Terraform JSON of others, wherever it lies."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

# What everybody needs who writes a policy outside of this repository.
OWN_POLICY = """
from policies import NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, expect

CARD = Card("Queues are first-in-first-out", Severity.LOW, "Orders must stay in order.",
            "Set fifo_queue to true.", "https://example.org/", ("R-A-5",), "no order")


def evaluate(resource: Resource, stack: Stack) -> Decision:
    if resource.type != "aws_sqs_queue":
        return NOT_APPLICABLE
    value = stack.value(resource, "fifo_queue")
    return expect(value, "fifo_queue", lambda found: found is True, wanted="true", when_missing="-")
"""
WAIVER = """
[[waiver]]
policy = "orders_are_sorted"
addresses = ["{place}"]
reason = "The consumer sorts."
owner = "orders team"
expires = {last}
"""


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-v", *arguments],
        cwd=cwd,
        env={**environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def write(path: Path, resources: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"resource": resources}))


@pytest.fixture
def infra(tmp_path: Path) -> Path:
    """Another repository: a module of two files, a policy of its own, and a test that fails."""
    folder = tmp_path / "infra"
    write(folder / "orders" / "queues.tf.json", {"aws_sqs_queue": {"in": {"name": "orders"}}})
    write(folder / "orders" / "more.tf.json", {"aws_sqs_queue": {"out": {"fifo_queue": True}}})
    write(folder / "orders" / ".terraform" / "x.tf.json", {"aws_sqs_queue": {"hidden": {}}})
    policy = tmp_path / "rules" / "sqs" / "orders_are_sorted.py"
    policy.parent.mkdir(parents=True)
    policy.write_text(OWN_POLICY)
    (tmp_path / "test_unrelated.py").write_text("def test_it():\n    assert False\n")
    return folder


def test_a_policy_of_somebody_else_evaluates_a_directory_of_somebody_else(infra: Path) -> None:
    done = run("--terraform-dir=infra", "--policy-dir=rules", cwd=infra.parent)

    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout + done.stderr
    assert "orders_are_sorted[orders: aws_sqs_queue.in] FAILED" in done.stdout
    assert "orders_are_sorted[orders: aws_sqs_queue.out] PASSED" in done.stdout
    assert "orders: aws_sqs_queue.in: found no fifo_queue (-), wanted true" in done.stdout
    assert "1 failed, 1 passed" in done.stdout


def test_the_policies_of_this_repository_come_with_it_but_not_those_of_its_product(
    infra: Path,
) -> None:
    done = run("--terraform-dir=infra", "-k", "encrypt or customer_key", cwd=infra.parent)

    assert "data_at_rest_uses_customer_key[orders: aws_sqs_queue.in] FAILED" in done.stdout
    assert "policies found nothing to examine" in done.stdout
    assert "webhook" not in done.stdout


def test_a_waiver_accepts_a_finding_and_one_that_accepts_nothing_is_refused(infra: Path) -> None:
    waivers = infra.parent / "waivers.toml"
    options = ("--terraform-dir=infra", "--policy-dir=rules", "--policy-waivers=waivers.toml")
    today = subprocess.run(["date", "-u", "+%F"], capture_output=True, text=True, check=True)
    waivers.write_text(WAIVER.format(place="orders: aws_sqs_queue.in", last=today.stdout.strip()))

    done = run(*options, cwd=infra.parent)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed, 1 skipped" in done.stdout
    waivers.write_text(waivers.read_text().replace(".in", ".out"))
    refused = run(*options, cwd=infra.parent)
    assert refused.returncode == pytest.ExitCode.USAGE_ERROR
    assert "for orders: aws_sqs_queue.out matches no finding; remove it" in refused.stderr


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("orders/main.tf", "", "main.tf is not JSON, so no policy evaluates it."),
        ("orders/b.tf.json", '{"resource": {"aws_sqs_queue": {"in": {}}}}', "declares in again."),
        ("orders/b.tf.json", "{", "b.tf.json cannot be evaluated: "),
    ],
    ids=["HCL", "declared twice", "broken"],
)
def test_what_cannot_be_evaluated_is_one_clear_sentence(
    infra: Path, name: str, text: str, words: str
) -> None:
    (infra / name).write_text(text)

    done = run("--terraform-dir=infra", cwd=infra.parent)

    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    (sentence,) = done.stderr.strip().splitlines()
    assert words in sentence


def test_what_cdktf_wrote_is_evaluated_as_it_lies_beside_tests_that_are_named(
    synthesized: Path, tmp_path: Path
) -> None:
    (tmp_path / "test_named.py").write_text(
        "import sys\n\ndef test_named():\n    assert 'policies.gate.plugin' in sys.modules\n"
    )

    done = run(f"--terraform-dir={synthesized}", "test_named.py", cwd=tmp_path)

    assert done.returncode == 0, done.stdout[-2000:]
    assert "test_named.py::test_named PASSED" in done.stdout
    assert "crypto-price-processing, market-data-processing: " in done.stdout


def test_without_the_option_the_plugin_loads_no_engine(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import sys\n\ndef test_it():\n    assert 'policies.gate.plugin' in sys.modules\n"
        "    assert 'policies.engine.catalogue' not in sys.modules\n"
    )

    done = run(cwd=tmp_path)

    assert done.returncode == 0, done.stdout
