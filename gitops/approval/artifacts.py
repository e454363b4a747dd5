"""Reads artifacts of workflow runs as data: nothing is unpacked to disk by a tool."""

import hashlib
import io
import urllib.request
import zipfile

from github.Artifact import Artifact
from github.Repository import Repository
from github.WorkflowRun import WorkflowRun

from gitops.adapters.errors import Failure
from gitops.adapters.github_client import TIMEOUT_SECONDS, github_errors
from gitops.approval.pull_requests import Unreviewed

MOST_BYTES = 100_000_000


def only(run: WorkflowRun, name: str) -> Artifact:
    """The one artifact of the run that has the name.

    Raises:
        Unreviewed: there is none, more than one, or it has expired.
        Failure: GitHub refused, or could not be reached.
    """
    with github_errors(f"list the artifacts of run {run.id}"):
        found = [one for one in run.get_artifacts() if one.name == name]
    if len(found) != 1:
        raise Unreviewed(f"Run {run.id} has {len(found)} artifacts named {name} instead of one.")
    (artifact,) = found
    if artifact.expired:
        raise Unreviewed(f"The artifact {name} of run {run.id} has expired.")
    if artifact.workflow_run.id != run.id or artifact.size_in_bytes > MOST_BYTES:
        raise Unreviewed(f"The artifact {name} of run {run.id} is invalid.")
    return artifact


def download(repository: Repository, artifact: Artifact) -> bytes:
    """The zip archive of an artifact, of the digest that GitHub names.

    Raises:
        Unreviewed: it is too large, or has another digest.
        Failure: GitHub refused, or could not be reached.
    """
    with github_errors(f"download artifact {artifact.id}"):
        url = artifact.archive_download_url
        status, headers, _ = repository.requester.requestJson("GET", url)
        place = headers.get("location", "")
        # The storage behind is not part of the API and must not get our token.
        if not place.startswith(("https://", _scheme(url))):
            raise Failure(f"GitHub could not download artifact {artifact.id}: {status}")
        with urllib.request.urlopen(place, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 (as above)
            archive: bytes = answer.read(MOST_BYTES + 1)
    if len(archive) > MOST_BYTES:
        raise Unreviewed(f"Artifact {artifact.id} is larger than {MOST_BYTES:,} bytes.")
    if artifact.digest and artifact.digest != digest(archive):
        raise Unreviewed(f"Artifact {artifact.id} has not the digest that GitHub names.")
    return archive


def digest(archive: bytes) -> str:
    """The digest as GitHub writes it."""
    return f"sha256:{hashlib.sha256(archive).hexdigest()}"


def only_file(archive: bytes, name: str) -> bytes:
    """The one file in the archive.

    Raises:
        Unreviewed: it has another name, is too large, or is not alone.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as files:
            (entry,) = files.infolist()
            if entry.filename != name or entry.file_size > MOST_BYTES:
                raise ValueError(entry.filename)  # noqa: TRY301 (one answer to all that is wrong)
            return files.read(entry)
    except (zipfile.BadZipFile, ValueError, RuntimeError) as error:
        raise Unreviewed(f"The artifact does not contain only {name}: {error}") from error


def _scheme(url: str) -> str:
    """The scheme of the API: plain HTTP only where the API itself is spoken to so."""
    return f"{url.partition('://')[0]}://"
