"""Throttling by the method settings of a stage: a token bucket for each method."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from localcloud.api_gateway.gateway_responses import too_many_requests
from localcloud.api_gateway.routing import ApiRoute


@dataclass
class _Bucket:
    tokens: float
    filled_at: float


class Throttle:
    """Admits a burst of throttlingBurstLimit requests, then throttlingRateLimit per second.

    A setting for every method (*/*) gives each method a bucket of its own. Without settings,
    or with negative ones, nothing is throttled.
    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._buckets: dict[tuple[str, ...], _Bucket] = {}
        self._lock = Lock()

    def admit(self, route: ApiRoute) -> None:
        """Take a token from the bucket of the method.

        Raises:
            GatewayError: the bucket is empty.
        """
        settings = _settings(route)
        if settings is None:
            return
        rate, burst = settings
        key = (route.api.id, route.stage.name, route.resource_path, route.method.http_method)
        with self._lock:
            bucket = self._filled(key, rate, burst)
            if bucket.tokens < 1:
                raise too_many_requests()
            bucket.tokens -= 1

    def _filled(self, key: tuple[str, ...], rate: float, burst: float) -> _Bucket:
        now = self._now()
        bucket = self._buckets.setdefault(key, _Bucket(burst, now))
        bucket.tokens = min(burst, bucket.tokens + (now - bucket.filled_at) * rate)
        bucket.filled_at = now
        return bucket


def _settings(route: ApiRoute) -> tuple[float, float] | None:
    """Rate and burst of the method: its own setting, else the stage's; None without a limit."""
    encoded = route.resource_path.replace("/", "~1")
    method = route.method.http_method
    stage_settings: dict[str, Any] = route.stage.method_settings
    for key in (f"{encoded}/{method}", f"{encoded}/*", "*/*"):
        if key in stage_settings:
            found = stage_settings[key]
            rate, burst = found["throttlingRateLimit"], found["throttlingBurstLimit"]
            return None if rate < 0 or burst < 0 else (float(rate), float(burst))
    return None
