"""Writes into docs/operations.md what the synthesized alarms say: `python -m tests.stacks.runbook`.

That is the table at its top, and the condition of the alarm in each entry.
"""

import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from gitops.adapters.package import package
from tests.pipelines import CRYPTO, MARKET
from tests.stacks.synthesis import Document, synthesized

PAGE = Path(__file__).resolve().parents[2] / "docs" / "operations.md"
ENTRY = re.compile(r"^### (?P<name>\S+)\n(?P<text>.*?)(?=^##|\Z)", re.DOTALL | re.MULTILINE)
TABLE = re.compile(
    r"(?<=<!-- alarms: python -m tests.stacks.runbook -->\n).*?(?=<!-- end -->)", re.DOTALL
)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
SEVERITY = re.compile(r"^- Severity: (\w+)\.$", re.MULTILINE)


def described(*stacks: Document) -> dict[str, str]:
    """Entry -> the condition of its alarm, from the descriptions of the alarms."""
    found = {}
    for stack in stacks:
        for alarm in stack["resource"]["aws_cloudwatch_metric_alarm"].values():
            what, _, entry = alarm["alarm_description"].rpartition(" docs/operations.md#")
            # The alarms of the exchanges share an entry.
            name = alarm["alarm_name"].removesuffix("-pr-7")
            exchange = name.removeprefix(entry).removeprefix("-")
            found[entry] = what.replace(exchange, "an exchange") if exchange else what
    return found


def written(page: str, conditions: Mapping[str, str]) -> str:
    """The page with what the alarms say now; an entry without an alarm stays as it is."""

    def entry(found: re.Match[str]) -> str:
        what = f" {conditions[found['name']]}" if found["name"] in conditions else ""
        return re.sub(r"^- Condition:.*$", f"- Condition:{what}", found[0], flags=re.MULTILINE)

    page = ENTRY.sub(entry, page)
    return TABLE.sub("\n".join([*_rows(page, conditions), ""]), page)


def _rows(page: str, conditions: Mapping[str, str]) -> Iterator[str]:
    yield "| alarm | severity | condition | first command |"
    yield "|---|---|---|---|"
    for name, text in ENTRY.findall(page):
        if name in conditions:
            [severity], [(_, commands), *_] = SEVERITY.findall(text), BLOCK.findall(text)
            first = commands.splitlines()[0].replace("|", r"\|")
            yield f"| [{name}](#{name}) | {severity} | {conditions[name]} | `{first}` |"


def main() -> None:
    """Rewrite the page."""
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with tempfile.TemporaryDirectory() as folder:
        artifacts = Path(folder, "artifacts")
        package(artifacts)
        stacks = (synthesized(Path(folder, each), artifacts, each) for each in (CRYPTO, MARKET))
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), described(*stacks)), "utf-8")


if __name__ == "__main__":
    main()
