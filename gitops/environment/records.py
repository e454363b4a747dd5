"""Which environment a command works on, and that only one command at a time does."""

import fcntl
import getpass
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from gitops.adapters.actions_run import run
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Refusal
from gitops.adapters.files import write_atomically
from gitops.adapters.paths import EnvironmentPaths
from gitops.environment import recorded_names
from gitops.environment.record import Record, moment, parse, rfc3339, text
from gitops.environment.registry import LocalRegistry, Registry, registry_of
from gitops.environment.settings import is_protected

Names = Mapping[str, Mapping[str, str]]
# Long enough for a slow test run by hand; sweeps read in the tag ExpiresAt when it is over.
LIFETIME = timedelta(hours=4)
# What a synthesis of this morning began must not expire soon after the deploy of this afternoon.
DRAFT_LIFETIME = timedelta(hours=1)


def recorded(suffix: str, registry: Registry | None = None) -> Record:
    """The record of the environment, or what it would begin with: only `register` makes one.

    ExpiresAt is computed here, once: synthesis knows no clock, so a second synthesis is equal.
    """
    return (registry or LocalRegistry()).read(suffix) or _draft(suffix)


def _draft(suffix: str) -> Record:
    path, now = EnvironmentPaths(suffix).draft, datetime.now(UTC).replace(microsecond=0)
    with suppress(OSError, ValueError):
        kept = parse(suffix, path.read_bytes())
        fresh = now - moment(kept.created) < DRAFT_LIFETIME
        if fresh and bool(kept.expires) != is_protected(suffix):
            return kept
    expires = "" if is_protected(suffix) else rfc3339(now + LIFETIME)
    record = Record(suffix, rfc3339(now), expires)
    write_atomically(path, text(record).encode())
    return record


def check_cloud(record: Record, cloud: Cloud) -> None:
    """Refuse to work on an environment in a cloud where it does not live.

    The record and the states of an embedded cloud that has ended describe nothing and are dropped.

    Raises:
        Refusal: the environment lives in another cloud.
    """
    if record.cloud and record.cloud != cloud.name:
        raise Refusal(
            f"Environment {record.suffix} was deployed with --cloud {record.cloud}; use that,"
            " destroy it first, or choose another suffix."
        )
    if record.identity and record.identity != cloud.identity:
        LocalRegistry().remove(record.suffix, ())


def register(record: Record, cloud: Cloud, stacks: Names | None = None) -> Record:
    """Note, before the first resource is made, where the environment lives and whose it is.

    From then on `stacks` are its own, beside those that were before. Returns the new record.
    """
    noted = replace(
        record,
        cloud=cloud.name,
        identity=cloud.identity,
        owner=os.environ.get("GITHUB_ACTOR") or getpass.getuser(),
        run_id=run().id,
        commit=run().head_sha or record.commit,
        stacks=recorded_names.merged(record.stacks, stacks or {}),
    )
    registry_of(cloud).write(noted)
    return noted


def note_deployed(record: Record, cloud: Cloud, stacks: Names, gone: Collection[str]) -> None:
    """Note, after a deploy, that of `stacks` only these resources are there, of `gone` none."""
    others = {name: known for name, known in (record.stacks or {}).items() if name not in gone}
    registry_of(cloud).write(replace(record, stacks={**others, **stacks}))


def without(record: Record, stacks: Collection[str], cloud: Cloud) -> None:
    """Note that of these stacks nothing is left."""
    if record.cloud and record.stacks is not None:
        note_deployed(replace(record, run_id=run().id), cloud, {}, stacks)


def hold(record: Record, cloud: Cloud) -> None:
    """Note which run works on an environment that is there: who finds its lock can ask for it."""
    if record.cloud:
        registry_of(cloud).write(replace(record, run_id=run().id))


def forget(suffix: str, cloud: Cloud, stacks: Collection[str]) -> None:
    """Remove states and record after a proven destroy; logs stay until the next use."""
    registry_of(cloud).remove(suffix, stacks)
    LocalRegistry().remove(suffix, stacks)


@contextmanager
def exclusive(suffix: str) -> Iterator[None]:
    """Hold the environment for one command.

    Raises:
        Refusal: another command of this working copy holds it.
    """
    path = EnvironmentPaths(suffix).home / "lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(
                f"Another command is working on environment {suffix}; wait for it or choose"
                " another suffix."
            ) from None
        yield
