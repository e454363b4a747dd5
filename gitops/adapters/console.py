"""What a person sees: steps with counts and times; plain lines where nobody watches a terminal.

In a workflow all of it stands in the summary of the job, too, but for what is progress only.
Secrets are masked in every line.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from textwrap import indent

from rich.console import Console
from rich.markup import escape
from rich.status import Status
from rich.table import Table

from gitops.adapters import actions_run
from policies.engine.secrets import mask_text

WIDTH = 11
TABLE_WIDTH = 160


@dataclass
class Step:
    """One step in progress: `say` what is happening now, set `result` to what came of it."""

    title: str
    result: str = ""
    count: int = 0
    _status: Status | None = None

    def say(self, text: str) -> None:
        """Show what is happening, on a terminal only."""
        if self._status:
            self._status.update(f"{self.title:<{WIDTH}} {_shown(text)}")

    def counted(self, text: str) -> None:
        """Count one more thing done and show it."""
        self.count += 1
        self.say(f"{self.count}: {text}")


@dataclass
class Reporter:
    """Prints steps as they end, one line each, and failures in full."""

    out: Console = field(default_factory=lambda: Console(highlight=False, soft_wrap=True))
    errors: Console = field(
        default_factory=lambda: Console(stderr=True, highlight=False, soft_wrap=True)
    )

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """Show a step while it runs; print its result and time when it ends well."""
        began = time.monotonic()
        step = Step(title)
        if self.out.is_terminal:
            with self.out.status(f"{title:<{WIDTH}}") as step._status:  # noqa: SLF001
                yield step
        else:
            yield step
        self._line(step, time.monotonic() - began)

    def say(self, text: str) -> None:
        """Print a line of ordinary output."""
        _summarize(text)
        _print(self.out, _shown(text))

    def show(self, table: Table) -> None:
        """Print a table, as wide as it needs to be where nobody watches a terminal."""
        if self.out.is_terminal:
            self.out.print(table, soft_wrap=False)
        else:
            Console(file=self.out.file, width=TABLE_WIDTH, color_system=None).print(table)

    def warn(self, text: str) -> None:
        """Print what somebody should know though the command goes on, on standard error."""
        _summarize(f"warning: {text}")
        _print(self.errors, f"[yellow]warning[/]: {escape(text)}")

    def fail(self, text: str) -> None:
        """Print why the command failed, on standard error."""
        _summarize(f"failed: {text}")
        _print(self.errors, f"[bold red]failed[/]: {_shown(text)}")

    def _line(self, step: Step, seconds: float) -> None:
        _summarize(f"ok {step.title:<{WIDTH}} {step.result} ({seconds:.1f} s)")
        result = _shown(step.result)
        _print(self.out, f"[green]ok[/] {step.title:<{WIDTH}} {result} [dim]({seconds:.1f} s)[/]")


def _print(console: Console, markup: str) -> None:
    """Print a line; what is half done is not left so because the file behind it is full."""
    with suppress(OSError):
        console.print(markup)


def _shown(text: str) -> str:
    return escape(mask_text(text))


def _summarize(text: str) -> None:
    """As a block of code, in which no name means anything to Markdown."""
    actions_run.summarize(f"\n{indent(text, '    ')}\n")
