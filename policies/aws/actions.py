"""What an action can be allowed on: the resource types of AWS's service authorization reference.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

import re

from policies import Known, Stack
from policies.aws.policy_documents import ACCOUNT, PARTITION, region

TABLE = "aws_dynamodb_table.NAME.arn"
STREAM = "aws_dynamodb_table.NAME.stream_arn"
QUEUE = "aws_sqs_queue.NAME.arn"
LOG_STREAMS = "aws_cloudwatch_log_group.NAME.arn:*"
KEY = "aws_kms_key.NAME.arn"
PARAMETER = f"arn:{PARTITION}:ssm:REGION:{ACCOUNT}:parameter/NAME-SUFFIX"

# Action -> the form of what it is allowed on; NAME is any name.
FORMS = {
    "dynamodb:DescribeStream": STREAM,
    "dynamodb:GetRecords": STREAM,
    "dynamodb:GetShardIterator": STREAM,
    "dynamodb:PutItem": TABLE,
    "dynamodb:Query": TABLE,
    "dynamodb:UpdateItem": TABLE,
    "kms:Decrypt": KEY,
    "kms:GenerateDataKey": KEY,
    "logs:CreateLogStream": LOG_STREAMS,
    "logs:PutLogEvents": LOG_STREAMS,
    "sns:Publish": "aws_sns_topic.NAME.arn",
    "sqs:DeleteMessage": QUEUE,
    "sqs:GetQueueAttributes": QUEUE,
    "sqs:ReceiveMessage": QUEUE,
    "sqs:SendMessage": QUEUE,
    "ssm:GetParameter": PARAMETER,
}


def form_of(action: str, stack: Stack) -> str | None:
    """The form, with the region and suffix of the stack; None if the action is unknown."""
    form = FORMS.get(action)
    suffix = stack.suffix
    if form is None or not isinstance(suffix, Known):
        return None
    return form.replace("REGION", region(stack)).replace("SUFFIX", str(suffix.value))


def has_form(resource: str, form: str) -> bool:
    """Whether a statement's resource is one thing of that form, without a wildcard in its name."""
    pattern = r"[A-Za-z0-9_./-]+".join(re.escape(part) for part in form.split("NAME"))
    return bool(re.fullmatch(pattern, resource))
