"""python -m tests.least_privilege.deployment RECORDING: the same for the roles of GitHub Actions.

RECORDING is what `tests.least_privilege.rehearse` wrote. With `--write` the requests that need a
grant replace `needed.json`, which each commit decides again.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from stacks.bootstrap import TRUSTED
from stacks.permissions.managers import PROTECTED
from tests.least_privilege import needed, recording, register, replay
from tests.least_privilege.__main__ import silent, table
from tests.least_privilege.grants import Grant
from tests.least_privilege.needed import PREFIX
from tests.least_privilege.recording import Recorded

# The one that is rehearsed of those that one role deploys.
REHEARSED = "dev"
WRITE = "--write"


def main(argv: list[str]) -> int:
    """Print the table and a sentence for each fault; the result is the exit code."""
    recorded = list(everywhere(recording.read(json.loads(Path(argv[0]).read_text()))))
    used = replay.used(recorded, replay.of_deployment)
    if WRITE in argv:
        needed.write(needed.entries(used))
    text, faults = evaluated(used)
    print("\n".join([*text, "", *faults]))  # noqa: T201 (a command)
    return bool(faults)


def evaluated(used: Mapping[Grant, Recorded | None]) -> tuple[list[str], list[str]]:
    """The table of the grants, and a sentence for each fault."""
    rows = register.rows(register.DEPLOYMENT)
    roles = {f"{PREFIX}{role}" for role in TRUSTED}
    faults = [*silent(roles, used), *register.faults(used, rows)]
    return table(register.classes(used, rows)), faults


def everywhere(recorded: list[Recorded]) -> Iterator[Recorded]:
    """The requests of the roles, in every environment that stays: only one was rehearsed.

    Raises:
        ValueError: one is allowed in the rehearsed environment only.
    """
    for each in recording.of_runs(recorded):
        yield each
        for suffix in PROTECTED:
            other = recording.elsewhere(each, REHEARSED, suffix)
            if not other.allowed:
                raise ValueError(f"{other.request.action} on {other.request.resource} is denied")
            yield other


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
