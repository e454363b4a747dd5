"""Faults between an event source and the functions that it invokes."""

from threading import Timer

from localcloud.cloudwatch.service_metrics import lambda_ as metrics
from localcloud.fault_injection.plan import FaultPlan
from localcloud.fault_injection.rule import Effect
from localcloud.lambda_.interface import FunctionNotFound, Functions, InvocationResult, Throttled

INVOKE, ENQUEUE = "lambda.Invoke", "lambda.InvokeAsync"


def throttles_events(plan: FaultPlan) -> bool:
    """Whether the next attempt to run an asynchronous event must be refused."""
    return plan.trigger(ENQUEUE, "", {Effect.THROTTLE}) is not None


class FaultInjectingFunctions:
    """Implements `Functions` on other `Functions`, with the faults of a plan in between."""

    def __init__(self, functions: Functions, plan: FaultPlan) -> None:
        self._functions = functions
        self._plan = plan

    def invoke(self, arn: str, payload: bytes) -> InvocationResult:
        """See `Functions.invoke`; a duplicate runs twice and its second result counts."""
        if self._triggered(INVOKE, Effect.THROTTLE):
            metrics.throttled(arn)
            raise Throttled
        if self._triggered(INVOKE, Effect.DUPLICATE):
            self._functions.invoke(arn, payload)
        return self._functions.invoke(arn, payload)

    def enqueue(self, arn: str, payload: bytes) -> str:
        """See `Functions.enqueue`; a delayed event is accepted at once and runs later."""
        request_id = ""
        if self._triggered(ENQUEUE, Effect.DUPLICATE):
            request_id = self._functions.enqueue(arn, payload)
        late = self._plan.trigger(ENQUEUE, "", {Effect.LATE})
        if late is None:
            return self._functions.enqueue(arn, payload)
        timer = Timer(late.seconds, self._enqueue_late, (arn, payload))
        timer.daemon = True
        timer.start()
        return request_id or "late"

    def _enqueue_late(self, arn: str, payload: bytes) -> None:
        try:
            self._functions.enqueue(arn, payload)
        except FunctionNotFound:
            return

    def _triggered(self, operation: str, effect: Effect) -> bool:
        return self._plan.trigger(operation, "", {effect}) is not None
