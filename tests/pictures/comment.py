"""A picture of the comment on a pull request, rendered by a real browser."""

import re
import subprocess
import tempfile
from pathlib import Path

from markdown_it import MarkdownIt

WEB = Path(__file__).resolve().parents[1] / "web"
WIDTH = "920"
# A headless machine has no font with emoji.
SYMBOLS = {
    "✅": ("#1a7f37", "M4 9l3.5 3.5L14 6"),
    "⚠️": ("#bf8700", "M9 4v6M9 13v.5"),
    "⛔": ("#cf222e", "M4 9h10"),
}
# Close to what GitHub shows; the words and tables are the comment's own.
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Plan</title>
<style>
  body {{ font: 14px/1.5 system-ui, "Noto Sans", Helvetica, Arial, sans-serif; margin: 24px;
         color: #1f2328; background: #fff; overflow-wrap: anywhere; }}
  table {{ border-collapse: collapse; margin: 0 0 16px; }}
  th, td {{ border: 1px solid #d1d9e0; padding: 6px 13px; text-align: left; }}
  code {{ background: #818b981f; border-radius: 6px; padding: .2em .4em; font-size: 85%; }}
  pre {{ background: #f6f8fa; border-radius: 6px; padding: 16px; overflow: auto; }}
  pre code {{ background: none; padding: 0; }}
  h2, h3 {{ border-bottom: 1px solid #d1d9e0b3; padding-bottom: .3em; }}
  .diff-2b {{ color: #116329; }} .diff-2d {{ color: #82071e; }} .diff-21 {{ color: #953800; }}
  details {{ margin: 0 0 16px; }} summary {{ cursor: pointer; }}
</style>
<body>{body}</body></html>
"""


def write(markdown: str, target: Path) -> None:
    """Render the Markdown and take its picture; needs `npm ci` in tests/web."""
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    body = _with_colours(_with_symbols(_with_changes_open(reader.render(markdown))))
    with tempfile.NamedTemporaryFile("w", suffix=".html", delete=False) as page:
        page.write(PAGE.format(body=body))
    try:
        subprocess.run(
            ["node", "screenshot.mjs", page.name, str(target), WIDTH, "light"], cwd=WEB, check=True
        )
    finally:
        Path(page.name).unlink()


def _with_changes_open(body: str) -> str:
    """What a reviewer opens first: the changes of each stack, which stand above the policies."""
    changes, policies, rest = body.partition("<h3>Policies")
    return changes.replace("<details>", "<details open>") + policies + rest


def _with_symbols(body: str) -> str:
    for symbol, (colour, path) in SYMBOLS.items():
        drawn = f'<rect width="18" height="18" rx="4" fill="{colour}"/>'
        line = f'<path d="{path}" stroke="#fff" stroke-width="2" fill="none"/>'
        body = body.replace(symbol, f'<svg width="18" height="18">{drawn}{line}</svg>')
    return body


def _with_colours(body: str) -> str:
    """Lines that begin with +, - or ! as GitHub colours them in a block of differences."""
    return re.sub(
        r"(?m)^(<pre><code class=\"language-diff\">)?([+!-]) .*$",
        lambda line: (
            f'{line[1] or ""}<span class="diff-{ord(line[2]):x}">'
            f"{line[0].removeprefix(line[1] or '')}</span>"
        ),
        body,
    )
