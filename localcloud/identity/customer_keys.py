"""The use of a customer's KMS key by a service, on behalf of its caller or for itself.

Whoever reads or writes an encrypted resource needs the right to its key as well:
https://docs.aws.amazon.com/kms/latest/developerguide/service-integration.html, read 2026-11-26.
AWS remembers an answer for up to five minutes; here every request asks again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from moto.dynamodb.models import dynamodb_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from localcloud.account import ACCOUNT, REGION
from localcloud.identity import resources
from localcloud.identity.needs import Need, service_of
from localcloud.identity.operations.kms import key_arn
from localcloud.identity.recent_refusals import RefusedAction, recent

# Each service has its own: whoever may use the service may use it.
_AWS_MANAGED = "alias/aws/"

_ITEMS = (
    "BatchGetItem",
    "BatchWriteItem",
    "ConditionCheckItem",
    "DeleteItem",
    "GetItem",
    "GetRecords",
)
_MORE_ITEMS = ("PutItem", "Query", "Scan", "UpdateItem")
_NEW_TABLE = (
    "DescribeKey", "CreateGrant", "Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo",
    "GenerateDataKey",
)  # fmt: skip
_VARIABLES = ("CreateGrant", "Encrypt")

# Action -> what the service asks of the key. Sources, read 2026-11-26:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
# https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
# https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
_USES: Mapping[str, tuple[str, ...]] = {
    **{f"dynamodb:{each}": ("Decrypt",) for each in (*_ITEMS, *_MORE_ITEMS)},
    "dynamodb:CreateTable": _NEW_TABLE,
    "dynamodb:UpdateTable": _NEW_TABLE,
    "lambda:CreateFunction": _VARIABLES,
    "lambda:GetFunctionConfiguration": ("Decrypt",),
    "lambda:UpdateFunctionConfiguration": _VARIABLES,
    "sns:Publish": ("GenerateDataKey", "Decrypt"),
    "sqs:ReceiveMessage": ("Decrypt",),
    "sqs:SendMessage": ("GenerateDataKey", "Decrypt"),
    "ssm:GetParameter": ("Decrypt",),
    "ssm:GetParameters": ("Decrypt",),
    "ssm:PutParameter": ("Encrypt",),
}
# Service -> the name of its resource in the encryption context.
_CONTEXT = {
    "dynamodb": "aws:dynamodb:tableName",
    "lambda": "aws:lambda:FunctionArn",
    "sns": "aws:sns:topicArn",
    "sqs": "aws:sqs:arn",
    "ssm": "PARAMETER_ARN",
}


def uses(needs: Iterable[Need]) -> Iterator[Need]:
    """The rights to customers' keys that come with these rights."""
    for need in needs:
        found = _key(need) if need.action in _USES else ""
        if found:
            for action in _USES[need.action]:
                yield use(action, found, need.resource)


def with_keys(needs: Iterable[Need]) -> list[Need]:
    """These rights, and those to the keys that come with them."""
    given = list(needs)
    return [*given, *uses(given)]


def use(action: str, key: str, resource: str) -> Need:
    """The right to a key, as the service of the resource asks for it."""
    service = service_of(resource)
    name = _CONTEXT[service]
    context: dict[str, Any] = {
        "aws:ViaAWSService": "true",
        "aws:CalledVia": [f"{service}.amazonaws.com"],
        "kms:ViaService": f"{service}.{REGION}.amazonaws.com",
    }
    if action == "CreateGrant":
        context["kms:GrantIsForAWSResource"] = "true"
    elif action != "DescribeKey":
        value = resource.rpartition("/")[2] if service == "dynamodb" else resource
        context |= {f"kms:EncryptionContext:{name}": value, "kms:EncryptionContextKeys": [name]}
    return Need(f"kms:{action}", key_arn(key), context)


def unusable(needs: Iterable[Need]) -> Any:
    """Moto's key that is disabled or pending deletion, of those named; None if all can be used."""
    for need in needs:
        key = resources.key(need.resource) if need.action.startswith("kms:") else None
        if key is not None and key.key_state != "Enabled":
            service = str(need.context.get("kms:ViaService", ""))
            recent.add(RefusedAction(service, need.action, key.arn, key.key_state))
            return key
    return None


def _key(need: Need) -> str:
    """The ARN of the customer's key behind a right, "" if there is none."""
    read = None if need.key else _OF_RESOURCE.get(service_of(need.resource))
    named = read(need.resource) if read else need.key
    if not named or _AWS_MANAGED in named:
        return ""
    found = resources.key(key_arn(named))
    managed = found is not None and any(_AWS_MANAGED in alias for alias in found.aliases)
    return "" if managed else key_arn(named)


def _of_table(arn: str) -> str:
    name = arn.split(":", 5)[5].split("/")[1]
    table = dynamodb_backends[ACCOUNT][REGION].tables.get(name)
    specification = (table.sse_specification if table else None) or {}
    return str(specification.get("KMSMasterKeyId") or "") if specification.get("Enabled") else ""


def _of_queue(arn: str) -> str:
    queue = sqs_backends[ACCOUNT][REGION].queues.get(arn.rpartition(":")[2])
    return str(getattr(queue, "kms_master_key_id", None) or "")


def _of_topic(arn: str) -> str:
    topic = sns_backends[ACCOUNT][REGION].topics.get(arn)
    return str(getattr(topic, "kms_master_key_id", None) or "")


_OF_RESOURCE: Mapping[str, Callable[[str], str]] = {
    "dynamodb": _of_table,
    "sns": _of_topic,
    "sqs": _of_queue,
}
