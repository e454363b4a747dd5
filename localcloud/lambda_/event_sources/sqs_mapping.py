"""Reads the event source mappings of SQS queues out of moto's store."""

from dataclasses import dataclass
from typing import Any

from localcloud.filter_patterns.events import Predicate
from localcloud.lambda_.event_sources.mapping import filters, stored_mapping

_DEFAULT_CONCURRENCY = 5
"""Lambda starts with five pollers; how it adds more is not emulated."""


@dataclass(frozen=True)
class QueueMapping:
    """The settings of one mapping at one moment; times in seconds.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html.
    """

    function_arn: str
    queue_arn: str
    enabled: bool
    batch_size: int
    window_s: float
    concurrency: int
    filters: tuple[Predicate, ...]
    reports_failures: bool

    @property
    def queue(self) -> str:
        """The queue's name."""
        return self.queue_arn.rpartition(":")[2]

    def wants(self, record: dict[str, Any]) -> bool:
        """Whether any of the filters, if there are some, matches a record of the event."""
        return not self.filters or any(matches(record) for matches in self.filters)


def find_queue_mapping(uuid: str) -> QueueMapping | None:
    """Return a mapping as it is now, None if it was deleted."""
    stored = stored_mapping(uuid)
    return None if stored is None else _settings(stored)


def _settings(stored: Any) -> QueueMapping:
    scaling = stored.scaling_config or {}
    return QueueMapping(
        function_arn=stored.function_arn,
        queue_arn=stored.event_source_arn,
        enabled=bool(stored.enabled),
        batch_size=stored.batch_size,
        window_s=float(stored.max_batch_window or 0),
        concurrency=int(scaling.get("MaximumConcurrency") or _DEFAULT_CONCURRENCY),
        filters=filters(stored.filter_criteria or {}),
        reports_failures="ReportBatchItemFailures" in (stored.function_response_types or []),
    )
