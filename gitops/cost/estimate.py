"""What stacks cost: a line for each resource and price."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from gitops.cost import meters
from gitops.cost.extras import extras
from gitops.cost.meters import Quantity
from gitops.cost.prices import Price, price_list
from gitops.cost.usage import NOTHING_MEASURED, StackUsage

MILLION = 1_000_000
OWN_METRICS = "metrics in log lines"


@dataclass(frozen=True)
class Declared:
    """A resource as far as its price depends on it."""

    address: str
    type: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class CostLine:
    """What one resource uses of one price."""

    address: str
    price: Price
    quantity: Quantity

    @property
    def per_million(self) -> Decimal:
        """USD for a million units of work."""
        return self.quantity.per_unit * self.price.usd * MILLION

    @property
    def monthly(self) -> Decimal:
        """USD a month without any work."""
        return self.quantity.monthly * self.price.usd


@dataclass(frozen=True)
class StackCost:
    """The cost of a stack.

    `unit` is empty where nothing was measured: `per_million` is then unknown, not 0. `unpriced`
    counts resources by what is not priced of them; `unknown` are measured addresses that the
    stack does not have.
    """

    stack: str
    unit: str
    lines: list[CostLine]
    unpriced: Counter[str]
    unknown: list[str]

    @property
    def per_million(self) -> Decimal:
        """USD for a million units of work."""
        return sum((line.per_million for line in self.lines), Decimal(0))

    @property
    def monthly(self) -> Decimal:
        """USD a month without any work."""
        return sum((line.monthly for line in self.lines), Decimal(0))

    def of(self, service: str) -> "StackCost":
        """The part of one service."""
        lines = [line for line in self.lines if line.price.service == service]
        return StackCost(self.stack, self.unit, lines, Counter(), [])

    @property
    def services(self) -> list[str]:
        """The services that cost something, the dearest first."""
        found = {line.price.service for line in self.lines}
        costs = {name: self.of(name) for name in found}
        paid = [name for name, cost in costs.items() if cost.per_million or cost.monthly]
        return sorted(paid, key=lambda name: (-costs[name].per_million, -costs[name].monthly, name))


def estimate(stack: str, resources: Iterable[Declared], usage: StackUsage | None) -> StackCost:
    """The cost of a whole stack; without `usage` only what its resources cost each month."""
    found = of_resources(stack, resources, usage)
    metrics = (usage or NOTHING_MEASURED).custom_metrics
    own = _line(OWN_METRICS, Quantity("custom_metrics", monthly=metrics))
    return replace(found, lines=[*found.lines, own]) if metrics else found


def of_resources(stack: str, resources: Iterable[Declared], usage: StackUsage | None) -> StackCost:
    """The cost of some resources of a stack, without the metrics in its log lines."""
    measured = usage or NOTHING_MEASURED
    lines: list[CostLine] = []
    unpriced: Counter[str] = Counter()
    seen: set[str] = set()
    for resource in resources:
        seen.add(resource.address)
        unpriced.update(
            f"{resource.type} ({one})" for one in extras(resource.type, resource.values)
        )
        try:
            lines.extend(_lines(resource, measured))
        except NotImplementedError as reason:
            unpriced[f"{resource.type} ({reason})"] += 1
        except KeyError:
            unpriced[resource.type] += 1
    return StackCost(stack, measured.unit, lines, unpriced, sorted({*measured.resources} - seen))


def _lines(resource: Declared, usage: StackUsage) -> Iterator[CostLine]:
    if resource.type in meters.FREE:
        return
    quantities = usage.resources.get(resource.address, {})
    for quantity in meters.METERS[resource.type](resource.values, quantities):
        yield _line(resource.address, quantity)


def _line(address: str, quantity: Quantity) -> CostLine:
    return CostLine(address, price_list().prices[quantity.price], quantity)
