"""Mends of moto, from outside: where it forgets, refuses or invents what AWS keeps and answers."""

import functools

from localcloud.moto_patches import (
    apigateway,
    dynamodb,
    dynamodb_speed,
    dynamodb_upsert,
    iam,
    log_filter_patterns,
    logs,
    requests,
    s3,
    sns,
    sns_batches,
)
from localcloud.moto_patches.lambda_ import (
    account_settings,
    configuration,
    event_source_mappings,
    triggers,
)
from localcloud.moto_patches.sqs import move_tasks, queues, redrive_policies, speed

_MENDS = (
    sns_batches,
    requests,  # before any other that wraps a handler's call_action
    apigateway,
    dynamodb,
    dynamodb_speed,
    dynamodb_upsert,
    event_source_mappings,
    iam,
    account_settings,
    configuration,
    triggers,
    log_filter_patterns,
    logs,
    s3,
    sns,
    move_tasks,
    redrive_policies,  # before queues, which guards what it wraps
    queues,
    speed,
)


@functools.cache  # once per process: a second wrap of a method would run the mend twice
def apply() -> None:
    """Put every mend in place."""
    for mend in _MENDS:
        mend.apply()
