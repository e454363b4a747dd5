"""A picture of the comment on a pull request, rendered by a real browser."""

import subprocess
import tempfile
from pathlib import Path

from markdown_it import MarkdownIt

WEB = Path(__file__).resolve().parents[1] / "web"
WIDTH = "920"
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
  details {{ margin: 0 0 16px; }} summary {{ cursor: pointer; }}
</style>
<body>{body}</body></html>
"""


def write(markdown: str, target: Path) -> None:
    """Render the Markdown and take its picture; needs `npm ci` in tests/web."""
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    with tempfile.NamedTemporaryFile("w", suffix=".html", delete=False) as page:
        page.write(PAGE.format(body=reader.render(markdown)))
    try:
        subprocess.run(
            ["node", "screenshot.mjs", page.name, str(target), WIDTH, "light"], cwd=WEB, check=True
        )
    finally:
        Path(page.name).unlink()
