"""Refuses what AWS's own model of the operation excludes, in the words of each service.

Sources: tests/recordings/aws/errors.jsonl; for IAM's sentence about names,
https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html.
"""

import functools
from typing import Any

from moto.core.model import OperationModel

from localcloud.refusals.validation.constraints import NOT_NULL
from localcloud.refusals.validation.model import BrokenConstraint, Validator
from localcloud.service_errors import ServiceError

_CODES = {
    "cloudwatch": "ValidationError",
    "iam": "ValidationError",
    "logs": "InvalidParameterException",
    "resourcegroupstaggingapi": "InvalidParameterException",
    "sns": "ValidationError",
    "sts": "ValidationError",
}
_NAME_PATTERN = r"[\w+=,.@-]+"
_DELIVERIES = ("Delivery", "Deliveries")
# CloudWatch's oldest operations, PutMetricData among them, have codes of their own.
_OF_METRICS = "InvalidParameterValueException"


def validate(model: OperationModel, params: dict[str, Any]) -> None:
    """Check parameters against the model.

    Raises:
        ServiceError: they break a constraint; the error names all that are broken.
    """
    service = model.service_model.service_name
    found = _validator(service, model).violations(params)
    if found and service == "cloudwatch" and _OF_METRICS in {e.name for e in model.error_shapes}:
        raise _metric_error(found[0])
    if service == "sqs":
        _require(found)
    elif found:
        raise _error(service, model.name, found)


@functools.cache
def _validator(service: str, model: OperationModel) -> Validator:
    prefix = f"{model.name[0].lower()}{model.name[1:]}Input." if service == "apigateway" else ""
    return Validator(model, prefix, null_in_lists=service == "lambda")


def _error(service: str, operation: str, found: list[BrokenConstraint]) -> ServiceError:
    if service == "iam" and found[0].sentence.endswith(_NAME_PATTERN):
        return ServiceError(
            "ValidationError",
            f"The specified value for {found[0].path} is invalid. It must contain only"
            " alphanumeric characters and/or the following: +=,.@_-",
            400,
        )
    code = _CODES.get(service, "ValidationException")
    if service == "logs" and any(name in operation for name in _DELIVERIES):
        code = "ValidationException"
    plural = "" if len(found) == 1 else "s"
    listed = "; ".join(map(str, found))
    return ServiceError(code, f"{len(found)} validation error{plural} detected: {listed}", 400)


def _metric_error(broken: BrokenConstraint) -> ServiceError:
    """Of these errors the codes are in AWS's model; the sentences are ours."""
    if broken.sentence == NOT_NULL:
        return ServiceError("MissingParameter", f"The parameter {broken.path} is required.", 400)
    return ServiceError("InvalidParameterValue", str(broken), 400)


def _require(found: list[BrokenConstraint]) -> None:
    """SQS answers missing parameters in a way of its own, and the rest itself."""
    for each in found:
        if each.sentence == NOT_NULL:
            name = each.path[:1].upper() + each.path[1:]
            message = f"The request must contain the parameter {name}."
            raise ServiceError("MissingParameter", message, 400)
