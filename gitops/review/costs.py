"""What the changes of a plan cost more or less, in one line for each stack."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from gitops.adapters.markdown import code, prose
from gitops.cost.estimate import Declared, StackCost, estimate, of_resources
from gitops.cost.known import marked
from gitops.cost.report import CENT, usd
from gitops.cost.usage import StackUsage
from gitops.plans.changes import Change, StackPlan
from gitops.review.comment_model import CommentModel

MOST_TYPES = 5


def section(model: CommentModel) -> str:
    """The lines of all stacks whose costs change; empty if none does."""
    lines = (_line(plan, model.usage) for plan in model.plans)
    return "\n".join(filter(None, lines))


def _line(plan: StackPlan, usage: Mapping[str, StackUsage]) -> str:
    measured = usage.get(plan.stack)
    price = estimate if plan.is_first else of_resources
    after = price(plan.stack, _side(plan, "after"), measured)
    before = of_resources(plan.stack, _side(plan, "before"), measured)
    parts = "; ".join([*_priced(before, after), *_unpriced(before, after)])
    return f"**Cost** of {prose(plan.stack, 60)}: {parts}" if parts else ""


def _priced(before: StackCost, after: StackCost) -> Iterator[str]:
    if parts := list(_differences(before, after)):
        yield f"{', '.join(parts)} (`gitops cost` says how)"
        if most := _most(before, after):
            yield f"most of it: {code(most)}"


def _unpriced(before: StackCost, after: StackCost) -> Iterator[str]:
    """The changed types without a price, which therefore cost an unknown amount."""
    if types := sorted({*before.unpriced, *after.unpriced}):
        more = len(types) - MOST_TYPES
        yield f"not priced: {', '.join(map(code, types[:MOST_TYPES]))}" + (
            f", and {more} more" if more > 0 else ""
        )


def _side(plan: StackPlan, side: str) -> Iterator[Declared]:
    """The changed resources before or after the change; of a read one nothing is billed."""
    for change in plan.changes:
        values = change.values.get(side)
        if isinstance(values, dict) and not change.address.startswith("data."):
            known = values if side == "before" else _with_unknown(change, values)
            yield Declared(change.address, change.type, known)


def _with_unknown(change: Change, after: dict[str, Any]) -> dict[str, Any]:
    """The values after the change; what is unknown until apply is as the synthesized JSON has it.

    An unknown attribute that nobody wrote is one for which the provider has a default.
    """
    block, marks = change.synthesized, change.values.get("after_unknown")
    unknown = marks if isinstance(marks, dict) else {}
    written = {name: mark for name, mark in unknown.items() if name in block or not block}
    wholly = {name for name, mark in written.items() if mark is True}
    return {**marked(after, written), **{name: block[name] for name in wholly & block.keys()}}


def _differences(before: StackCost, after: StackCost) -> Iterator[str]:
    fixed = (after.monthly - before.monthly).quantize(CENT)
    by_work = (after.per_million - before.per_million).quantize(CENT)
    if fixed:
        yield f"{_signed(fixed)} USD a month"
    if by_work:
        yield f"{_signed(by_work)} USD for a million {after.unit or before.unit}s"


def _signed(amount: Decimal) -> str:
    return f"{'+' if amount > 0 else '-'}{usd(abs(amount))}"


def _most(before: StackCost, after: StackCost) -> str:
    """The address whose cost changes most, when several do."""
    changed: dict[str, Decimal] = {}
    for sign, cost in ((-1, before), (1, after)):
        for line in cost.lines:
            amount = sign * (line.per_million + line.monthly)
            changed[line.address] = changed.get(line.address, Decimal(0)) + amount
    moved = {address: abs(amount) for address, amount in changed.items() if amount}
    return max(moved, key=lambda one: moved[one]) if len(moved) > 1 else ""
