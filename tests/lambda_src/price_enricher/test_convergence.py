"""Whatever happens on the way, in the end every item has the indicators of the stored series."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.lambda_src.price_enricher.assertions import assert_exact
from tests.lambda_src.price_enricher.concurrent_enrichers import Actor
from tests.lambda_src.price_enricher.fakes import harness

if TYPE_CHECKING:
    from collections.abc import Mapping

SYMBOLS = st.sampled_from(["BTC", "BTC", "ETH"])
# Most ticks come late, and prices are so few that series come back to themselves.
TIMES = st.integers(0, 100)
PRICES = st.integers(1, 3) | st.none()
VOLUMES = st.sampled_from([None, Decimal(0), Decimal("1.5")])


class Convergence(RuleBasedStateMachine):
    """Ticks arrive in any order; batches are cut anywhere, delivered twice, and die anywhere."""

    def __init__(self) -> None:
        super().__init__()
        self.env = harness()
        self.stream: list[Mapping[str, Any]] = []
        self.delivered: list[Mapping[str, Any]] = []
        self.actors: list[Actor] = []

    @initialize(count=st.integers(0, 45), price=PRICES)
    def begin(self, count: int, price: int | None) -> None:
        """A history that stands right, of prices that come and go."""
        records = [
            self.env.table.add("BTC", 2 * number, number % 3 + 1 if number % 7 else price)
            for number in range(count)
        ]
        assert self.env.process(records).checkpoint() is None

    @rule(ticks=st.lists(st.tuples(SYMBOLS, TIMES, PRICES, VOLUMES), min_size=1, max_size=12))
    def arrive(self, ticks: list[tuple[str, int, int | None, Decimal | None]]) -> None:
        for symbol, time, price, volume in ticks:
            if (symbol, Decimal(time)) not in self.env.table.items:
                self.stream.append(self.env.table.add(symbol, time, price, volume))

    @precondition(lambda self: self.stream)
    @rule(size=st.integers(1, 10))
    def deliver(self, size: int) -> None:
        batch, self.stream = self.stream[:size], self.stream[size:]
        self.delivered += batch
        self.actors.append(Actor(self.env, batch))

    @precondition(lambda self: self.delivered)
    @rule(data=st.data())
    def redrive(self, data: st.DataObject) -> None:
        some = data.draw(st.lists(st.sampled_from(self.delivered), min_size=1, max_size=4))
        self.actors.append(Actor(self.env, some))

    @precondition(lambda self: self._running())
    @rule(data=st.data(), calls=st.integers(1, 8))
    def go_on(self, data: st.DataObject, calls: int) -> None:
        actor = data.draw(st.sampled_from(self._running()))
        for _ in range(calls):
            if not actor.is_over:
                actor.step()

    @precondition(lambda self: self._running())
    @rule(data=st.data(), when=st.sampled_from(["before", "after"]))
    def die(self, data: st.DataObject, when: str) -> None:
        data.draw(st.sampled_from(self._running())).step(when)

    def teardown(self) -> None:
        for actor in self.actors:
            while not actor.is_over:
                actor.step()
        left = [actor.records for actor in self.actors if not actor.is_done]
        for records in [*left, self.stream]:
            assert self.env.process(records).checkpoint() is None
        assert_exact(self.env.table)

    def _running(self) -> list[Actor]:
        return [actor for actor in self.actors if not actor.is_over]


Convergence.TestCase.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
TestConvergence = Convergence.TestCase
