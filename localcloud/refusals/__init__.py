"""Refuses at the API of each service what AWS refuses, before moto sees the request.

moto stores most of what it is given. A request is refused by AWS's model of its operation
(`validation`), and by the rules of its service that no model tells: a file per service.
"""

from typing import Any

from botocore.model import OperationNotFoundError

from localcloud.refusals import (
    apigateway,
    cloudwatch,
    dynamodb,
    event_source_mappings,
    iam,
    kms,
    lambda_functions,
    logs,
    sns,
    sqs,
    ssm,
)
from localcloud.refusals.requests import ServiceRequest, operation_model, parameters
from localcloud.refusals.validation import validate
from localcloud.service_errors import Response, ServiceError, error_response

_SERVICES = (
    apigateway,
    cloudwatch,
    dynamodb,
    event_source_mappings,
    iam,
    kms,
    lambda_functions,
    logs,
    sns,
    sqs,
    ssm,
)
_BEFORE_MODEL = lambda_functions.BEFORE_MODEL
_RULES = {operation: rules for each in _SERVICES for operation, rules in each.RULES.items()}


def refusal(handler: Any, operation: str) -> Response | None:
    """The response that refuses the request, None if AWS would serve it.

    `operation` is service and operation, as in "dynamodb.PutItem".
    """
    service, _, name = operation.partition(".")
    try:
        model = operation_model(service, name)
    except OperationNotFoundError:
        return None  # moto answers
    try:
        params = parameters(handler, model)
        request = ServiceRequest(params, handler.current_account, handler.region)
        for rule in _BEFORE_MODEL.get(operation, ()):
            rule(request)
        validate(model, params)
        for rule in _RULES.get(operation, ()):
            rule(request)
    except ServiceError as error:
        return error_response(handler, error)
    return None
