"""Runs one function for several items in parallel, and stops in order when interrupted."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

from gitops.adapters import processes
from gitops.adapters.errors import Failure

Thing = TypeVar("Thing")
Result = TypeVar("Result")


def each(things: Iterable[Thing], do: Callable[[Thing], Result]) -> list[Result]:
    """What `do` returns for every thing, in their order; all of them run at once.

    Only the main thread hears an interrupt: it is passed on to every child process, all are
    awaited, and then it is raised.

    Raises:
        Failure: of those that failed, all reasons.
    """
    chosen = list(things)
    with ThreadPoolExecutor(max_workers=len(chosen) or 1) as pool:
        futures = [pool.submit(do, thing) for thing in chosen]
        _await(futures)
    failures = [error for future in futures if isinstance(error := future.exception(), Failure)]
    if len(failures) > 1:
        raise Failure("\n".join(str(failure) for failure in failures))
    return [future.result() for future in futures]


def _await(futures: list[Future[Result]]) -> None:
    interrupt: KeyboardInterrupt | None = None
    while True:
        try:
            wait(futures)
            break
        except KeyboardInterrupt as received:
            if interrupt is None:
                processes.interrupt_running()
            interrupt = received
    if interrupt is not None:
        raise interrupt
