"""A runtime process can import the deployed zip, boto3 and the runtime client, and nothing else.

https://docs.aws.amazon.com/lambda/latest/dg/python-package.html and configuration-envvars.html.
"""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from localcloud.lambda_.runtime.isolation import python_command

pytestmark = pytest.mark.usefixtures("runtime_client")
Client = Callable[[str], Any]
CreateFunction = Callable[..., str]


def import_in_isolation(module: str, task_root: Path) -> subprocess.CompletedProcess[str]:
    argv, environment = python_command(task_root)
    return subprocess.run(
        [*argv, "-c", f"import {module}"],
        cwd=task_root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "module", ["boto3", "botocore", "dateutil", "jmespath", "s3transfer", "urllib3", "awslambdaric"]
)
def test_the_runtime_has(module: str, tmp_path: Path) -> None:
    finished = import_in_isolation(module, tmp_path)
    assert (finished.returncode, finished.stderr) == (0, "")


@pytest.mark.parametrize("module", ["moto", "pytest", "localcloud", "cdktf", "yaml", "process"])
def test_the_runtime_does_not_have(module: str, tmp_path: Path) -> None:
    finished = import_in_isolation(module, tmp_path)
    assert finished.returncode == 1
    assert finished.stderr.endswith(f"ModuleNotFoundError: No module named '{module}'\n")


def test_the_task_root_comes_before_the_runtime_so_that_a_zip_can_bring_its_own_boto3(
    tmp_path: Path,
) -> None:
    (tmp_path / "boto3.py").write_text("raise SystemExit(7)", encoding="utf-8")
    assert import_in_isolation("boto3", tmp_path).returncode == 7


def test_a_function_gets_its_variables_and_those_of_the_runtime_and_no_others(
    client: Client, create_function: CreateFunction, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_OF_THE_HOST", "x")
    create_function(
        "worker",
        "import os\ndef handler(e, c): return dict(os.environ)",
        Environment={"Variables": {"TABLE_NAME": "prices"}},
    )
    environment = json.load(client("lambda").invoke(FunctionName="worker")["Payload"])
    expected = {
        "TABLE_NAME": "prices",
        "_HANDLER": "index.handler",
        "AWS_LAMBDA_FUNCTION_NAME": "worker",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/worker",
        "AWS_LAMBDA_LOG_FORMAT": "Text",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "TZ": ":UTC",
    }
    assert environment | expected == environment
    assert not {"SECRET_OF_THE_HOST", "HOME"} & environment.keys()


def test_a_package_missing_from_the_zip_fails_as_on_aws(
    client: Client, create_function: CreateFunction
) -> None:
    # https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-deployment.html
    create_function("worker", "import yaml")
    answer = client("lambda").invoke(FunctionName="worker")
    document = json.load(answer["Payload"])
    assert answer["FunctionError"] == "Unhandled"
    assert document["errorType"] == "Runtime.ImportModuleError"
    assert document["errorMessage"] == "Unable to import module 'index': No module named 'yaml'"


@pytest.mark.parametrize(
    ("handler", "error_type", "message"),
    [
        pytest.param(
            "nothing.handler",
            "Runtime.ImportModuleError",
            "Unable to import module 'nothing': No module named 'nothing'",
            id="its module",
        ),
        pytest.param(
            "index.nothing",
            "Runtime.HandlerNotFound",
            "Handler 'nothing' missing on module 'index'",
            id="its function",
        ),
    ],
)
def test_a_handler_is_not_found_for_want_of(
    handler: str,
    error_type: str,
    message: str,
    client: Client,
    create_function: CreateFunction,
) -> None:
    create_function("worker", "", Handler=handler)
    document = json.load(client("lambda").invoke(FunctionName="worker")["Payload"])
    assert (document["errorType"], document["errorMessage"]) == (error_type, message)


def test_the_current_folder_is_the_task_root(
    client: Client, create_function: CreateFunction
) -> None:
    source = "import os\ndef handler(e, c): return [os.getcwd(), os.environ['LAMBDA_TASK_ROOT']]"
    create_function("worker", source)
    folder, task_root = json.load(client("lambda").invoke(FunctionName="worker")["Payload"])
    assert folder == task_root
    assert not os.path.samefile(folder, Path.cwd())  # noqa: PTH121 (one of them may be text)
