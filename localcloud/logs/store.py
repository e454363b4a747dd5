"""Stores the output of functions in CloudWatch Logs, with the right of the function's role."""

from collections.abc import Iterator
from typing import Any

from moto.logs.models import logs_backends

from localcloud.account import ACCOUNT
from localcloud.identity.needs import Need, arn
from localcloud.lambda_.execution_role import role_may
from localcloud.lambda_.runtime.deployment import Deployment


def store_log_events(deployment: Deployment, stream: str, events: list[tuple[int, str]]) -> None:
    """Put (epoch milliseconds, message) pairs into the function's log group.

    A missing group is created if the role may create it. Without the right the lines are lost.
    Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html.
    """
    backend = logs_backends[ACCOUNT][deployment.region]
    needs = list(_needs(backend, deployment.log_group, stream))
    if not role_may(deployment.role, deployment.name, needs):
        return
    if deployment.log_group not in backend.groups:
        backend.create_log_group(deployment.log_group, {})
    backend.ensure_log_stream(deployment.log_group, stream)
    records = [{"timestamp": timestamp, "message": message} for timestamp, message in events]
    backend.put_log_events(deployment.log_group, stream, records)


def _needs(backend: Any, group: str, stream: str) -> Iterator[Need]:
    stored = backend.groups.get(group)
    if stored is None:
        yield Need("logs:CreateLogGroup", arn("logs", f"log-group:{group}:log-stream:"))
    resource = arn("logs", f"log-group:{group}:log-stream:{stream}")
    if stored is None or stream not in stored.streams:
        yield Need("logs:CreateLogStream", resource)
    yield Need("logs:PutLogEvents", resource)
