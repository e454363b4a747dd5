"""The command that checks the settings on GitHub."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from textwrap import wrap
from typing import Annotated

import typer

from gitops.adapters import github_client, github_login
from gitops.adapters.markdown import visible
from gitops.approval import doctor as checks
from gitops.approval.doctor.api import Api
from gitops.approval.doctor.rows import Row, State

WIDTH = 80
INDENT = " " * 9
LONGEST_DETAIL = 1_000
FOUND = 1


def doctor(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Check the GitHub settings that people forget: rules, reviewers, variables, trust.

    It only reads, with GITHUB_TOKEN or the token of `gh`; an administrator's token reads
    everything. Each finding comes with the command that fixes it. Exit code 1 if anything is open
    or unknown.
    """
    environ = github_login.login()
    repository = github_client.connect(environ)
    name = environ[github_client.REPOSITORY]
    rows = checks.examine(Api(repository, name))
    if as_json:
        document = {"repository": name, "rows": [asdict(each) for each in rows]}
        sys.stdout.write(json.dumps(document, indent=2) + "\n")
    else:
        # Not through the console: rich reads the backslash that continues a command.
        sys.stdout.write("".join(f"{line}\n" for line in lines(rows)))
    if any(each.state is not State.ok for each in rows):
        raise typer.Exit(FOUND)


def lines(rows: Sequence[Row]) -> Iterator[str]:
    """Every row in lines of at most 80 columns; then each command once, as it can be copied."""
    for each in rows:
        yield from wrap(f"{each.state:<8} {each.what}", WIDTH, subsequent_indent=INDENT)
        if each.detail:
            detail = visible(each.detail, LONGEST_DETAIL)
            yield from wrap(detail, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT)
    open_rows = [each for each in rows if each.state is not State.ok]
    for fix in dict.fromkeys(each.fix for each in open_rows if each.fix):
        yield ""
        for each in open_rows:
            if each.fix == fix:
                yield from wrap(f"# {each.what}", WIDTH, subsequent_indent="# ")
        yield from fix.splitlines()
    count = {state: sum(each.state is state for each in rows) for state in State}
    yield ""
    yield ", ".join(f"{number} {state}" for state, number in count.items())
