"""Decides what happens to an asynchronous event after an attempt.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html (two
retries after one and two minutes; throttles are retried for up to six hours with a back-off from
1 second to 5 minutes), https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
(reserved concurrency zero), and the recorded test_maxeventage: an event is discarded as soon as
its next attempt would come too late.
"""

from dataclasses import dataclass
from enum import Enum

from localcloud.lambda_.store import AsyncSettings

_ERROR_DELAYS_S = (60.0, 120.0)
_LONGEST_BACK_OFF_S = 300.0


class DestinationCondition(Enum):
    """`requestContext.condition` of a destination record."""

    SUCCESS = "Success"
    RETRIES_EXHAUSTED = "RetriesExhausted"
    EVENT_AGE_EXCEEDED = "EventAgeExceeded"
    ZERO_CONCURRENCY = "ZeroReservedConcurrency"


@dataclass(frozen=True)
class Retry:
    """Try again after so many seconds of AWS time."""

    delay_s: float


def after_error(
    settings: AsyncSettings, attempts: int, age_s: float
) -> Retry | DestinationCondition:
    """Decide after the `attempts`-th attempt ended in a function error."""
    if attempts > settings.max_retries:
        return DestinationCondition.RETRIES_EXHAUSTED
    return _unless_too_old(settings, age_s, _ERROR_DELAYS_S[attempts - 1])


def after_throttle(
    settings: AsyncSettings, throttles: int, age_s: float, reserved: int | None
) -> Retry | DestinationCondition:
    """Decide after the `throttles`-th throttled attempt in a row; these use up no retry."""
    if reserved == 0:
        return DestinationCondition.ZERO_CONCURRENCY
    return _unless_too_old(settings, age_s, min(_LONGEST_BACK_OFF_S, 2.0 ** (throttles - 1)))


def _unless_too_old(
    settings: AsyncSettings, age_s: float, delay_s: float
) -> Retry | DestinationCondition:
    if age_s + delay_s > settings.max_age_s:
        return DestinationCondition.EVENT_AGE_EXCEEDED
    return Retry(delay_s)
