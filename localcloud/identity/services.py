"""What services may do on behalf of a resource: the policy of the target decides alone.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
(service principals), read 2026-11-26.
"""

from localcloud.account import REGION
from localcloud.identity import principals
from localcloud.identity.authorizer import missing_right
from localcloud.identity.customer_keys import unusable, with_keys
from localcloud.identity.needs import Need, arn

API_GATEWAY = "apigateway.amazonaws.com"
CLOUDWATCH = "cloudwatch.amazonaws.com"
LAMBDA = "lambda.amazonaws.com"
LOGS = "logs.amazonaws.com"
SNS = "sns.amazonaws.com"


def may_invoke(service: str, source_arn: str, function: str) -> bool:
    """Whether the policy of a function (name or ARN) lets a service invoke it for a resource."""
    name = function if function.startswith("arn:") else arn("lambda", f"function:{function}")
    return _may(service, source_arn, Need("lambda:InvokeFunction", name))


def may_send(topic_arn: str, queue_arn: str) -> bool:
    """Whether the policy of a queue lets SNS send it the messages of a topic."""
    return _may(SNS, topic_arn, Need("sqs:SendMessage", queue_arn))


def may_publish(alarm_arn: str, topic_arn: str) -> bool:
    """Whether the topic's policy, and that of its key, let CloudWatch publish for an alarm.

    https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
    """
    needs = with_keys([Need("sns:Publish", topic_arn)])
    cloudwatch = principals.service(CLOUDWATCH, alarm_arn)
    return missing_right(cloudwatch, needs) is None and unusable(needs) is None


def logs_may_use(log_group_arn: str, key_arn: str) -> bool:
    """Whether CloudWatch Logs may encrypt a log group with a key.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """
    context = {
        "kms:EncryptionContext:aws:logs:arn": log_group_arn,
        "kms:EncryptionContextKeys": ["aws:logs:arn"],
    }
    logs = principals.service(f"logs.{REGION}.amazonaws.com", log_group_arn)
    actions = ("kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey")
    return missing_right(logs, (Need(each, key_arn, context) for each in actions)) is None


def _may(service: str, source_arn: str, need: Need) -> bool:
    return missing_right(principals.service(service, source_arn), [need]) is None
