"""What an action can be allowed on: the resource types of AWS's service authorization reference.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html

The reference says which actions only read or list, and of what; data/read_actions.json holds that.
Actions that change something are listed here, each as somebody needed it.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from policies import Known, Stack
from policies.aws.policy_documents import ACCOUNT, PARTITION, region

READ_ACTIONS = Path(__file__).parent / "data" / "read_actions.json"
# Resource type of the reference -> the form of such a resource; NAME is any name.
FORMS = {
    "dynamodb:index": "aws_dynamodb_table.NAME.arn/index/NAME",
    "dynamodb:stream": "aws_dynamodb_table.NAME.stream_arn",
    "dynamodb:table": "aws_dynamodb_table.NAME.arn",
    "kms:key": "aws_kms_key.NAME.arn",
    "logs:log-group": "aws_cloudwatch_log_group.NAME.arn:*",
    "logs:log-stream": "aws_cloudwatch_log_group.NAME.arn:*",
    "sns:topic": "aws_sns_topic.NAME.arn",
    "sqs:queue": "aws_sqs_queue.NAME.arn",
    "ssm:parameter": f"arn:{PARTITION}:ssm:REGION:{ACCOUNT}:parameter/NAME-SUFFIX",
}
# Action that changes something, or decrypts it -> what it acts on.
CHANGES = {
    "dynamodb:PutItem": "dynamodb:table",
    "dynamodb:UpdateItem": "dynamodb:table",
    "kms:Decrypt": "kms:key",
    "kms:GenerateDataKey": "kms:key",
    "logs:CreateLogStream": "logs:log-stream",
    "logs:PutLogEvents": "logs:log-stream",
    "sns:Publish": "sns:topic",
    "sqs:DeleteMessage": "sqs:queue",
    "sqs:ReceiveMessage": "sqs:queue",
    "sqs:SendMessage": "sqs:queue",
}


def is_known(action: str) -> bool:
    """Whether anybody knows what the action acts on."""
    return bool(_types(action))


def forms_of(action: str, stack: Stack) -> tuple[str, ...]:
    """The forms, with the region and suffix of the stack; none if the action is unknown.

    Any name will do as the suffix where the stack has none.
    """
    suffix = stack.suffix
    ending = str(suffix.value) if isinstance(suffix, Known) else "NAME"
    return tuple(
        FORMS[kind].replace("REGION", region(stack)).replace("SUFFIX", ending)
        for kind in _types(action)
    )


def _types(action: str) -> tuple[str, ...]:
    return (CHANGES[action],) if action in CHANGES else _read_actions().get(action, ())


@cache
def _read_actions() -> Mapping[str, tuple[str, ...]]:
    actions: Mapping[str, list[str]] = json.loads(READ_ACTIONS.read_text())["actions"]
    return {
        action: tuple(dict.fromkeys(kind for kind in kinds if kind in FORMS))
        for action, kinds in actions.items()
    }


def has_form(resource: str, form: str) -> bool:
    """Whether a statement's resource is one thing of that form, without a wildcard in its name."""
    pattern = r"[A-Za-z0-9_./-]+".join(re.escape(part) for part in form.split("NAME"))
    return bool(re.fullmatch(pattern, resource))
