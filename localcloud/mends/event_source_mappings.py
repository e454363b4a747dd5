"""Event source mappings with an invalid filter pattern are refused, at create and at update.

moto stores any text; the mapping would then deliver nothing at all.
Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html; recorded:
test_dynamodb_invalid_event_filter.
"""

from typing import Any

from moto.awslambda.exceptions import InvalidParameterValueException
from moto.awslambda.models import LambdaBackend

from localcloud.mends.wrapping import Method, wrap
from localcloud.patterns import InvalidPattern
from localcloud.patterns.events import parse_event_pattern


def apply() -> None:
    """Mend LambdaBackend."""
    wrap(LambdaBackend, "create_event_source_mapping")(_create)
    wrap(LambdaBackend, "update_event_source_mapping")(_update)


def _create(original: Method, backend: Any, spec: dict[str, Any]) -> Any:
    _refuse_invalid(spec)
    return original(backend, spec)


def _update(original: Method, backend: Any, uuid: str, spec: dict[str, Any]) -> Any:
    _refuse_invalid(spec)
    return original(backend, uuid, spec)


def _refuse_invalid(spec: dict[str, Any]) -> None:
    criteria = spec.get("FilterCriteria") or {}
    try:
        for entry in criteria.get("Filters") or []:
            parse_event_pattern(entry["Pattern"])
    except InvalidPattern as invalid:
        raise InvalidParameterValueException(str(invalid)) from invalid
