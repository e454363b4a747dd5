"""Refuses at the API of each service what AWS refuses, before moto sees the request.

moto stores most of what it is given. A request is refused by AWS's model of its operation
(`validation`), and by the rules of its service that no model tells: a file per service.
"""

from collections import defaultdict
from typing import Any

from botocore.model import OperationNotFoundError

from localcloud import hooks
from localcloud.refusals import (
    apigateway,
    cloudwatch,
    cloudwatch_alarms,
    cloudwatch_metrics,
    dynamodb,
    event_source_mappings,
    execution_roles,
    iam,
    kms,
    lambda_functions,
    logs,
    sns,
    sqs,
    ssm,
    sts,
)
from localcloud.refusals.requests import Rule, ServiceRequest, operation_model, parameters
from localcloud.refusals.validation import validate
from localcloud.service_errors import Response, ServiceError, error_response

_SERVICES = (
    apigateway,
    cloudwatch,
    cloudwatch_alarms,
    cloudwatch_metrics,
    dynamodb,
    event_source_mappings,
    iam,
    kms,
    lambda_functions,
    logs,
    sns,
    sqs,
    ssm,
    sts,
    execution_roles,  # after what is wrong whoever asks
)
_BEFORE_MODEL = lambda_functions.BEFORE_MODEL
_RULES: dict[str, list[Rule]] = defaultdict(list)
for each in _SERVICES:
    for asked, rules in each.RULES.items():
        _RULES[asked] += rules


def refusal(handler: Any, operation: str) -> Response | None:
    """The response that refuses the request, None if AWS would serve it.

    `operation` is service and operation, as in "dynamodb.PutItem". First comes what the model
    refuses, then the caller's rights, then the rules of the service; in which order AWS decides is
    not documented: docs/claims.md#refusal-order
    """
    try:
        _check(handler, operation)
    except ServiceError as error:
        return error_response(handler, error)
    return None


def _check(handler: Any, operation: str) -> None:
    service, _, name = operation.partition(".")
    try:
        model = operation_model(service, name)
    except OperationNotFoundError:
        hooks.active.authorize(operation, handler, {})
        return  # moto answers
    params = parameters(handler, model)
    request = ServiceRequest(operation, params, handler.current_account, handler.region)
    for rule in _BEFORE_MODEL.get(operation, ()):
        rule(request)
    validate(model, params)
    hooks.active.authorize(operation, handler, params)
    for rule in _RULES.get(operation, ()):
        rule(request)
