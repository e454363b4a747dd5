"""Metrics in log lines: CloudWatch's embedded metric format.

Source, read 2026-11-26: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/
CloudWatch_Embedded_Metric_Format_Specification.html.
"""

import functools
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from moto.core.utils import get_service_model

from localcloud.cloudwatch.statistics import is_storable
from localcloud.cloudwatch.store import NO_UNIT

_MARK = '"_aws"'
_MOST_VALUES = 100
_MOST_METRICS = 100
_MOST_DIMENSIONS = 30
_LONGEST = 1024


class InvalidDocument(Exception):
    """The line is meant to hold metrics, and breaks the format."""


@dataclass(frozen=True)
class Datum:
    """The values of one metric for one set of dimensions; `at` is a Unix time."""

    namespace: str
    name: str
    dimensions: Mapping[str, str]
    unit: str
    values: tuple[float, ...]
    at: float


def read(line: str) -> list[Datum]:
    """The metrics of a log line, none if it holds none.

    Raises:
        InvalidDocument: see there.
    """
    if _MARK not in line:
        return []
    try:
        document = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return []
    metadata = document.get("_aws") if isinstance(document, dict) else None
    if not isinstance(metadata, dict) or "CloudWatchMetrics" not in metadata:
        return []
    try:
        return list(_data(document, metadata))
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise InvalidDocument(f"{type(error).__name__}: {error}") from error


def _data(document: Mapping[str, Any], metadata: Mapping[str, Any]) -> Iterator[Datum]:
    at = metadata["Timestamp"] / 1000
    _check(math.isfinite(at), "the time is out of range")
    for directive in metadata["CloudWatchMetrics"]:
        metrics, namespace = directive["Metrics"], _text(directive["Namespace"])
        _check(len(metrics) <= _MOST_METRICS, "more than 100 metrics")
        for names in directive["Dimensions"]:
            dimensions = _dimensions(document, names)
            for each in metrics:
                values, unit = _values(document[each["Name"]]), each.get("Unit", NO_UNIT)
                _check(unit in _units(), "CloudWatch has no such unit")
                yield Datum(namespace, _text(each["Name"]), dimensions, unit, values, at)


def _dimensions(document: Mapping[str, Any], names: Any) -> dict[str, str]:
    _check(isinstance(names, list), "a set of dimensions is no array")
    _check(len(names) <= _MOST_DIMENSIONS, "more than 30 dimensions in a set")
    return {_text(name): _text(document[name]) for name in names}


@functools.cache
def _units() -> frozenset[str]:
    return frozenset(get_service_model("cloudwatch").shape_for("StandardUnit").enum)


def _text(value: Any) -> str:
    _check(isinstance(value, str) and 0 < len(value) <= _LONGEST, f"{value!r} is no name")
    return str(value)


def _values(target: Any) -> tuple[float, ...]:
    values = target if isinstance(target, list) else [target]
    _check(len(values) <= _MOST_VALUES, "more than 100 values")
    numbers = all(isinstance(each, int | float) and not isinstance(each, bool) for each in values)
    _check(numbers, "a value is no number")
    _check(all(map(is_storable, values)), "a value is out of range")
    return tuple(map(float, values))


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no JSON")


def _check(holds: bool, problem: str) -> None:
    if not holds:
        raise ValueError(problem)
