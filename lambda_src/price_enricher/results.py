"""The results of the items that new ones affect."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal

from lambda_src.price_enricher.indicators import Indicators, compute
from lambda_src.price_enricher.ports import Item
from lambda_src.price_enricher.records import Unprocessable
from lambda_src.price_enricher.series import Window
from lambda_src.shared import decimals


@dataclass(frozen=True)
class EnrichmentResult:
    """The indicators of an affected item, or the reason why it has none."""

    window: Window
    indicators: Indicators | None
    problem: Unprocessable | None = None

    @property
    def item(self) -> Item:
        """The item as it was read."""
        return self.window.item

    @property
    def is_history(self) -> bool:
        """Whether the item was loaded from a file, and did not arrive."""
        return self.item.load is not None

    def is_due(self, written: AbstractSet[Decimal]) -> bool:
        """Whether the item must be written; `written` holds timestamps that already are.

        An item that follows a fresh new one is written even if it is correct: the new revision
        stops every invocation that read the series without the new one. Otherwise an item without
        indicators is left to its own record, which has yet to arrive.
        """
        if self.indicators is None:
            return False
        if self.window.follows_fresh and self.item.timestamp not in written:
            return True
        is_own_turn = self.window.is_new or self.item.stored is not None
        return is_own_turn and self.item.stored != self.indicators

    @property
    def repairs(self) -> bool:
        """Whether an earlier invocation announced other indicators of the item, or may have."""
        return not self.window.is_new and self.item.stored is not None

    @property
    def is_late_repair(self) -> bool:
        """Whether the item was wrong because a new one came late; history cannot be late."""
        return self.repairs and self.item.stored != self.indicators and not self.is_history


def result(window: Window) -> EnrichmentResult:
    """The result for one affected item."""
    if window.item.price is None:
        return EnrichmentResult(window, None, Unprocessable("the item has no usable price"))
    indicators = compute(window.ticks)
    values = [value for value in vars(indicators).values() if value is not None]
    if not all(decimals.storable(value) for value in values):
        return EnrichmentResult(
            window, None, Unprocessable("an indicator is out of the range of DynamoDB")
        )
    return EnrichmentResult(window, indicators)
