"""The tables of costs on a terminal of 80 columns."""

import io
from decimal import Decimal
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from gitops.cli import app
from gitops.cost.estimate import Declared, estimate
from gitops.cost.report import table
from gitops.cost.usage import StackUsage

FUNCTION: dict[str, Any] = {"memory_size": 1024, "architectures": ["arm64"]}
WORK = {"aws_lambda_function.one": {"requests": Decimal(1), "milliseconds": Decimal(30)}}


@pytest.mark.parametrize("rate", ["10/s", "99999999/day"])
@pytest.mark.parametrize("stack", ["market-data-processing", "a-stack-with-a-rather-long-name"])
def test_a_table_fits_into_80_columns(stack: str, rate: str) -> None:
    declared = [Declared("aws_lambda_function.one", "aws_lambda_function", FUNCTION)]
    cost = estimate(stack, declared, StackUsage("message", resources=WORK))
    wide = Console(file=io.StringIO(), width=160, color_system=None)

    with wide.capture() as shown:
        wide.print(table(cost, rate, Decimal(10**9)))

    lines = shown.get().splitlines()
    assert stack in lines[0]
    assert max(map(len, lines)) <= 80


def test_no_line_of_the_command_is_longer_than_80_columns() -> None:
    result = CliRunner().invoke(app, ["cost", "--suffix", "narrow"], catch_exceptions=False)

    printed = [line for line in result.stdout.splitlines() if not line.startswith("ok ")]
    assert max(map(len, printed)) <= 80
