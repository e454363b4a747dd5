"""Reads event source mappings and the streams behind them out of moto's stores."""

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


@dataclass(frozen=True)
class Mapping:
    """The settings of one DynamoDB stream mapping at one moment; times in seconds.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html.
    """

    function_arn: str
    stream_arn: str
    enabled: bool = True
    batch_size: int = 100
    window_s: float = 0.0
    from_latest: bool = False
    filters: tuple[Predicate, ...] = ()
    bisect: bool = False
    max_retries: int = UNLIMITED
    max_age_s: float = UNLIMITED
    reports_failures: bool = False
    on_failure: str | None = None

    def wants(self, record: dict[str, Any]) -> bool:
        """Whether any of the filters, if there are some, matches a record of the event."""
        return not self.filters or any(matches(record) for matches in self.filters)


@dataclass(frozen=True)
class Shard:
    """The one shard of a stream in moto; ``items`` only grows."""

    id: str
    items: Sequence[Any]


def mapping_ids() -> list[tuple[str, str]]:
    """Return the UUIDs of all mappings, each with the service of its source."""
    return [(mapping.uuid, mapping.event_source_arn.split(":")[2]) for mapping in _mappings()]


def stored_mapping(uuid: str) -> Any:
    """Return moto's mapping, None if it was deleted."""
    return lambda_backends[ACCOUNT][REGION].get_event_source_mapping(uuid)


def find_mapping(uuid: str) -> Mapping | None:
    """Return a mapping of a stream as it is now, None if it was deleted."""
    stored = stored_mapping(uuid)
    return None if stored is None else _settings(stored)


def find_shard(stream_arn: str) -> Shard | None:
    """Return the shard of a stream, None if its table is gone or has another stream by now."""
    table_arn = stream_arn.partition("/stream/")[0]
    table = dynamodb_backends[ACCOUNT][REGION].tables.get(table_arn.rpartition("/")[2])
    if table is None or table.stream_shard is None:
        return None
    if stream_arn != f"{table.table_arn}/stream/{table.latest_stream_label}":
        return None
    return Shard(table.stream_shard.id, table.stream_shard.items)


def _mappings() -> list[Any]:
    backend = lambda_backends[ACCOUNT][REGION]
    return list(backend._event_source_mappings.values())  # noqa: SLF001 - its list needs a filter


def _settings(stored: Any) -> Mapping:
    destinations = stored.destination_config or {}
    return Mapping(
        function_arn=stored.function_arn,
        stream_arn=stored.event_source_arn,
        enabled=bool(stored.enabled),
        batch_size=stored.batch_size,
        window_s=float(stored.max_batch_window or 0),
        from_latest=stored.starting_position == "LATEST",
        filters=filters(stored.filter_criteria or {}),
        bisect=bool(stored.bisect_on_error),
        max_retries=_limit(stored.max_retry_attempts),
        max_age_s=_limit(stored.max_record_age),
        reports_failures="ReportBatchItemFailures" in (stored.function_response_types or []),
        on_failure=destinations.get("OnFailure", {}).get("Destination"),
    )


def _limit(value: int | None) -> int:
    return UNLIMITED if value is None else int(value)


def filters(criteria: dict[str, Any]) -> tuple[Predicate, ...]:
    """Return the filters of a mapping's criteria."""
    return tuple(_predicate(_pattern(each)) for each in criteria.get("Filters") or [])


@functools.lru_cache  # the settings are read anew for every batch
def _predicate(pattern: str) -> Predicate:
    return parse_event_pattern(pattern)


def _pattern(entry: dict[str, Any]) -> str:
    pattern = entry["Pattern"]
    return pattern if isinstance(pattern, str) else json.dumps(pattern)
