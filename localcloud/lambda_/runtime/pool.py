"""The execution environments of one function: as many as needed, warm ones first.

Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html.
"""

import os
from collections.abc import Callable
from threading import Condition

from localcloud.lambda_.interface import Throttled
from localcloud.lambda_.runtime.deployment import Deployment
from localcloud.lambda_.runtime.execution_environment import ExecutionEnvironment

# More processes than this only wait for a CPU; further invocations wait for a free process.
MACHINE_LIMIT = max(8, 2 * (os.cpu_count() or 1))
_WAIT_SECONDS = 60.0


class EnvironmentPool:
    """Lends out execution environments; `start` makes a new one for a deployment."""

    def __init__(self, start: Callable[[Deployment], ExecutionEnvironment]) -> None:
        self._start = start
        self._freed = Condition()
        self._busy = 0
        self._idle: list[ExecutionEnvironment] = []
        self._all: set[ExecutionEnvironment] = set()
        self._closed = False

    def acquire(self, deployment: Deployment, reserved: int | None) -> ExecutionEnvironment:
        """A warm or new environment of exactly this deployment, until `release`.

        Raises:
            Throttled: `reserved` invocations run already, or the machine stays overloaded.
        """
        self._take_slot(reserved)
        try:
            return self._warm(deployment) or self._cold(deployment)
        except BaseException:
            self._free_slot()
            raise

    def release(self, environment: ExecutionEnvironment, *, reusable: bool) -> None:
        """Take an environment back; end it if it is not reusable."""
        with self._freed:
            keep = reusable and not self._closed
            if keep:
                self._idle.append(environment)
        if not keep:
            self._end(environment)
        self._free_slot()

    def kill(self, token: str) -> None:
        """End the environment with this session token at once, as a failing host would."""
        with self._freed:
            ending = [environment for environment in self._all if environment.token == token]
        for environment in ending:
            environment.kill()

    def close(self, *, now: bool) -> None:
        """End the idle environments, and the busy ones `now` or at their release."""
        with self._freed:
            self._closed = True
            ending = list(self._all) if now else self._idle
            self._idle = []
        for environment in ending:
            self._end(environment)

    def _take_slot(self, reserved: int | None) -> None:
        with self._freed:
            if reserved is not None and self._busy >= reserved:
                raise Throttled
            if not self._freed.wait_for(lambda: self._busy < MACHINE_LIMIT, _WAIT_SECONDS):
                raise Throttled
            self._busy += 1

    def _free_slot(self) -> None:
        with self._freed:
            self._busy -= 1
            self._freed.notify()

    def _warm(self, deployment: Deployment) -> ExecutionEnvironment | None:
        """Pop a warm environment of this deployment; end those of an older one."""
        with self._freed:
            outdated = [each for each in self._idle if each.deployment != deployment]
            self._idle = [each for each in self._idle if each.deployment == deployment]
            warm = self._idle.pop() if self._idle else None
        for environment in outdated:
            self._end(environment)
        return warm

    def _cold(self, deployment: Deployment) -> ExecutionEnvironment:
        environment = self._start(deployment)
        with self._freed:
            self._all.add(environment)
            closed = self._closed
        if closed:  # while it started: nothing else will end it
            self._end(environment)
        return environment

    def _end(self, environment: ExecutionEnvironment) -> None:
        environment.kill()
        with self._freed:
            self._all.discard(environment)
