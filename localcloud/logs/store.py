"""Stores the output of functions in CloudWatch Logs."""

from moto.logs.models import logs_backends

from localcloud.account import ACCOUNT
from localcloud.lambda_.runtime.deployment import Deployment


def store_log_events(deployment: Deployment, stream: str, events: list[tuple[int, str]]) -> None:
    """Put (epoch milliseconds, message) pairs into the function's log group, if it exists.

    A missing group is not created: the functions' roles never have logs:CreateLogGroup, and a late
    line must not recreate the group of a destroyed environment.
    """
    backend = logs_backends[ACCOUNT][deployment.region]
    group = backend.groups.get(deployment.log_group)
    if group is None:
        return
    backend.ensure_log_stream(deployment.log_group, stream)
    records = [{"timestamp": timestamp, "message": message} for timestamp, message in events]
    backend.put_log_events(deployment.log_group, stream, records)
