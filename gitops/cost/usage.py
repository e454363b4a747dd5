"""What one unit of work (a tick, a message) makes the resources of a stack do.

Measured numbers, kept in the file that `[tool.gitops] usage` names:

    [orders]                                   # the stack
    unit = "order"
    custom_metrics = 3                         # the stack's own metrics in CloudWatch
    [orders.resources."aws_lambda_function.check-function"]
    requests = 1                               # for each unit
    milliseconds = 12.5
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from gitops.adapters.errors import Refusal

# Of each: how often or how much for one unit of work.
QUANTITIES = {
    "requests",
    "milliseconds",
    "write_units",
    "read_units",
    "item_bytes",
    "log_bytes",
}
Quantities = Mapping[str, Decimal]


@dataclass(frozen=True)
class StackUsage:
    """A stack's unit of work, and by the address of a resource what a unit makes it do."""

    unit: str = ""
    custom_metrics: Decimal = Decimal(0)
    resources: Mapping[str, Quantities] = field(default_factory=dict)


NOTHING_MEASURED = StackUsage()


def read(path: Path | None) -> dict[str, StackUsage]:
    """The usage of each stack that was measured; nothing where the project names no file.

    Raises:
        Refusal: the file is missing or not to be understood.
    """
    if path is None:
        return {}
    try:
        # Decimal keeps the text of a number as it is.
        document = tomllib.loads(path.read_text(), parse_float=Decimal)
        return {stack: _stack(table) for stack, table in document.items()}
    except FileNotFoundError:
        raise Refusal(f"{path} does not exist; [tool.gitops] names it as `usage`.") from None
    except (tomllib.TOMLDecodeError, ArithmeticError) as error:
        raise Refusal(f"{path.name} is not to be understood: {error}.") from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Refusal(f"{path.name} is wrong: {error}; gitops/cost/usage.py shows it.") from error


def _stack(table: Mapping[str, Any]) -> StackUsage:
    resources = {
        address: {name: _quantity(name, value) for name, value in row.items()}
        for address, row in table.get("resources", {}).items()
    }
    return StackUsage(str(table["unit"]), _number(table.get("custom_metrics", 0)), resources)


def _quantity(name: str, value: Any) -> Decimal:
    if name not in QUANTITIES:
        raise ValueError(f"{name} is none of {', '.join(sorted(QUANTITIES))}")
    return _number(value)


def _number(value: Any) -> Decimal:
    found = Decimal(value)
    if not found.is_finite() or found < 0:
        raise ValueError(f"{value} is no quantity")
    return found
