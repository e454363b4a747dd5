"""Console output: steps with counts and durations; plain lines when output is not a terminal.

In a workflow everything but progress is added to the job summary as well. In every text secrets are
masked, and what would move the cursor, turn the direction of writing or hide is written out.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from textwrap import indent

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.status import Status
from rich.table import Table
from rich.text import Text

from gitops.adapters import actions_run
from gitops.adapters.inert import inert, inert_lines
from policies.engine.secrets import mask_text

WIDTH = 11
TABLE_WIDTH = 160


@dataclass
class ProgressStep:
    """One step in progress: `say` shows progress; set `result` to the outcome."""

    title: str
    result: str = ""
    count: int = 0
    _status: Status | None = None

    def say(self, text: str) -> None:
        """Show progress, on a terminal only."""
        if self._status:
            self._status.update(Text(f"{self.title:<{WIDTH}} {inert(mask_text(text))}"))

    def counted(self, text: str) -> None:
        """Count one completed item and show it."""
        self.count += 1
        self.say(f"{self.count}: {text}")


@dataclass
class Reporter:
    """Prints one line per completed step, and failures in full."""

    out: Console = field(default_factory=lambda: _console(highlight=False))
    errors: Console = field(default_factory=lambda: _console(highlight=False, stderr=True))

    @contextmanager
    def step(self, title: str) -> Iterator[ProgressStep]:
        """Show a step while it runs; print its result and duration when it succeeds."""
        began = time.monotonic()
        step = ProgressStep(title)
        if self.out.is_terminal:
            with self.out.status(Text(f"{title:<{WIDTH}}")) as step._status:  # noqa: SLF001 (our own)
                yield step
        else:
            yield step
        self._line(step, time.monotonic() - began)

    def say(self, text: str) -> None:
        """Print a line of ordinary output."""
        _summarize(text)
        _print(self.out, _shown(text))

    def show(self, table: Table) -> None:
        """Print a table; its width is not limited when output is not a terminal."""
        table.title = _shown(str(table.title or "")) or None
        for column in table.columns:
            column.header = _cell(column.header)
            column._cells = [_cell(one) for one in column.cells]  # noqa: SLF001 (rich has no other way)
        if self.out.is_terminal:
            self.out.print(table, soft_wrap=False)
        else:
            plain = Console(file=self.out.file, width=TABLE_WIDTH, color_system=None, emoji=False)
            plain.print(table)

    def warn(self, text: str) -> None:
        """Print a warning on standard error; the command continues."""
        _summarize(f"warning: {text}")
        _print(self.errors, f"[yellow]warning[/]: {_shown(text)}")

    def fail(self, text: str) -> None:
        """Print why the command failed, on standard error."""
        _summarize(f"failed: {text}")
        _print(self.errors, f"[bold red]failed[/]: {_shown(text)}")

    def _line(self, step: ProgressStep, seconds: float) -> None:
        _summarize(f"ok {step.title:<{WIDTH}} {step.result} ({seconds:.1f} s)")
        result = _shown(step.result)
        _print(self.out, f"[green]ok[/] {step.title:<{WIDTH}} {result} [dim]({seconds:.1f} s)[/]")


def reporter(*, for_machines: bool) -> Reporter:
    """A reporter; on standard error where standard output is what a program or a shell reads."""
    return Reporter(out=_console(stderr=True)) if for_machines else Reporter()


def _console(*, stderr: bool = False, highlight: bool = True) -> Console:
    """One that leaves codes such as `:bomb:` as they are: parts of ARNs look like them."""
    return Console(stderr=stderr, highlight=highlight, soft_wrap=True, emoji=False)


def _print(console: Console, markup: str) -> None:
    """Print a line; a full disk behind standard output does not abort the command."""
    with suppress(OSError):
        console.print(markup)


def _shown(text: str) -> str:
    return escape(_safe(text))


def _safe(text: str) -> str:
    return inert_lines(mask_text(text))


def _cell(cell: RenderableType) -> RenderableType:
    """The cell as text, in which neither markup nor the code of an emoji has an effect."""
    if isinstance(cell, Text):
        shown = _safe(cell.plain)
        return cell if shown == cell.plain else Text(shown, cell.style)
    return Text(_safe(cell)) if isinstance(cell, str) else cell


def _summarize(text: str) -> None:
    """Add the text to the job summary as a code block, in which Markdown has no effect."""
    actions_run.summarize(f"\n{indent(text, '    ')}\n")
