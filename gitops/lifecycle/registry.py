"""Where the records of environments are kept: beside the states, which must be shared as well.

A record is written before the first resource is made and removed after the proof that none is
left. Whatever dies in between leaves it, and `gitops sweep` finds it.
"""

import json
import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gitops import paths
from gitops.aws import client
from gitops.cloud import Cloud
from gitops.errors import Refusal
from gitops.files import write_atomically
from gitops.lifecycle.record import Record
from gitops.paths import EnvironmentPaths
from stacks.backend import state_key

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
    def remove(self, suffix: str) -> None:
        """Remove the states of the environment, then its record: nothing is left to find."""

    @abstractmethod
    def all(self) -> list[Record]:
        """Every record that can be read."""

    @abstractmethod
    def states(self) -> dict[str, list[str]]:
        """Suffix -> stacks of which there is a state."""


class LocalRegistry(Registry):
    """Files of this working copy."""

    def read(self, suffix: str) -> Record | None:
        """The record in the environment's folder."""
        path = EnvironmentPaths(suffix).record
        return _record(path.read_text(), str(path)) if path.is_file() else None

    def write(self, record: Record) -> None:
        """Keep it in the environment's folder."""
        write_atomically(EnvironmentPaths(record.suffix).record, _text(record).encode())

    def remove(self, suffix: str) -> None:
        """Remove states and record; logs stay until the next use of the suffix."""
        shutil.rmtree(EnvironmentPaths(suffix).state, ignore_errors=True)
        EnvironmentPaths(suffix).record.unlink(missing_ok=True)

    def all(self) -> list[Record]:
        """The records of every folder."""
        folders = sorted(path.parent.name for path in _folders().glob("*/environment.json"))
        return [record for name in folders if (record := self.read(name)) is not None]

    def states(self) -> dict[str, list[str]]:
        """What the folders hold; a state that describes nothing does not count."""
        found: dict[str, list[str]] = {}
        for path in sorted(_folders().glob("*/state/*/*.tfstate")):
            if json.loads(path.read_text() or "{}").get("resources"):
                found.setdefault(path.parent.name, []).append(path.stem)
        return found


class BucketRegistry(Registry):
    """Objects of the state bucket, below `environments/`."""

    def __init__(self, store: Any, bucket: str) -> None:
        self._store = store  # a boto3 client of S3
        self._bucket = bucket

    def read(self, suffix: str) -> Record | None:
        """The record's object."""
        key = _key(suffix)
        try:
            answer = self._store.get_object(Bucket=self._bucket, Key=key)
        except self._store.exceptions.NoSuchKey:
            return None
        return _record(answer["Body"].read().decode(), f"s3://{self._bucket}/{key}")

    def write(self, record: Record) -> None:
        """Keep it as an object."""
        self._store.put_object(
            Bucket=self._bucket,
            Key=_key(record.suffix),
            Body=_text(record).encode(),
            ContentType="application/json",
        )

    def remove(self, suffix: str) -> None:
        """Remove states, locks and, when these are gone, the record."""
        for stack in self.states().get(suffix, []):
            for ending in ("", ".tflock"):
                self._store.delete_object(
                    Bucket=self._bucket, Key=f"{state_key(stack, suffix)}{ending}"
                )
        self._store.delete_object(Bucket=self._bucket, Key=_key(suffix))

    def all(self) -> list[Record]:
        """The records of every object."""
        suffixes = [
            key.removeprefix(FOLDER).removesuffix(".json")
            for key in self._keys(FOLDER)
            if key.endswith(".json")
        ]
        return [record for name in suffixes if (record := self.read(name)) is not None]

    def states(self) -> dict[str, list[str]]:
        """By the keys that the stacks' backends use (`stacks.backend.state_key`)."""
        found: dict[str, list[str]] = {}
        for key in self._keys(""):
            stack, _, name = key.partition("/")
            if name.endswith(".tfstate") and "/" not in name:
                found.setdefault(name.removesuffix(".tfstate"), []).append(stack)
        return found

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


def _folders() -> Path:
    return paths.BUILD / "environments"


def _key(suffix: str) -> str:
    return f"{FOLDER}{suffix}.json"


def _text(record: Record) -> str:
    return json.dumps(asdict(record), indent=2) + "\n"


def _record(text: str, place: str) -> Record:
    try:
        return Record(**json.loads(text))
    except (ValueError, TypeError) as error:
        raise Refusal(
            f"The environment's record {place} cannot be read ({error}); if the environment is"
            " gone, remove it."
        ) from error
