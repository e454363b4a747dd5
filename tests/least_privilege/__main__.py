"""python -m tests.least_privilege RECORDING: which grants its requests need; fails on others."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.least_privilege import recording, register, replay
from tests.least_privilege.grants import Grant

CLASSES = ("used", "invisible", "unused")


def main(argv: list[str]) -> int:
    """Print the table and a sentence for each fault; the result is the exit code."""
    recorded = recording.read(json.loads(Path(argv[0]).read_text()))
    roles = recording.made_roles(recorded)
    grants, rows = replay.used(recorded, replay.of_functions(roles)), register.rows()
    faults = [*silent(roles, grants), *register.faults(grants, rows)]
    print("\n".join([*table(register.classes(grants, rows)), "", *faults]))  # noqa: T201 (a command)
    return bool(faults)


def silent(roles: Iterable[str], grants: Iterable[Grant]) -> list[str]:
    """A sentence for each role without a recorded request: nothing is known of its grants."""
    heard = {each.policy for each in grants}
    return [f"{role}: made no recorded request." for role in sorted(set(roles) - heard)]


def table(classes: Mapping[Grant, str]) -> list[str]:
    """The number of grants by policy and class."""
    counts: dict[str, Counter[str]] = {}
    for grant, kind in classes.items():
        counts.setdefault(grant.policy, Counter())[kind] += 1
    head = f"{'policy':<44}" + "".join(f"{each:>11}" for each in CLASSES)
    return [head, *(_line(policy, counts[policy]) for policy in sorted(counts))]


def _line(policy: str, count: Counter[str]) -> str:
    return f"{policy:<44}" + "".join(f"{count[each]:>11}" for each in CLASSES)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
