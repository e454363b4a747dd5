"""Begins a stack: its file, its line in the table of stacks, and its tests."""

from pathlib import Path

from gitops.adapters.errors import Refusal
from gitops.adapters.paths import ROOT
from gitops.adapters.project import project
from gitops.scaffold import files

# A queue's name has at most 80 characters, and the stack's is `<stack>-queue-<suffix>`:
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
LONGEST = 80 - len("-queue") - files.SUFFIX_LENGTH
# What `--stack` takes for all of them.
ALL = "all"
TABLE, FIRST, LAST = "stacks/__main__.py", "STACKS = {\n", "}\n"


def write(name: str, root: Path = ROOT) -> list[Path]:
    """Write the files of a stack; synthesis refuses it until it is filled in.

    Raises:
        Refusal: the name cannot be used, or is taken; nothing is written.
    """
    package = files.package_of(name, "stack", LONGEST, "order-book")
    if name in (ALL, project().account_stack):
        raise Refusal(f"{name!r} cannot name a stack: it has a meaning already.")
    kind = "".join(part.title() for part in name.split("-"))
    words = {"name": name, "package": package, "class": kind}
    found = files.render("stack", root, words)
    table = root / TABLE
    found[table] = _with_line(table.read_text(), f'    "{name}": "stacks.{package}:{kind}",\n')
    return files.write(found)


def _with_line(text: str, line: str) -> str:
    before, first, rest = text.partition(FIRST)
    lines, last, after = rest.partition(LAST)
    if not first or not last:
        raise Refusal(f"{TABLE} has no table {FIRST.strip()} ... {LAST.strip()} to add a line to.")
    return f"{before}{first}{lines}{line}{last}{after}"
