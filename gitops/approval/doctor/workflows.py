"""What the workflow files name: variables, environments, and what a merge must wait for.

Nobody keeps a list: what a file reads is found in its text. `docs/workflows.md` says which part of
the language the files use; a test compares this reading with that of a YAML parser.
"""

import re
from collections.abc import Iterator

from gitops.adapters.paths import ROOT

FOLDER = ROOT / ".github" / "workflows"
PULL_REQUEST = "pull-request.yml"
VARIABLE = re.compile(r"\bvars\.([A-Za-z_][A-Za-z0-9_]*)")
# `environment: name`, `environment: {name: name, ...}` and `name: name` on the line below.
ENVIRONMENT = re.compile(
    r"^    environment:(?:[ ]+\{[ ]*name:)?\s+(?:name:[ ]+)?[\"']?([A-Za-z0-9_.-]+)", re.MULTILINE
)
# The command that sets the status `review/<suffix>`.
STATUS = re.compile(r"gitops review status --suffix ([a-z0-9-]+)")
JOB = re.compile(r"^  ([A-Za-z0-9_-]+):$", re.MULTILINE)
CONDITION = re.compile(r"^    if:", re.MULTILINE)


def variables() -> list[str]:
    """The names of the variables that the workflows read, sorted."""
    return sorted({name for text in _texts() for name in VARIABLE.findall(text)})


def environments() -> list[str]:
    """The GitHub environments that jobs of the workflows name, sorted."""
    return sorted({name for text in _texts() for name in ENVIRONMENT.findall(text)})


def required_contexts() -> list[str]:
    """The checks that a merge must wait for: jobs of a pull request, and statuses of its review."""
    statuses = {f"review/{name}" for text in _texts() for name in STATUS.findall(text)}
    return [*_unconditional_jobs(), *sorted(statuses)]


def _unconditional_jobs() -> list[str]:
    """The jobs that every pull request runs; GitHub takes a skipped job for a passed one."""
    path = FOLDER / PULL_REQUEST
    text = path.read_text() if path.is_file() else ""
    jobs = JOB.split(text.partition("\njobs:\n")[2])[1:]
    return [
        name for name, body in zip(jobs[::2], jobs[1::2], strict=True) if not CONDITION.search(body)
    ]


def _texts() -> Iterator[str]:
    for path in sorted(FOLDER.glob("*.yml")):
        yield path.read_text()
