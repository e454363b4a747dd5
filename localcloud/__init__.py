"""The embedded AWS cloud: one endpoint on 127.0.0.1 for boto3, the AWS CLI and Terraform."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localcloud.server import EmbeddedCloud


@contextlib.contextmanager
def running(port: int = 0, time_scale: float = 1.0) -> Iterator["EmbeddedCloud"]:
    """Run an embedded cloud in this process; it has an `endpoint` and an `id`.

    Port 0 takes any free one. `time_scale` is the length of a second of AWS time in real seconds,
    for the cloud's own waits. Nothing in the cloud outlives it.

    Raises:
        OSError: the port is in use.
    """
    from localcloud.server import EmbeddedCloud  # noqa: PLC0415 (moto takes half a second to import)

    cloud = EmbeddedCloud(port, time_scale)
    try:
        yield cloud
    finally:
        cloud.close()
