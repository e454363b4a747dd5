"""A picture of what a command printed, as a terminal shows it."""

import io
from pathlib import Path

from rich.console import Console
from rich.text import Text

COLUMNS = 110


def write(printed: str, target: Path) -> None:
    """Draw the lines as SVG, each step's outcome in its colour."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO())
    console.print(Text.assemble(("$ ", "bold"), ("make cycle", "bold")))
    for line in printed.splitlines():
        console.print(_coloured(line))
    console.save_svg(str(target), title="market-pipelines")


def _coloured(line: str) -> Text:
    text = Text(line)
    for word, style in {"ok ": "green", "failed ": "red"}.items():
        if line.startswith(word):
            text.stylize(style, 0, len(word))
    return text
