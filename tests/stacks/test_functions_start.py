"""Each function starts with the variables of its stack, and fails without any one of them."""

import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest

from tests.pipelines import CRYPTO, MARKET
from tests.stacks.conftest import ROOT, Synthesize

# Declared for every function; this one has no use for it.
UNUSED = {("error-notifier", "ENVIRONMENT_SUFFIX")}
# Imports the module of the handler with all variables, then without each; prints who was missed.
PROBE = """
import importlib, json, os, sys
module, variables = sys.argv[1], json.loads(sys.argv[2])

def start(held):
    for name in variables:
        os.environ.pop(name, None)
    os.environ.update(held)
    for name in [name for name in sys.modules if name.startswith("lambda_src")]:
        del sys.modules[name]
    importlib.import_module(module)

start(variables)
missed = []
for gone in variables:
    try:
        start({name: value for name, value in variables.items() if name != gone})
    except Exception:
        missed.append(gone)
print(json.dumps(missed))
"""


def variables(function: dict[str, Any]) -> dict[str, str]:
    """The declared variables, with a text for every reference."""
    held = function["environment"]["variables"]
    return {name: re.sub(r"\$\{[^}]*\}", "resolved", str(value)) for name, value in held.items()}


def missed(function: dict[str, Any]) -> set[str]:
    """The variables without which the function does not start; all together it must."""
    module = function["handler"].rpartition(".")[0]
    arguments = [sys.executable, "-c", PROBE, module, json.dumps(variables(function))]
    environment = {**os.environ, "AWS_DEFAULT_REGION": "us-east-1", "AWS_REGION": "us-east-1"}
    done = subprocess.run(
        arguments, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("stack", [CRYPTO, MARKET])
def test_a_function_starts_with_its_variables_and_fails_without_any_of_them(
    synthesize: Synthesize, stack: str
) -> None:
    for function in synthesize(stack)["resource"]["aws_lambda_function"].values():
        name = function["function_name"].removesuffix("-pr-7")
        unused = {variable for function, variable in UNUSED if function == name}

        assert missed(function) == set(variables(function)) - unused, name
