"""Mends of moto, from outside: where it forgets, refuses or invents what AWS keeps and answers."""

import functools

from localcloud.faults import batches
from localcloud.mends import (
    apigateway,
    dynamodb,
    dynamodb_speed,
    dynamodb_upsert,
    event_source_mappings,
    iam_boundaries,
    lambda_account,
    lambda_configuration,
    lambda_triggers,
    log_filter_patterns,
    logs,
    requests,
    s3_conditions,
    sns,
    sqs,
    sqs_move_tasks,
    sqs_redrive,
    sqs_speed,
)

_MENDS = (
    batches,
    requests,  # before any other that wraps a handler's call_action
    apigateway,
    dynamodb,
    dynamodb_speed,
    dynamodb_upsert,
    event_source_mappings,
    iam_boundaries,
    lambda_account,
    lambda_configuration,
    lambda_triggers,
    log_filter_patterns,
    logs,
    s3_conditions,
    sns,
    sqs_move_tasks,
    sqs_redrive,  # before sqs, which guards what it wraps
    sqs,
    sqs_speed,
)


@functools.cache  # once per process: a second wrap of a method would run the mend twice
def apply() -> None:
    """Put every mend in place."""
    for mend in _MENDS:
        mend.apply()
