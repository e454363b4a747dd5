"""Settings of event source mappings, and the streams behind them, read from moto's stores."""

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.dynamodb.models import dynamodb_backends

from localcloud.account import ACCOUNT, REGION
from localcloud.filter_patterns.events import Predicate, parse_event_pattern

UNLIMITED = -1
"""MaximumRetryAttempts and MaximumRecordAgeInSeconds when nothing else is set."""

_DEFAULT_CONCURRENCY = 5
"""Lambda starts with five pollers of a queue; scaling up is not emulated."""


@dataclass(frozen=True, kw_only=True)
class EventSourceMapping:
    """The settings of one mapping at one moment; times in seconds."""

    function_arn: str
    enabled: bool = True
    batch_size: int = 100
    window_s: float = 0.0
    filters: tuple[Predicate, ...] = ()
    reports_failures: bool = False

    def accepts(self, record: dict[str, Any]) -> bool:
        """True if any filter matches the record, or if there is no filter."""
        return not self.filters or any(matches(record) for matches in self.filters)


@dataclass(frozen=True, kw_only=True)
class DynamoDbMapping(EventSourceMapping):
    """A mapping of a DynamoDB stream.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html.
    """

    stream_arn: str
    from_latest: bool = False
    bisect: bool = False
    max_retries: int = UNLIMITED
    max_age_s: float = UNLIMITED
    on_failure: str | None = None


@dataclass(frozen=True, kw_only=True)
class SqsMapping(EventSourceMapping):
    """A mapping of a queue.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html.
    """

    queue_arn: str
    concurrency: int

    @property
    def queue(self) -> str:
        """The queue's name."""
        return self.queue_arn.rpartition(":")[2]


@dataclass(frozen=True)
class Shard:
    """The one shard of a stream in moto; `items` only grows."""

    id: str
    items: Sequence[Any]


def mapping_ids() -> list[tuple[str, str]]:
    """The UUIDs of all mappings, each with the service of its source."""
    backend = lambda_backends[ACCOUNT][REGION]
    stored = list(backend._event_source_mappings.values())  # noqa: SLF001 (its list needs a filter)
    return [(mapping.uuid, mapping.event_source_arn.split(":")[2]) for mapping in stored]


def find_stream_mapping(uuid: str) -> DynamoDbMapping | None:
    """The current settings of a stream's mapping, None if it was deleted."""
    stored = _stored(uuid)
    if stored is None:
        return None
    destinations = stored.destination_config or {}
    return DynamoDbMapping(
        **_common_settings(stored),
        stream_arn=stored.event_source_arn,
        from_latest=stored.starting_position == "LATEST",
        bisect=bool(stored.bisect_on_error),
        max_retries=_limit(stored.max_retry_attempts),
        max_age_s=_limit(stored.max_record_age),
        on_failure=destinations.get("OnFailure", {}).get("Destination"),
    )


def find_sqs_mapping(uuid: str) -> SqsMapping | None:
    """The current settings of a queue's mapping, None if it was deleted."""
    stored = _stored(uuid)
    if stored is None:
        return None
    scaling = stored.scaling_config or {}
    return SqsMapping(
        **_common_settings(stored),
        queue_arn=stored.event_source_arn,
        concurrency=int(scaling.get("MaximumConcurrency") or _DEFAULT_CONCURRENCY),
    )


def find_shard(stream_arn: str) -> Shard | None:
    """The shard of a stream, None if its table was deleted or has another stream now."""
    table_arn = stream_arn.partition("/stream/")[0]
    table = dynamodb_backends[ACCOUNT][REGION].tables.get(table_arn.rpartition("/")[2])
    if table is None or table.stream_shard is None:
        return None
    if stream_arn != f"{table.table_arn}/stream/{table.latest_stream_label}":
        return None
    return Shard(table.stream_shard.id, table.stream_shard.items)


def _stored(uuid: str) -> Any:
    """Moto's mapping, None if it was deleted."""
    return lambda_backends[ACCOUNT][REGION].get_event_source_mapping(uuid)


def _common_settings(stored: Any) -> dict[str, Any]:
    """The fields of EventSourceMapping."""
    filters = (stored.filter_criteria or {}).get("Filters") or []
    return {
        "function_arn": stored.function_arn,
        "enabled": bool(stored.enabled),
        "batch_size": stored.batch_size,
        "window_s": float(stored.max_batch_window or 0),
        "filters": tuple(_predicate(_pattern(each)) for each in filters),
        "reports_failures": "ReportBatchItemFailures" in (stored.function_response_types or []),
    }


def _limit(value: int | None) -> int:
    return UNLIMITED if value is None else int(value)


@functools.lru_cache  # the settings are read again for every batch
def _predicate(pattern: str) -> Predicate:
    return parse_event_pattern(pattern)


def _pattern(entry: dict[str, Any]) -> str:
    pattern = entry["Pattern"]
    return pattern if isinstance(pattern, str) else json.dumps(pattern)
