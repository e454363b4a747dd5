"""What tests of gitops share: a temporary build folder, GitHub, and AWS with a state bucket."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from gitops.adapters import paths
from gitops.adapters.aws import client
from gitops.adapters.cloud import TIME_SCALE, Cloud, Embedded
from tests.fake_github.fixtures import fake_github_, repository_

__all__ = ["fake_github_", "repository_"]

BUCKET = "market-pipelines-state"


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "BUILD", tmp_path / "build")
    return tmp_path / "build"


@pytest.fixture(scope="session")
def _embedded() -> Iterator[Cloud]:
    embedded = Embedded()
    try:
        yield embedded.launch().start()
    finally:
        embedded.stop()


@pytest.fixture
def aws(
    _embedded: Cloud,
    monkeypatch: pytest.MonkeyPatch,
    build: Path,  # noqa: ARG001 (what commands write goes there)
) -> Cloud:
    """What `--cloud aws` means here; the bucket is there and empty."""
    for name, value in _embedded.variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MARKET_AWS_ENDPOINT", _embedded.endpoint)
    monkeypatch.setenv("MARKET_TIME_SCALE", str(TIME_SCALE))
    monkeypatch.setenv("STATE_BUCKET", BUCKET)
    cloud = Cloud.aws(os.environ)
    store = client(cloud, "s3")
    with contextlib.suppress(store.exceptions.BucketAlreadyOwnedByYou):
        store.create_bucket(Bucket=BUCKET)
    for each in store.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        store.delete_object(Bucket=BUCKET, Key=each["Key"])
    return cloud
