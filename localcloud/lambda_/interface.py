"""The Lambda service as its callers see it: event sources, API Gateway, CloudWatch Logs."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class InvocationResult:
    """The result of one synchronous invocation.

    `payload` is the response or, when `error` is set, the error document of the function.
    `error` is the X-Amz-Function-Error header: "Handled", "Unhandled" or None.
    Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (Response Elements).
    """

    payload: bytes
    error: str | None
    request_id: str
    executed_version: str = "$LATEST"


class Throttled(Exception):
    """No concurrency slot was free: Lambda answers 429 TooManyRequestsException."""


class Refused(Exception):
    """Lambda cannot run the function: its role or its key does not let it. The code never ran.

    `code` and `status` are those of the Invoke API.
    """

    def __init__(self, code: str, message: str, status: int) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


class FunctionNotFound(Exception):
    """No function has this ARN: Lambda answers 404 ResourceNotFoundException."""


class Functions(Protocol):
    """Invokes deployed functions; every method may be called from any thread.

    `arn` may also be a bare function name, and may end in a version ("...:function:name:1").
    Never call these while holding a lock of the data stores: the function may need that store.
    """

    def invoke(self, arn: str, payload: bytes) -> InvocationResult:
        """Run the function now and wait for its response.

        Raises:
            Throttled: every slot of its reserved concurrency is busy.
            Refused: Lambda cannot use its role or its key.
            FunctionNotFound: the function does not exist.
        """

    def enqueue(self, arn: str, payload: bytes) -> str:
        """Accept an asynchronous event and return its request id at once.

        Retries, the dead-letter queue and destinations follow in the background.

        Raises:
            FunctionNotFound: the function does not exist.
        """
