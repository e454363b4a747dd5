"""What is known of an environment, and that only one command at a time works on it."""

import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gitops.cloud import Cloud
from gitops.errors import Refusal
from gitops.files import write_atomically
from gitops.paths import EnvironmentPaths
from gitops.settings import is_protected

# Long enough for a slow test run by hand; the tag ExpiresAt tells sweepers when it is over.
LIFETIME = timedelta(hours=4)


@dataclass(frozen=True)
class Record:
    """An environment as recorded when it was first named: times in RFC 3339, UTC.

    `expires` is empty for protected environments. `cloud` and `identity` say where it was last
    deployed; both are empty before that.
    """

    suffix: str
    created: str
    expires: str
    cloud: str = ""
    identity: str = ""


def recorded(suffix: str) -> Record:
    """The record of the environment, made now if there is none.

    ExpiresAt is computed here, once: synthesis knows no clock, so a second synthesis is equal.
    """
    path = EnvironmentPaths(suffix).record
    if path.is_file():
        return _read(path)
    now = datetime.now(UTC).replace(microsecond=0)
    expires = "" if is_protected(suffix) else _rfc3339(now + LIFETIME)
    record = Record(suffix, _rfc3339(now), expires)
    _write(record)
    return record


def _read(path: Path) -> Record:
    try:
        return Record(**json.loads(path.read_text()))
    except (ValueError, TypeError) as error:
        raise Refusal(
            f"The environment's record {path} cannot be read ({error}); if the environment is gone,"
            " remove that file."
        ) from error


def check_cloud(record: Record, cloud: Cloud) -> None:
    """Refuse to work on an environment in a cloud where it does not live.

    The local state of an embedded cloud that has ended describes nothing and is dropped.

    Raises:
        Refusal: the environment lives in another cloud.
    """
    if record.cloud and record.cloud != cloud.name:
        raise Refusal(
            f"Environment {record.suffix} was deployed with --cloud {record.cloud}; use that,"
            " destroy it first, or choose another suffix."
        )
    if record.identity and record.identity != cloud.identity:
        shutil.rmtree(EnvironmentPaths(record.suffix).state, ignore_errors=True)


def settle(record: Record, cloud: Cloud) -> None:
    """Note, before the first resource is made, that the environment lives in `cloud`."""
    _write(replace(record, cloud=cloud.name, identity=cloud.identity))


def forget(suffix: str) -> None:
    """Remove the record after a proven destroy; logs stay until the next use of the suffix."""
    EnvironmentPaths(suffix).record.unlink(missing_ok=True)


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


def _write(record: Record) -> None:
    path = EnvironmentPaths(record.suffix).record
    write_atomically(path, (json.dumps(asdict(record), indent=2) + "\n").encode())


def _rfc3339(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
