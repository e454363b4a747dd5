"""What Lambda and CloudWatch Logs try at once, and refuse if a role, a key or a policy forbids it.

Terraform's provider retries some of these sentences while IAM's changes spread:
https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/lambda/function.go,
event_source_mapping.go, function_event_invoke_config.go and logs/subscription_filter.go.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from localcloud.identity import propagation, roles
from localcloud.identity.customer_keys import with_keys
from localcloud.identity.needs import Need, arn
from localcloud.identity.operations.kms import key_arn
from localcloud.identity.services import LOGS, logs_may_use, may_invoke
from localcloud.lambda_.execution_role import NOT_ASSUMABLE, role_may, trusts_lambda
from localcloud.refusals.functions import named_function
from localcloud.refusals.requests import Rule, ServiceRequest
from localcloud.service_errors import ServiceError

_LOG = logging.getLogger(__name__)
_INVALID = "InvalidParameterValueException"
_SENDS = {
    "sqs": ("sqs:SendMessage", "SendMessage on SQS"),
    "sns": ("sns:Publish", "Publish on SNS"),
}
_TARGETS = {
    "sqs": "sqs:SendMessage",
    "sns": "sns:Publish",
    "lambda": "lambda:InvokeFunction",
}
_RECEIVES = ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")
_READS = ("GetRecords", "GetShardIterator", "DescribeStream")


def _assumable(request: ServiceRequest) -> None:
    role_arn = request.params.get("Role")
    role = roles.find(role_arn) if role_arn else None
    if role_arn and (role is None or not trusts_lambda(role)):
        # Terraform retries for five minutes and shows only the sentence.
        _LOG.warning("Lambda cannot assume %s: %s", role_arn, role and role.trust)
        raise ServiceError(_INVALID, NOT_ASSUMABLE)


def _spread(request: ServiceRequest) -> None:
    """A role that was made or changed just now may be unknown to Lambda yet.

    Sources: docs/claims.md#late-roles
    """
    role = request.params.get("Role")
    if role and not propagation.active.is_assumable(role, request.operation):
        raise ServiceError(_INVALID, NOT_ASSUMABLE)


def _dead_letters(request: ServiceRequest) -> None:
    target = str((request.params.get("DeadLetterConfig") or {}).get("TargetArn") or "")
    action, words = _SENDS.get(target.split(":")[2], ("", "")) if target else ("", "")
    if action and not _role_may(request, [Need(action, target)]):
        text = f"The provided execution role does not have permissions to call {words}"
        raise ServiceError(_INVALID, text)


def _destinations(request: ServiceRequest) -> None:
    config = request.params.get("DestinationConfig") or {}
    for each in config.values():
        target = str((each or {}).get("Destination") or "")
        action = _TARGETS.get(target.split(":")[2]) if target else None
        if action and not _role_may(request, [Need(action, target)]):
            verb = action.partition(":")[2]
            raise ServiceError(
                _INVALID,
                f"The function's execution role does not have permissions to call {verb} on"
                f" {target}",
            )


def _updated_source(request: ServiceRequest) -> None:
    """An update tries what a create does.

    Source: docs/claims.md#mapping-update-checks-role
    """
    stored = request.backend("lambda").get_event_source_mapping(request.params["UUID"])
    if stored is not None:
        present = {"EventSourceArn": stored.event_source_arn, "FunctionName": stored.function_arn}
        updated = replace(request, params={**present, **request.params})
        if named_function(updated):
            _event_source(updated)


def _event_source(request: ServiceRequest) -> None:
    source = request.params.get("EventSourceArn") or ""
    if ":sqs:" in source:
        for action in _RECEIVES:
            if not _role_may(request, [Need(f"sqs:{action}", source)]):
                raise ServiceError(
                    _INVALID,
                    "The function execution role does not have permissions to call"
                    f" {action} on SQS",
                )
    elif ":dynamodb:" in source and not _role_may(request, _stream_needs(source)):
        raise ServiceError(
            _INVALID,
            f"Cannot access stream {source}. Please ensure the role can perform the GetRecords,"
            " GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM.",
        )


def _stream_needs(source: str) -> Iterator[Need]:
    yield from (Need(f"dynamodb:{each}", source) for each in _READS)
    yield Need("dynamodb:ListStreams")


def _role_may(request: ServiceRequest, needs: Iterable[Need]) -> bool:
    """Whether the role of the function in the request, present or to be, has these rights yet."""
    function = named_function(request)
    role = request.params.get("Role") or (function.role if function else "")
    if not propagation.active.is_assumable(role, request.operation):
        return False
    name = function.function_name if function else request.params["FunctionName"]
    return role_may(role, name, with_keys(needs))


def _subscription(request: ServiceRequest) -> None:
    group, target = request.params["logGroupName"], request.params["destinationArn"]
    source = arn("logs", f"log-group:{group}:*")
    if ":lambda:" in target and not may_invoke(LOGS, source, target):
        raise ServiceError(
            "InvalidParameterException",
            "Could not execute the lambda function. Make sure you have given CloudWatch Logs"
            " permission to execute your function.",
        )


def _group_key(request: ServiceRequest) -> None:
    key: Any = request.params.get("kmsKeyId")
    group = arn("logs", f"log-group:{request.params.get('logGroupName')}")
    if key and not logs_may_use(group, key_arn(key)):
        raise ServiceError(
            "AccessDeniedException",
            f"The specified KMS key does not exist or is not allowed to be used with Arn '{group}'",
            400,
        )


RULES: dict[str, tuple[Rule, ...]] = {
    "lambda.CreateEventSourceMapping": (_event_source,),
    "lambda.CreateFunction": (_assumable, _spread, _dead_letters),
    "lambda.PutFunctionEventInvokeConfig": (_destinations,),
    "lambda.UpdateFunctionConfiguration": (_assumable, _spread, _dead_letters),
    "lambda.UpdateFunctionEventInvokeConfig": (_destinations,),
    "lambda.UpdateEventSourceMapping": (_updated_source,),
    "logs.AssociateKmsKey": (_group_key,),
    "logs.CreateLogGroup": (_group_key,),
    "logs.PutSubscriptionFilter": (_subscription,),
}
