"""The embedded AWS: one endpoint on 127.0.0.1 for boto3, the AWS CLI and Terraform."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localcloud.server import Cloud


@contextlib.contextmanager
def running(port: int = 0, time_scale: float = 1.0) -> Iterator["Cloud"]:
    """Run an embedded cloud in this process; it has an ``endpoint`` and an ``id``.

    Port 0 means any free one; ``time_scale`` is how many real seconds a second of the cloud's own
    waits takes. Everything in the cloud is gone afterwards.

    Raises:
        OSError: the port is in use.
    """
    from localcloud.server import Cloud  # noqa: PLC0415 - moto takes half a second to import

    cloud = Cloud(port, time_scale)
    try:
        yield cloud
    finally:
        cloud.close()
