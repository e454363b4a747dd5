"""The parameters of a request under the names of AWS's model, as moto's handler received it."""

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from moto.backends import get_backend
from moto.core.model import OperationModel
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import determine_request_protocol
from moto.core.utils import get_service_model

from localcloud.refusals.validation.types import TypeMismatch, find_mismatch, parse_json
from localcloud.service_errors import ServiceError

Params = dict[str, Any]
_PLACEHOLDER = re.compile(r"\{(\w+)\+?\}")
_JSON = ("json", "rest-json")


@dataclass(frozen=True)
class ServiceRequest:
    """A request's parameters by botocore's names, and the account and region that it is for.

    `operation` is service and operation, as in "dynamodb.PutItem".
    """

    operation: str
    params: Params
    account: str
    region: str

    def backend(self, service: str) -> Any:
        """What moto stores of a service for the request's account and region."""
        stored = get_backend(service)[self.account]
        return stored[self.region] if self.region in stored else stored["aws"]


Rule = Callable[[ServiceRequest], None]
"""Raises the ServiceError with which AWS refuses the request."""


@functools.cache
def operation_model(service: str, operation: str) -> OperationModel:
    """The model of an operation.

    Raises:
        OperationNotFoundError: the service has no such operation.
    """
    return get_service_model(service).operation_model(operation)


def parameters(handler: Any, model: OperationModel) -> Params:
    """The parameters by botocore's names; what the request leaves out is absent.

    Raises:
        ServiceError: the body is no JSON, or a value has another type than its model says.
    """
    request = handler.normalized_request
    protocol = determine_request_protocol(model.service_model, request.content_type)
    try:
        _check_types(handler, model, protocol)
    except TypeMismatch as mismatch:
        raise ServiceError("SerializationException", str(mismatch), 400) from mismatch
    if handler.automated_parameter_parsing:
        params: Params = handler.params
        return params
    return _parse(model, protocol, request)


def _check_types(handler: Any, model: OperationModel, protocol: str) -> None:
    if protocol in _JSON and model.input_shape is not None:
        find_mismatch(model.input_shape, parse_json(handler.normalized_request.data))
    if handler.unparsable:
        raise TypeMismatch("The request has a value of a type that its model does not allow.")


def _parse(model: OperationModel, protocol: str, request: Any) -> Params:
    match = _path_pattern(model.http["requestUri"]).fullmatch(request.path.rstrip("/"))
    parsed: Params = PROTOCOL_PARSERS[protocol](model).parse(
        {
            "method": request.method,
            "values": request.values,
            "headers": request.headers,
            "body": request.data,
            "url_path": request.path,
            "url_params": match.groupdict() if match else {},
        }
    )
    return parsed


@functools.cache
def _path_pattern(template: str) -> re.Pattern[str]:
    """The path of an operation; only its last part may hold a slash, as an ARN does."""
    parts = _PLACEHOLDER.split(template.partition("?")[0].rstrip("/"))
    groups = [f"(?P<{name}>[^/]+)" for name in parts[1::2]]
    if groups and not parts[-1]:
        groups[-1] = f"(?P<{parts[-2]}>.+)"
    pairs = zip(parts[::2], [*groups, ""], strict=True)
    return re.compile("".join(re.escape(text) + group for text, group in pairs))
