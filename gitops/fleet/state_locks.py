"""Locks of Terraform states whose holder is gone.

A lock is broken only when its holder provably is: the workflow run that worked on the environment
has ended, or the lock is older than any job may run.
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
        Failure: there is one, but not by Terraform: nobody can tell whether it may be broken.
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
            f"The lock s3://{bucket}/{key}.tflock cannot be read ({error!r}); remove it once"
            " nobody works on the environment."
        ) from error


def _read(key: str, text: bytes) -> Lock:
    noted: dict[str, Any] = json.loads(text)
    return Lock(key, noted["ID"], noted["Who"], moment(_to_microseconds(noted["Created"])))


def is_orphan(lock: Lock, run_id: int, has_ended: Callable[[int], bool]) -> bool:
    """Whether its holder is provably gone; `run_id` is the run that last worked there, or 0."""
    if datetime.now(UTC) - lock.created > LONGEST_JOB:
        return True
    return bool(run_id) and has_ended(run_id)


def _to_microseconds(text: str) -> str:
    """Terraform writes nanoseconds, of which Python reads six digits only."""
    head, dot, tail = text.rstrip("Z").partition(".")
    return f"{head}{dot}{tail[:6]}+00:00"
