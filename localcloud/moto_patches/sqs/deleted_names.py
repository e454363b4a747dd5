"""CreateQueue refuses the name of a queue that was deleted within 60 seconds.

moto takes the name at once. Source:
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
(QueueDeletedRecently), read 2026-11-26; the provider retries by the code.
"""

import time
from typing import Any

from moto.sqs.exceptions import SQSException
from moto.sqs.models import SQSBackend

from localcloud import hooks
from localcloud.moto_patches.wrapping import Method, wrap

_BLOCKED_SECONDS = 60.0


def apply() -> None:
    """Apply the patches of SQSBackend."""
    wrap(SQSBackend, "delete_queue")(_delete)
    wrap(SQSBackend, "create_queue")(_create)


def _delete(original: Method, backend: Any, queue_name: str) -> None:
    original(backend, queue_name)
    _deleted_at(backend)[queue_name] = time.monotonic()


def _create(original: Method, backend: Any, name: str, *args: Any, **kwargs: Any) -> Any:
    deleted_at = _deleted_at(backend).get(name)
    blocked_s = _BLOCKED_SECONDS * hooks.active.time_scale
    if deleted_at is not None and time.monotonic() - deleted_at < blocked_s:
        raise SQSException(
            "AWS.SimpleQueueService.QueueDeletedRecently",
            "You must wait 60 seconds after deleting a queue before you can create another with"
            " the same name.",
        )
    return original(backend, name, *args, **kwargs)


def _deleted_at(backend: Any) -> dict[str, float]:
    """When the queues of the account were deleted; a reset of the backend forgets it."""
    if not hasattr(backend, "deleted_at"):
        backend.deleted_at = {}
    moments: dict[str, float] = backend.deleted_at
    return moments
