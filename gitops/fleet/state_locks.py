"""Orphaned locks of Terraform states.

A lock is broken only when its holder is provably gone: the workflow run that last changed the
environment has ended, or the lock is older than the longest job.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure
from gitops.environment.record import moment

# GitHub ends a job after six hours at the latest.
# https://docs.github.com/en/actions/reference/limits
LONGEST_JOB = timedelta(hours=6)


@dataclass(frozen=True)
class Lock:
    """Who holds the lock of a state, as Terraform noted it."""

    key: str
    id: str
    who: str
    created: datetime


def find(bucket: str, key: str, cloud: Cloud) -> Lock | None:
    """The lock of the state at `key`; None if it is free.

    Raises:
        Failure: the lock object has an unknown format, so it cannot be checked.
    """
    store = client(cloud, "s3")
    try:
        text = store.get_object(Bucket=bucket, Key=f"{key}.tflock")["Body"].read()
    except store.exceptions.NoSuchKey:
        return None
    try:
        return _read(key, text)
    except (KeyError, TypeError, ValueError) as error:
        raise Failure(
            f"Cannot read the lock s3://{bucket}/{key}.tflock ({error!r}). Delete it once"
            " no command is running on the environment."
        ) from error


def _read(key: str, text: bytes) -> Lock:
    noted: dict[str, Any] = json.loads(text)
    return Lock(key, noted["ID"], noted["Who"], moment(_to_microseconds(noted["Created"])))


def is_orphan(lock: Lock, run_id: int, has_ended: Callable[[int], bool]) -> bool:
    """Whether its holder is provably gone; `run_id` is the last run on the environment, or 0."""
    if datetime.now(UTC) - lock.created > LONGEST_JOB:
        return True
    return bool(run_id) and has_ended(run_id)


def _to_microseconds(text: str) -> str:
    """Terraform writes nanoseconds, of which Python reads six digits only."""
    head, dot, tail = text.rstrip("Z").partition(".")
    return f"{head}{dot}{tail[:6]}+00:00"
