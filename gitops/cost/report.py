"""The cost of an environment as a table and as JSON."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from gitops.cost.estimate import MILLION, StackCost
from gitops.cost.prices import price_list
from gitops.cost.rate import HOURS_OF_A_MONTH

VERSION = 1
CENT = Decimal("0.01")


def table(cost: StackCost, rate: str, units: Decimal) -> Table:
    """A row for each service, in USD, 80 columns wide at most."""
    shown = Table(title=cost.stack, title_justify="left", box=SIMPLE_HEAD, show_edge=False)
    shown.pad_edge = False
    shown.add_column("service", no_wrap=True)
    headings = [f"million {cost.unit}s", f"{rate} a month"] if cost.unit else []
    for heading in [*headings, "fixed a month", "sum a month"]:
        shown.add_column(heading, justify="right")
    for name in cost.services:
        shown.add_row(name, *_figures(cost.of(name), units))
    shown.add_section()
    shown.add_row("sum", *_figures(cost, units), style="bold")
    return shown


def _figures(cost: StackCost, units: Decimal) -> list[str]:
    by_work = cost.per_million * units / MILLION
    figures = [cost.per_million, by_work] if cost.unit else []
    return [usd(one) for one in (*figures, cost.monthly, by_work + cost.monthly)]


def usd(amount: Decimal) -> str:
    """The amount with cents, e.g. `1,234.50`."""
    return f"{amount.quantize(CENT):,}"


def notes(costs: Sequence[StackCost], usage_file: str) -> Iterator[str]:
    """What the numbers assume, and what they leave out, a sentence each."""
    prices = price_list()
    yield f"USD, list prices of {prices.region} read {prices.read}, without the free tier."
    yield f"A month has {HOURS_OF_A_MONTH} hours."
    if any(cost.unit for cost in costs):
        yield f"Work is measured ({usage_file})."
        yield "What is stored stays: each further month costs its storage again."
    yield (
        "Not included: data transfer out of AWS, failed and repeated work, reads by consumers, tax."
    )
    for cost in costs:
        if not cost.unit:
            yield f"{cost.stack}: no usage was measured; only what each month costs is known."
        if cost.unpriced:
            listed = ", ".join(f"{name} ({count})" for name, count in sorted(cost.unpriced.items()))
            yield f"{cost.stack}: not priced: {listed}."
        if cost.unknown:
            yield (
                f"{cost.stack}: measured, but not in the stack: {', '.join(cost.unknown)};"
                " measure again with `make usage`."
            )


def document(costs: Sequence[StackCost], units: Decimal) -> dict[str, Any]:
    """The same as JSON values; amounts are text with all their digits, in USD."""
    prices = price_list()
    return {
        "version": VERSION,
        "region": prices.region,
        "prices_read": prices.read.isoformat(),
        "units_a_month": str(units),
        "stacks": {cost.stack: _plain(cost, units) for cost in costs},
    }


def _plain(cost: StackCost, units: Decimal) -> dict[str, Any]:
    return {
        "unit": cost.unit or None,
        "per_million": _text(cost.per_million) if cost.unit else None,
        "monthly_fixed": _text(cost.monthly),
        "monthly": _text(cost.monthly + cost.per_million * units / MILLION),
        "unpriced": dict(cost.unpriced),
        "lines": [
            {
                "address": line.address,
                "service": line.price.service,
                "unit": line.price.unit,
                "per_million": _text(line.per_million),
                "monthly_fixed": _text(line.monthly),
                "source": line.price.source,
            }
            for line in cost.lines
            if line.per_million or line.monthly
        ],
    }


def _text(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
