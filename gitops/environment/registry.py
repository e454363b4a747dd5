"""Where the records of environments are kept: beside the states, which must be shared as well.

A record is written before the first resource is made and removed after the proof that none is
left. A command that is killed in between leaves it, and `gitops sweep` finds it. Read, it lives a
week from when it was written at the longest, in a sweep from when it was first written, whatever it
says (`Record.bounded`).
"""

import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from gitops.adapters import paths
from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Refusal
from gitops.adapters.files import write_atomically
from gitops.adapters.paths import EnvironmentPaths
from gitops.adapters.project import project
from gitops.environment.record import Record, Unreadable, json_object, parse, text

BUCKET = "STATE_BUCKET"
FOLDER = "environments/"


class Registry(ABC):
    """The records, and the Terraform states, of all environments that share a place."""

    @abstractmethod
    def read(self, suffix: str) -> Record | None:
        """The record; None if there is none. Raises Refusal if it cannot be read."""

    @abstractmethod
    def write(self, record: Record) -> None:
        """Keep the record, in place of an older one."""

    @abstractmethod
    def remove(self, suffix: str, stacks: Collection[str]) -> None:
        """Remove the states of these stacks, then the record: nothing is left to find."""

    @abstractmethod
    def states(self) -> dict[str, list[str]]:
        """Suffix -> stacks of which there is a state, be it readable or not."""

    def all(self) -> tuple[list[Record], list[Unreadable]]:
        """Every record; and what cannot be read, or is named as no environment can be."""
        records, unreadable = list[Record](), list[Unreadable]()
        for name in self._recorded():
            if not is_suffix(name):
                reason = f"{self._place(name)} is no record: no environment is named {name!r}"
                unreadable.append(Unreadable("", reason))
                continue
            try:
                if record := self.read(name):
                    records.append(record)
            except Refusal as refusal:
                unreadable.append(Unreadable(name, str(refusal)))
            except (BotoCoreError, ClientError) as error:
                unreadable.append(Unreadable(name, f"{self._place(name)} cannot be read: {error}"))
        return records, unreadable

    @abstractmethod
    def _recorded(self) -> list[str]:
        """The names of all records: suffixes, unless somebody else put something there."""

    @abstractmethod
    def _place(self, suffix: str) -> str:
        """Where the record is, for people."""


class LocalRegistry(Registry):
    """Files of this working copy."""

    def read(self, suffix: str) -> Record | None:
        """The record in the environment's folder."""
        path = EnvironmentPaths(suffix).record
        try:
            written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            return parse(suffix, path.read_bytes()).bounded(written)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise _refusal(self._place(suffix), error) from error

    def write(self, record: Record) -> None:
        """Keep it in the environment's folder."""
        write_atomically(EnvironmentPaths(record.suffix).record, text(record).encode())

    def remove(self, suffix: str, stacks: Collection[str]) -> None:  # noqa: ARG002 (no others)
        """Remove states and record; logs stay until the next use of the suffix."""
        shutil.rmtree(EnvironmentPaths(suffix).state, ignore_errors=True)
        EnvironmentPaths(suffix).record.unlink(missing_ok=True)
        EnvironmentPaths(suffix).draft.unlink(missing_ok=True)

    def states(self) -> dict[str, list[str]]:
        """What the folders hold; a state that describes nothing does not count."""
        found: dict[str, list[str]] = {}
        for path in _states():
            if _fault(path) or json_object(path.read_bytes() or b"{}").get("resources"):
                found.setdefault(path.parent.name, []).append(path.stem)
        return found

    def all(self) -> tuple[list[Record], list[Unreadable]]:
        """Every record; and what cannot be read, states among it: they are opened anyway."""
        records, unreadable = super().all()
        faults = [
            Unreadable(path.parent.name, f"The state {path} cannot be read ({fault}).")
            for path in _states()
            if (fault := _fault(path))
        ]
        return records, unreadable + faults

    def _recorded(self) -> list[str]:
        return sorted(path.parent.name for path in _folders().glob("*/environment.json"))

    def _place(self, suffix: str) -> str:
        return str(EnvironmentPaths(suffix).record)


