"""Every archive holds all that its handler imports, as the managed runtime would find it."""

import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from gitops.adapters.package import functions, package
from localcloud.lambda_.runtime.isolation import python_command

# What the stack sets; here only so that the module can be imported.
SETTINGS = {
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "ENVIRONMENT_SUFFIX": "pr-7",
    "TABLE_NAME": "crypto-prices-pr-7",
    "EXCHANGE_ENDPOINTS": '{"coinbase":"https://coinbase.example"}',
    "ALLOW_UNSIGNED": "false",
    "SECRET_PARAMETER_PREFIX": "/market-pipelines/webhook-secret/",
    "MAX_AHEAD_SECONDS": "300",
    "MAX_BEHIND_SECONDS": "86400",
    "MAX_TICKS_PER_BODY": "50",
    "MAX_DEVIATION_PERCENT": "50",
    "SUCCESS_TOPIC_ARN": "arn:aws:sns:us-east-1:123456789012:success-pr-7",
    "OPERATIONS_TOPIC_ARN": "arn:aws:sns:us-east-1:123456789012:operations-pr-7",
    "ALERTS_TABLE": "market-alerts-pr-7",
    "ALERTS_TOPIC_ARN": "arn:aws:sns:us-east-1:123456789012:trading-alerts-pr-7",
    "THRESHOLDS": '{"default":{"high":"150","low":"50"}}',
    "DEAD_LETTER_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/dlq-pr-7",
}


def _run(task_root: Path, code: str) -> subprocess.CompletedProcess[str]:
    argv, environ = python_command(task_root)
    return subprocess.run(
        [*argv, "-c", code],
        cwd=task_root,
        env={"PATH": os.environ["PATH"], **SETTINGS, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def task_roots(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    roots = {}
    for function, archive in package(tmp_path_factory.mktemp("archives")).items():
        roots[function] = tmp_path_factory.mktemp(function)
        with zipfile.ZipFile(archive) as zipped:
            zipped.extractall(roots[function])
    return roots


@pytest.mark.parametrize("function", functions())
def test_a_handler_is_imported_from_its_archive_alone(
    task_roots: dict[str, Path], function: str
) -> None:
    module = f"lambda_src.{function.replace('-', '_')}.handler"

    done = _run(task_roots[function], f"import {module} as m; assert callable(m.lambda_handler)")

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("function", functions())
def test_no_package_of_the_virtual_environment_is_in_reach(
    task_roots: dict[str, Path], function: str
) -> None:
    done = _run(task_roots[function], "import moto")

    assert "ModuleNotFoundError: No module named 'moto'" in done.stderr
