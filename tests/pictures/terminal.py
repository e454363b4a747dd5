"""A picture of what a command printed, as a terminal shows it."""

import io
import re
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from rich.text import Text

COLUMNS = 104
# Rich names a font of a foreign host; GitHub would not load it, and the reader's own is good.
TEMPLATE = re.sub(r"@font-face {{.*?}}\n", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)


# What a page shows beside the picture, for who cannot see one.
BLOCK = re.compile(r"(?<=```text\n).*?(?=\n```\n)", re.DOTALL)


def lines(printed: str) -> list[str]:
    """The lines as wide as the terminal is."""
    return [
        line if len(line) <= COLUMNS else f"{line[: COLUMNS - 1]}…" for line in printed.splitlines()
    ]


def write_text(printed: str, page: Path) -> None:
    """Put the lines into the one block of text of a page."""
    text = page.read_text(encoding="utf-8")
    (_,) = BLOCK.findall(text)
    shown = "\n".join(lines(printed))
    page.write_text(BLOCK.sub(lambda _: shown, text), encoding="utf-8")


def write(command: str, printed: str, target: Path) -> None:
    """Draw the command and its lines as SVG, each step's outcome in its colour."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO())
    console.print(Text(f"$ {command}", style="bold"))
    for line in lines(printed):
        console.print(_coloured(line), no_wrap=True)
    drawn = console.export_svg(
        title="market-pipelines",
        theme=DEFAULT_TERMINAL_THEME,
        code_format=TEMPLATE,
        unique_id="terminal",  # otherwise a number that changes with the text
    )
    # The frame that Rich draws for its dark theme is white.
    target.write_text(drawn.replace("rgba(255,255,255,0.35)", "#d1d9e0"), encoding="utf-8")


def _coloured(line: str) -> Text:
    text = Text(line)
    for word, style in {"ok ": "bold green", "failed ": "bold red"}.items():
        if line.startswith(word):
            text.stylize(style, 0, len(word))
    return text
