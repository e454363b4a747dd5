"""The command that shows stored prices."""

import sys

from gitops.commands.options import CloudName, Suffix, Where
from market.commands import reading
from market.commands.reading import Exchange, Form, From, Last, Market, To
from market.reading.output import Format, write_ticks


def prices(
    market: Market,
    suffix: Suffix = "dev",
    cloud: Where = CloudName.local,
    *,
    exchange: Exchange = None,
    last: Last = None,
    start: From = None,
    end: To = None,
    form: Form = Format.table,
) -> None:
    """Show the stored prices of a market, oldest first: exact, with their indicators."""
    name, count = reading.market_name(market), reading.last_of(last, start, end)
    since, until = reading.moment(start), reading.moment(end)
    reading.refuse_terminal(form)
    with reading.opened(suffix, cloud) as reader:
        ticks = reader.ticks(name, exchange=exchange, start=since, end=until, last=count)
        written = write_ticks(ticks, form, sys.stdout, sys.stdout.buffer)
        if not written:
            reading.warn_of_nothing(reader, name, exchange)
