"""The command that shows prices and health of an environment in a browser."""

from typing import Annotated

import typer

from gitops.adapters import cloud as clouds
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Refusal
from gitops.adapters.inert import inert
from gitops.commands.options import CloudName, Suffix, Where, suffix_of
from gitops.environment import status
from market.commands import reading
from market.rejects import RejectLog
from market.watch import health, poller
from market.watch.board import Board
from market.watch.server import LiveServer

# A dead environment is to be seen within seconds.
ATTEMPTS = 2


def watch(
    markets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[MARKET[@EXCHANGE]]...",
            help="Markets or series, such as BTC-USD or BTC-USD@kraken:ticker; without one, usual"
            " ones.",
        ),
    ] = None,
    suffix: Suffix = "dev",
    cloud: Where = CloudName.local,
    *,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The local port; 0 picks a free one.")
    ] = 0,
) -> None:
    """Serve a page of live prices, lag, rejects, queues and alarms on this machine; read only.

    It reads while a browser tab shows the page; stop it with Ctrl-C.
    """
    name, where, printer = suffix_of(suffix), clouds.find(cloud), Reporter()
    with reading.opened(suffix, cloud, attempts=ATTEMPTS) as reader:
        chosen = [reading.market_name(each) for each in markets or poller.usual_markets(reader)]
        board = Board(name, cloud.value)
        board.replace_series(poller.series_of(reader, chosen))
        rejects = health.RejectCounts(RejectLog(where, name).since)
        sources = [
            lambda: {"rejects": rejects.count()},
            lambda: health.of_status(status.read(name, where)),
        ]
        server = _server(board, port)
        poller.start(
            [
                poller.PricePoller(board, reader, chosen, lambda text: printer.say(inert(text))),
                poller.HealthPoller(board, sources),
            ]
        )
        printer.say(f"{name} on {cloud.value}: {server.url} (Ctrl-C ends it)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            printer.say("stopped")
        finally:
            server.stop()


def _server(board: Board, port: int) -> LiveServer:
    try:
        return LiveServer(board, port)
    except OSError as error:
        raise Refusal(
            f"Port {port} cannot be used: {error.strerror}; choose another one."
        ) from error