class BucketRegistry(Registry):
    """Objects of the state bucket, below `environments/`."""

    def __init__(self, store: Any, bucket: str) -> None:
        self._store = store  # a boto3 client of S3
        self._bucket = bucket

    def read(self, suffix: str) -> Record | None:
        """The record's object."""
        try:
            answer = self._store.get_object(Bucket=self._bucket, Key=_key(suffix))
        except self._store.exceptions.NoSuchKey:
            return None
        try:
            return parse(suffix, answer["Body"].read()).bounded(answer["LastModified"])
        except ValueError as error:
            raise _refusal(self._place(suffix), error) from error

    def write(self, record: Record) -> None:
        """Keep it as an object."""
        self._store.put_object(
            Bucket=self._bucket,
            Key=_key(record.suffix),
            Body=text(record).encode(),
            ContentType="application/json",
        )

    def remove(self, suffix: str, stacks: Collection[str]) -> None:
        """Remove states, locks and, when these are gone, the record."""
        for stack in set(self.states().get(suffix, [])).intersection(stacks):
            for ending in ("", ".tflock"):
                self._store.delete_object(
                    Bucket=self._bucket, Key=f"{project().state_key(stack, suffix)}{ending}"
                )
        self._store.delete_object(Bucket=self._bucket, Key=_key(suffix))

    def all(self) -> tuple[list[Record], list[Unreadable]]:
        """Every record, which lives a week from its first version at the longest.

        A later version is written by every command; who writes on would live for ever. Only a
        record that was removed begins anew: docs/claims.md#delete-marker
        """
        records, unreadable = super().all()
        since = self._first_written()
        bounded = [each.bounded(since.get(each.suffix, datetime.now(UTC))) for each in records]
        return bounded, unreadable

    def _first_written(self) -> dict[str, datetime]:
        """Suffix -> when the first version after the last removal was written."""
        pages = self._store.get_paginator("list_object_versions").paginate(
            Bucket=self._bucket, Prefix=FOLDER
        )
        found: dict[str, list[tuple[datetime, bool]]] = {}
        for page in pages:
            for kind in ("DeleteMarkers", "Versions"):
                for each in page.get(kind, []):
                    name = each["Key"].removeprefix(FOLDER).removesuffix(".json")
                    found.setdefault(name, []).append((each["LastModified"], kind == "Versions"))
        return {name: since for name, every in found.items() if (since := _since(every))}

    def states(self) -> dict[str, list[str]]:
        """By the keys that the stacks' backends use (`Project.state_key`).

        None is opened: whoever sweeps has no right to read the states of protected environments.
        """
        found: dict[str, list[str]] = {}
        for key in self._keys(""):
            stack, _, name = key.partition("/")
            suffix = name.removesuffix(".tfstate")
            if suffix != name and is_suffix(suffix):
                found.setdefault(suffix, []).append(stack)
        return found

    def _recorded(self) -> list[str]:
        return [
            key.removeprefix(FOLDER).removesuffix(".json")
            for key in self._keys(FOLDER)
            if key.endswith(".json")
        ]

    def _place(self, suffix: str) -> str:
        return f"s3://{self._bucket}/{_key(suffix)}"

    def _keys(self, prefix: str) -> list[str]:
        pages = self._store.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=prefix
        )
        return [each["Key"] for page in pages for each in page.get("Contents", [])]


def registry_of(cloud: Cloud, environ: Mapping[str, str] = os.environ) -> Registry:
    """Where the records of environments in `cloud` are: where their state is."""
    bucket = environ.get(BUCKET, "")
    if cloud.is_local or not bucket:
        return LocalRegistry()
    return BucketRegistry(client(cloud, "s3"), bucket)


def _since(versions: list[tuple[datetime, bool]]) -> datetime | None:
    """The time of the first version after the last delete marker."""
    first = None
    for written, is_version in sorted(versions, reverse=True):
        if not is_version:
            break
        first = written
    return first


def _folders() -> Path:
    return paths.BUILD / "environments"


def _key(suffix: str) -> str:
    return f"{FOLDER}{suffix}.json"


def _refusal(place: str, error: Exception) -> Refusal:
    return Refusal(
        f"The environment's record {place} cannot be read ({error}); if the environment is"
        " gone, remove it."
    )


def is_suffix(text: str) -> bool:
    """Whether an environment can have that name (R-ENV-1)."""
    return project().suffix.fullmatch(text) is not None


def _states() -> list[Path]:
    found = sorted(_folders().glob("*/state/*/*.tfstate"))
    return [path for path in found if is_suffix(path.parent.name)]


def _fault(state: Path) -> str:
    """Why the file cannot be a state; empty if it can. Terraform keeps an empty one, too."""
    try:
        json_object(state.read_bytes() or b"{}")
    except (OSError, ValueError) as error:
        return str(error)
    return ""
