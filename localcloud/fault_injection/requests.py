"""Faults at the APIs of the services, with the error codes of each service.

Sources: the error sections of each operation, such as
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html,
https://docs.aws.amazon.com/sns/latest/api/API_Publish.html,
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html.
"""

import time
from collections.abc import Callable
from typing import Any

from localcloud.cloudwatch.service_metrics import dynamodb as metrics
from localcloud.fault_injection.plan import FaultPlan, Kill
from localcloud.fault_injection.rule import Effect
from localcloud.service_errors import ServiceError, error_response

BEFORE = {
    Effect.THROTTLE, Effect.INTERNAL_ERROR, Effect.KMS_DENIED, Effect.TRIMMED, Effect.SLOW,
    Effect.KILL,
}  # fmt: skip
AFTER = {Effect.LOST_ANSWER, Effect.KILL_AFTER}
BAD_REQUEST, FAILED = 400, 500

THROTTLES = {
    "dynamodb": "ProvisionedThroughputExceededException",
    "lambda": "TooManyRequestsException",
    "sns": "Throttled",
    "sqs": "RequestThrottled",
}
FAILURES = {"dynamodb": "InternalServerError", "sns": "InternalError", "ssm": "InternalServerError"}
KMS_DENIALS = {
    "dynamodb": "AccessDeniedException",
    "sns": "KMSAccessDenied",
    "sqs": "KmsAccessDenied",
    "ssm": "AccessDeniedException",
}

Answer = Callable[[], Any]


class RequestFaults:
    """Injects the faults of a plan between a request and its service."""

    def __init__(self, plan: FaultPlan, kill: Kill) -> None:
        self._plan = plan
        self._kill = kill

    def answer(self, operation: str, handler: Any, serve: Answer) -> Any:
        """The response for the caller: that of the service, or that of a fault."""
        token = _token(handler)
        caller = token.partition("/")[0] if "/" in token else ""
        rule = self._plan.trigger(operation, caller, BEFORE)
        if rule and rule.effect is Effect.SLOW:
            time.sleep(rule.seconds)
        elif rule:
            return self._fail(rule.effect, handler, operation)
        answer = serve()
        rule = self._plan.trigger(operation, caller, AFTER)
        return self._fail(rule.effect, handler, operation) if rule else answer

    def fails_entry(self, operation: str) -> bool:
        """True if one entry of a batch must fail."""
        return self._plan.trigger(operation, "", {Effect.PARTIAL}) is not None

    def _fail(self, effect: Effect, handler: Any, operation: str) -> Any:
        if effect in (Effect.KILL, Effect.KILL_AFTER):
            self._kill(_token(handler))
            # The caller was killed; nobody reads this response.
            effect = Effect.INTERNAL_ERROR
        service = handler.boto3_service_name
        if effect is Effect.THROTTLE and service == "dynamodb":
            metrics.throttled(operation.partition(".")[2], handler.body)
        code, status = _error(effect, service)
        error = ServiceError(code, f"injected fault: {effect}", status)
        return error_response(handler, error)


def _token(handler: Any) -> str:
    token: str = handler.headers.get("X-Amz-Security-Token", "")
    return token


def _error(effect: Effect, service: str) -> tuple[str, int]:
    if effect is Effect.THROTTLE:
        return THROTTLES.get(service, "ThrottlingException"), BAD_REQUEST
    if effect is Effect.KMS_DENIED:
        return KMS_DENIALS.get(service, "AccessDeniedException"), BAD_REQUEST
    if effect is Effect.TRIMMED:
        return "TrimmedDataAccessException", BAD_REQUEST
    return FAILURES.get(service, "InternalFailure"), FAILED
