"""Reads the response of a function with ReportBatchItemFailures."""

import json
from collections.abc import Sequence
from typing import Any


def first_failure(answer: bytes, identifiers: Sequence[str]) -> int | None:
    """The index of the first record to retry, None when the whole batch succeeded.

    Of several identifiers the lowest is the checkpoint; when all failed it is 0.
    Source: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html.
    """
    failed = failed_identifiers(answer, identifiers)
    if failed is None:
        return 0
    return min((identifiers.index(each) for each in failed), default=None)


def failed_identifiers(answer: bytes, identifiers: Sequence[str]) -> set[str] | None:
    """The identifiers that the function reports as failed, None if the whole batch failed.

    Null, an empty object and an empty or null list of failures are success. A null, empty,
    missing or unknown identifier, or an answer of another shape, fails the whole batch.
    Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html;
    recorded: test_dynamodb_report_batch_item_{success,failure}_scenarios,
    test_report_batch_item_failures*.
    """
    try:
        failures = _failures(json.loads(answer or b"null"))
    except ValueError:
        return None
    if failures is None:
        return None
    named = {_identifier(failure) for failure in failures}
    return {str(each) for each in named} if named <= set(identifiers) else None


def _failures(answer: Any) -> list[Any] | None:
    """The list of failures, None if the response has another shape."""
    if answer in (None, [], {}):
        return []
    failures = answer.get("batchItemFailures") or [] if isinstance(answer, dict) else None
    return failures if isinstance(failures, list) else None


def _identifier(failure: Any) -> str | None:
    identifier = failure.get("itemIdentifier") if isinstance(failure, dict) else None
    return identifier if isinstance(identifier, str) else None
