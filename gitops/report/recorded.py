"""Reads what `make bench` and `make policies-mutation` left in the build folder."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gitops.adapters.errors import Failure
from policies.mutation.report import VERSION


@dataclass(frozen=True)
class MutationRun:
    """When the mutation run ended, how many mutants policies caught, and what was wrong."""

    made: str
    mutants: int
    caught: int
    policies: int
    faults: Sequence[str]


def benchmarks(path: Path) -> tuple[list[dict[str, float]], list[int]]:
    """The numbers of each run of `make bench`, and the lines that are no run.

    A run that was interrupted, or a full disk, leaves half a line.
    """
    lines = path.read_bytes().splitlines() if path.is_file() else []
    found = [_run(line) for line in lines]
    skipped = [number for number, run in enumerate(found, 1) if run is None]
    return [run for run in found if run is not None], skipped


def _run(line: bytes) -> dict[str, float] | None:
    try:
        run = json.loads(line)
        return dict(_numbers(run)) if isinstance(run, Mapping) else None
    except (OverflowError, RecursionError, ValueError):
        return None


def _numbers(run: Mapping[str, object]) -> Iterator[tuple[str, float]]:
    for name, value in run.items():
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            raise ValueError(f"{name} is no number")
        yield name, value


def mutation(path: Path) -> MutationRun | None:
    """What `make policies-mutation` found; None if it did not run.

    Raises:
        Failure: the file is not of the shape that it writes.
    """
    if not path.is_file():
        return None
    try:
        return _mutation(json.loads(path.read_bytes()))
    except (KeyError, RecursionError, TypeError, ValueError) as error:
        raise Failure(
            f"{path} is not what `make policies-mutation` writes ({type(error).__name__}: {error});"
            " run it again."
        ) from error


def _mutation(found: Mapping[str, Any]) -> MutationRun:
    if found["version"] != VERSION:
        raise ValueError(f"version {found['version']}, not {VERSION}")
    return MutationRun(
        str(found["made"]),
        int(found["mutants"]),
        int(found["caught"]),
        int(found["policies"]),
        [str(one) for one in found["faults"]],
    )
