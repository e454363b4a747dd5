"""Runs invocations of deployed functions in cold or warm execution environments."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock

from localcloud.identity.sessions import Session
from localcloud.lambda_.runtime.code_cache import CodeCache
from localcloud.lambda_.runtime.deployment import Deployment
from localcloud.lambda_.runtime.environment_variables import session_token, variables
from localcloud.lambda_.runtime.execution_environment import (
    CompletedInvocation,
    ExecutionEnvironment,
)
from localcloud.lambda_.runtime.log_stream import InvocationLog, LogStore
from localcloud.lambda_.runtime.pool import EnvironmentPool
from localcloud.lambda_.runtime.process import ProcessSpec, RuntimeExited, RuntimeProcess

OpenSession = Callable[[Deployment, str], Session]


class Runtimes:
    """All execution environments of the cloud; every method may be called from any thread.

    Functions send their AWS requests to `endpoint`; `store_log` stores their output;
    `open_session` gives a new environment its credentials, with the token that it gets.
    """

    def __init__(self, endpoint: str, store_log: LogStore, open_session: OpenSession) -> None:
        self._endpoint = endpoint
        self._store_log = store_log
        self._open_session = open_session
        self._code_cache = CodeCache()
        self._pools: dict[str, EnvironmentPool] = {}
        self._lock = Lock()
        # One thread that lives as long as the cloud: the kernel ends children with their thread.
        self._spawner = ThreadPoolExecutor(1, "runtime-spawner")

    def run(
        self, deployment: Deployment, reserved: int | None, request_id: str, payload: bytes
    ) -> CompletedInvocation:
        """Run one invocation and wait for its end.

        Raises:
            Throttled: no slot of the `reserved` concurrency is free.
            Refused: the function gets no credentials.
        """
        pool = self._pool(deployment.name)
        while True:
            environment = pool.acquire(deployment, reserved)
            reusable = False
            try:
                outcome = environment.run(request_id, deployment.arn, payload)
                reusable = outcome.reusable
            except RuntimeExited:
                continue
            finally:
                pool.release(environment, reusable=reusable)
            return outcome

    def kill(self, token: str) -> None:
        """End the execution environment with this session token; its invocation fails."""
        with self._lock:
            pools = list(self._pools.values())
        for pool in pools:
            pool.kill(token)

    def remove(self, name: str) -> None:
        """End the environments of a deleted function; running invocations may finish."""
        with self._lock:
            pool = self._pools.pop(name, None)
        if pool is not None:
            pool.close(now=False)

    def close(self) -> None:
        """End every process, busy or not."""
        with self._lock:
            pools = list(self._pools.values())
        for pool in pools:
            pool.close(now=True)
        self._spawner.shutdown(cancel_futures=True)
        self._code_cache.remove()

    def _pool(self, name: str) -> EnvironmentPool:
        with self._lock:
            return self._pools.setdefault(name, EnvironmentPool(self._start))

    def _start(self, deployment: Deployment) -> ExecutionEnvironment:
        log = InvocationLog(deployment, self._store_log)
        session = self._open_session(deployment, session_token(deployment.name, log.stream))
        root = self._code_cache.unpack(deployment.code, deployment.code_sha256)
        environment = variables(deployment, root, log.stream, self._endpoint, session)
        spec = ProcessSpec(deployment.handler, root, environment, deployment.timeout_s)
        start = partial(RuntimeProcess, spec, self._spawner)
        return ExecutionEnvironment(deployment, log, start)


def new_request_id() -> str:
    """A request id for one event, the same for all its attempts."""
    return str(uuid.uuid4())
