"""Which rights an operation takes: one module for each service."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from localcloud.authorization import reference
from localcloud.identity.needs import Need
from localcloud.identity.operations import (
    budgets,
    cloudwatch,
    dynamodb,
    iam,
    kms,
    lambda_,
    logs,
    sns,
    sqs,
    ssm,
)

_SERVICES: Mapping[str, Callable[[str, Mapping[str, Any]], Iterator[Need]]] = {
    "budgets": budgets.needs,
    "cloudwatch": cloudwatch.needs,
    "dynamodb": dynamodb.needs,
    "dynamodbstreams": dynamodb.needs,
    "iam": iam.needs,
    "kms": kms.needs,
    "lambda": lambda_.needs,
    "logs": logs.needs,
    "sns": sns.needs,
    "sqs": sqs.needs,
    "ssm": ssm.needs,
}


def needs(service: str, name: str, params: Mapping[str, Any]) -> Iterator[Need]:
    """The rights for an operation of a service, by botocore's names.

    Raises:
        UnknownAction: nobody knows which right the operation takes.
    """
    if service in _SERVICES:
        return _SERVICES[service](name, params)
    return (Need(action) for action in reference.actions_of(f"{service}.{name}"))
