"""Which guards of main a pull request changes: policies, waivers, controls, workflows, the gate.

A finding that main's policies have although the pull request's own run passed is allowed by the
pull request itself. Who reviews it must see that, and where. All is read from the list of changed
files, as data.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from github.File import File
from github.Repository import Repository

from gitops.adapters.github_client import github_errors

Guard = Mapping[str, str]
# What the pull request's own run is evaluated by.
EVALUATES = re.compile(r"(policies|gitops|\.github/workflows|\.github/actions)/.+|pyproject\.toml")
# Who must review, and what a workflow may contain. GitHub takes the first CODEOWNERS of three.
# docs/claims.md#codeowners-places
PLACED = re.compile(r"(\.github/|docs/)?CODEOWNERS|(\.github/)?zizmor\.ya?ml")
WORKFLOWS = (".github/workflows/", ".github/actions/")
# What holds less if a file of it is changed or removed: policies, the gate, what a reviewer sees.
HOLDING = re.compile(r"(policies|gitops/(admission|approval|plans|review))/.+")
# What holds less if such a line of it comes or goes; a new table takes the keys below it along.
NEW_TABLE = r"|^.\s*\[|\"{3}|'{3}"
LINES = {
    "pyproject.toml": re.compile(rf"approval|[\"'](environment|review|none)[\"']{NEW_TABLE}"),
    "environments.toml": re.compile(rf"protected{NEW_TABLE}"),
}
# GitHub lists no more files of a pull request.
# https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files, copies read 2026-11-26
MOST_FILES = 3_000
PERMISSIONS = "changes permissions"
# Words of who a workflow acts as, however YAML writes them.
PERMISSION = re.compile(r"permissions|environment|id-token|\b(?:read|write)(?:-all)?\b|\brole\b")
UNLISTED: Guard = {
    "file": f"beyond the first {MOST_FILES} files",
    "line": "1",
    "what": PERMISSIONS,
    "text": "",
}
HUNK = re.compile(r"@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@")


def changed(repository: Repository, number: int) -> list[Guard]:
    """Each guard that the pull request changes: its `file`, first changed `line`, `what`, `text`.

    `text` holds the changed lines, by which a finding finds its waiver.

    Raises:
        Failure: GitHub refused, or could not be reached.
    """
    with github_errors(f"list the files of pull request {number}"):
        found = list(repository.get_pull(number).get_files())
    listed = [_guard(file) for file in found if _is_guard(file)]
    return [*listed, UNLISTED] if len(found) >= MOST_FILES else listed


def weakened(guards: Sequence[Guard]) -> list[str]:
    """The guards that may hold less than on main, as `file:line what`: for whoever reviews."""
    return [f"{_where(guard)} {guard['what']}" for guard in guards if _may_hold_less(guard)]


def allowing(policy: str, guards: Sequence[Guard]) -> str:
    """`file:line` of what lets a finding of the policy pass in the pull request's own run.

    That is the policy's file, else a file whose changed lines name it, else any other guard. Empty
    if no guard is changed: then main became stricter since.
    """
    own = re.compile(rf"policies/(.+/)?{re.escape(policy)}\.py")
    matches: tuple[Callable[[Guard], object], ...] = (
        lambda guard: own.fullmatch(guard["file"]),
        lambda guard: policy in guard["text"],
        lambda _guard: True,
    )
    evaluating = [guard for guard in guards if EVALUATES.fullmatch(guard["file"])]
    found = (guard for match in matches for guard in evaluating if match(guard))
    return next(map(_where, found), "")


def _may_hold_less(guard: Guard) -> bool:
    name = guard["file"]
    if guard["what"] == PERMISSIONS or PLACED.fullmatch(name):
        return True
    if name in LINES:
        lines = guard["text"].splitlines()
        return not lines or any(map(LINES[name].search, lines))
    return guard["what"] != "added" and bool(HOLDING.fullmatch(name))


def _where(guard: Guard) -> str:
    return f"{guard['file']}:{guard['line']}"


def _is_guard(file: File) -> bool:
    return any(map(_is_guarding, filter(None, (file.previous_filename, file.filename))))


def _is_guarding(name: str) -> bool:
    return name in LINES or any(one.fullmatch(name) for one in (EVALUATES, PLACED))


def _guard(file: File) -> Guard:
    lines = list(_changed_lines(file.patch or ""))
    was = file.previous_filename or ""
    return {
        "file": was if _is_guarding(was) else file.filename,
        "line": str(lines[0][0] if lines else 1),
        "what": _what(file, [text for _, text in lines]),
        "text": "\n".join(text for _, text in lines),
    }


def _what(file: File, lines: Sequence[str]) -> str:
    """A workflow that comes, goes or is too large for a patch may have any permissions."""
    names = filter(None, (file.previous_filename, file.filename))
    if any(name.startswith(WORKFLOWS) for name in names) and (
        file.status != "modified" or not lines or any(map(PERMISSION.search, lines))
    ):
        return PERMISSIONS
    return str(file.status)


def _changed_lines(patch: str) -> Iterator[tuple[int, str]]:
    """The number in the new file and the text, with its sign, of each changed line of a patch."""
    number = 1
    for line in patch.splitlines():
        if match := HUNK.match(line):
            number = int(match[1])
        elif line.startswith(("+", "-")):
            yield max(number, 1), line
            number += line.startswith("+")
        else:
            number += 1
