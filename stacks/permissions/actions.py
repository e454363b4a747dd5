"""The actions that Terraform and `gitops` need for the resource types of our stacks, by service.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""


def of(service: str, words: str) -> list[str]:
    """The actions `words` of a service, as IAM writes them."""
    return [f"{service}:{word}" for word in words.split()]


# ListFunctions shows the functions of the whole account: docs/claims.md#list-functions-variables
READ = [
    *of("budgets", "ListTagsForResource ViewBudget"),
    *of("cloudwatch", "DescribeAlarms GetDashboard ListDashboards ListTagsForResource"),
    *of("dynamodb", "DescribeContinuousBackups DescribeTable DescribeTimeToLive"),
    *of("dynamodb", "ListBackups ListTables ListTagsOfResource"),
    *of("iam", "GetPolicy GetPolicyVersion GetRole GetRolePolicy ListAttachedRolePolicies"),
    *of("iam", "ListInstanceProfilesForRole ListRolePolicies ListRoles ListRoleTags"),
    *of("kms", "ListAliases"),
    *of("lambda", "GetAccountSettings GetEventSourceMapping GetFunctionConcurrency"),
    *of("lambda", "GetFunctionCodeSigningConfig GetPolicy"),
    *of("lambda", "GetFunctionEventInvokeConfig ListEventSourceMappings ListFunctions"),
    *of("lambda", "ListTags"),
    *of("logs", "DescribeLogGroups DescribeMetricFilters DescribeSubscriptionFilters"),
    *of("logs", "ListTagsForResource"),
    *of("sns", "GetSubscriptionAttributes GetTopicAttributes ListSubscriptionsByTopic"),
    *of("sns", "ListTagsForResource ListTopics"),
    *of("sqs", "GetQueueAttributes GetQueueUrl ListQueueTags ListQueues"),
    *of("ssm", "DescribeParameters"),
    *of("tag", "GetResources"),
]

# They return the variables of a function, GetFunction also a link to its code. Terraform reads each
# function by GetFunction, and AWS has no right to the one without the other:
# docs/claims.md#get-function-one-right
READ_FUNCTIONS = of("lambda", "GetFunction GetFunctionConfiguration ListVersionsByFunction")
READ_KEYS = of("kms", "DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags")

TABLES = of(
    "dynamodb",
    "CreateTable DeleteTable TagResource UntagResource UpdateContinuousBackups UpdateTable"
    " UpdateTimeToLive",
)
QUEUES = of("sqs", "CreateQueue DeleteQueue SetQueueAttributes TagQueue UntagQueue")
TOPICS = of("sns", "CreateTopic DeleteTopic SetTopicAttributes Subscribe TagResource UntagResource")
LOG_GROUPS = of(
    "logs",
    "AssociateKmsKey CreateLogGroup DeleteLogGroup DeleteMetricFilter DeleteSubscriptionFilter"
    " PutMetricFilter PutRetentionPolicy PutSubscriptionFilter TagResource UntagResource",
)
ALARMS = of(
    "cloudwatch",
    "DeleteAlarms DeleteDashboards PutDashboard PutMetricAlarm TagResource UntagResource",
)
BUDGETS = of("budgets", "ModifyBudget TagResource UntagResource")
ALIASES = of("kms", "CreateAlias DeleteAlias UpdateAlias")
NEW_KEYS = of("kms", "CreateKey TagResource")
# The policy of each key grants these, see key_policy.py.
KEYS = [
    *ALIASES,
    *READ_KEYS,
    *of("kms", "CancelKeyDeletion DisableKeyRotation EnableKeyRotation PutKeyPolicy"),
    *of("kms", "ScheduleKeyDeletion TagResource UntagResource UpdateKeyDescription"),
]
# DynamoDB and Lambda use the key as the principal that deploys:
# docs/claims.md#tables-by-caller
KEY_USE = of(
    "kms",
    "Decrypt Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext ReEncryptFrom ReEncryptTo",
)
FUNCTIONS = of(
    "lambda",
    "AddPermission CreateFunction DeleteFunction DeleteFunctionConcurrency"
    " DeleteFunctionEventInvokeConfig PutFunctionConcurrency PutFunctionEventInvokeConfig"
    " RemovePermission TagResource UntagResource UpdateFunctionCode UpdateFunctionConfiguration"
    " UpdateFunctionEventInvokeConfig",
)
MAPPINGS = of(
    "lambda", "CreateEventSourceMapping DeleteEventSourceMapping UpdateEventSourceMapping"
)
MAPPING_TAGS = of("lambda", "TagResource UntagResource")
REST_APIS = of("apigateway", "DELETE PATCH POST PUT UpdateRestApiPolicy")
# Allowed only for roles with the boundary.
BOUNDED_ROLES = of("iam", "CreateRole DeleteRolePolicy PutRolePermissionsBoundary PutRolePolicy")
ROLES = of("iam", "DeleteRole TagRole UntagRole UpdateAssumeRolePolicy")
# Would take a role out of its boundary, or change the boundary itself.
BEYOND_THE_BOUNDARY = of(
    "iam",
    "CreatePolicyVersion DeletePolicy DeletePolicyVersion DeleteRolePermissionsBoundary"
    " SetDefaultPolicyVersion",
)
UNBOUNDED_ROLES = [*BOUNDED_ROLES, *of("iam", "AttachRolePolicy")]

# The integration tests, in an environment of their own.
TESTED_TABLES = of(
    "dynamodb",
    "BatchWriteItem DeleteItem DescribeStream GetItem GetRecords GetShardIterator PutItem Query"
    " Scan UpdateItem",
)
TESTED_QUEUES = of(
    "sqs",
    "CancelMessageMoveTask ChangeMessageVisibility DeleteMessage ListMessageMoveTasks PurgeQueue"
    " ReceiveMessage SendMessage StartMessageMoveTask",
)
TESTED_LOGS = of("logs", "FilterLogEvents GetLogEvents")
SECRETS = of("ssm", "AddTagsToResource DeleteParameter DeleteParameters PutParameter")
SECRET_VALUES = of("ssm", "GetParameter GetParameters")
EVERY_SECRET_VALUE = ["ssm:GetParameter*"]
