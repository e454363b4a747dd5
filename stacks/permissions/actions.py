"""The actions that Terraform and `gitops` need for the resource types of our stacks, by service.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""


def of(service: str, words: str) -> list[str]:
    """The actions `words` of a service, as IAM writes them."""
    return [f"{service}:{word}" for word in words.split()]


# What Terraform asks to compare declared and deployed resources.
READ = [
    *of("budgets", "ListTagsForResource ViewBudget"),
    *of("cloudwatch", "DescribeAlarms GetDashboard ListTagsForResource"),
    *of("dynamodb", "DescribeContinuousBackups DescribeTable DescribeTimeToLive"),
    *of("dynamodb", "ListTagsOfResource"),
    *of("iam", "GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies"),
    *of("kms", "ListAliases"),
    *of("lambda", "GetEventSourceMapping GetFunctionCodeSigningConfig"),
    *of("lambda", "GetFunctionEventInvokeConfig GetPolicy ListTags"),
    *of("logs", "DescribeLogGroups DescribeMetricFilters DescribeSubscriptionFilters"),
    *of("logs", "DescribeQueryDefinitions ListTagsForResource"),
    *of("sns", "GetSubscriptionAttributes GetTopicAttributes ListTagsForResource"),
    *of("sqs", "GetQueueAttributes ListQueueTags"),
    *of("tag", "GetResources"),  # `gitops drift` reports what no state holds
]
# What it asks besides to make and remove them, and `gitops` to find what exists and what is left.
# ListFunctions shows the functions of the whole account: docs/claims.md#list-functions-variables
FIND = [
    *of("cloudwatch", "ListDashboards"),
    *of("dynamodb", "ListBackups ListTables"),
    *of("iam", "GetPolicy ListInstanceProfilesForRole ListRoles"),
    *of("lambda", "GetAccountSettings GetFunctionConcurrency ListEventSourceMappings"),
    *of("lambda", "ListFunctions"),
    *of("sns", "ListTopics"),
    *of("sqs", "GetQueueUrl ListQueues"),
    *of("ssm", "DescribeParameters"),
]

# They return the variables of a function, GetFunction also a link to its code. Terraform reads each
# function by GetFunction, and AWS has no right to the one without the other:
# docs/claims.md#get-function-one-right
READ_FUNCTIONS = of("lambda", "GetFunction ListVersionsByFunction")
READ_KEYS = of("kms", "DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags")

TABLES = of(
    "dynamodb",
    "CreateTable DeleteTable TagResource UntagResource UpdateContinuousBackups UpdateTable",
)
QUEUES = of("sqs", "CreateQueue DeleteQueue SetQueueAttributes TagQueue UntagQueue")
TOPICS = of("sns", "CreateTopic DeleteTopic SetTopicAttributes Subscribe TagResource UntagResource")
SUBSCRIPTIONS = of("sns", "SetSubscriptionAttributes Unsubscribe")
LOG_GROUPS = of(
    "logs",
    "AssociateKmsKey CreateLogGroup DeleteLogGroup DeleteMetricFilter DeleteSubscriptionFilter"
    " PutMetricFilter PutRetentionPolicy PutSubscriptionFilter",
)
# IAM knows no resource for a saved query.
QUERIES = of("logs", "DeleteQueryDefinition PutQueryDefinition")
LOG_GROUP_TAGS = of("logs", "TagResource UntagResource")
ALARMS = of("cloudwatch", "DeleteAlarms PutMetricAlarm TagResource UntagResource")
DASHBOARDS = of("cloudwatch", "DeleteDashboards PutDashboard")
BUDGETS = of("budgets", "ModifyBudget TagResource UntagResource")
ALIASES = of("kms", "CreateAlias DeleteAlias UpdateAlias")
NEW_KEYS = of("kms", "CreateKey TagResource")
# The policy of each key grants these, see key_policy.py.
KEYS = [
    *ALIASES,
    *READ_KEYS,
    *of("kms", "DisableKeyRotation EnableKeyRotation PutKeyPolicy"),
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
    "AddPermission CreateFunction DeleteFunction DeleteFunctionEventInvokeConfig"
    " PutFunctionConcurrency PutFunctionEventInvokeConfig RemovePermission TagResource"
    " UntagResource UpdateFunctionCode UpdateFunctionConfiguration",
)
MAPPINGS = of(
    "lambda", "CreateEventSourceMapping DeleteEventSourceMapping UpdateEventSourceMapping"
)
MAPPING_TAGS = of("lambda", "TagResource UntagResource")
REST_APIS = of("apigateway", "DELETE PATCH POST PUT UpdateRestApiPolicy")
REST_API_TAGS = of("apigateway", "DELETE PUT")
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
TESTED_TABLES = of("dynamodb", "BatchWriteItem GetItem Query")
TESTED_QUEUES = of(
    "sqs",
    "ChangeMessageVisibility DeleteMessage ListMessageMoveTasks ReceiveMessage SendMessage"
    " StartMessageMoveTask",
)
TESTED_FUNCTIONS = of("lambda", "GetFunctionConfiguration InvokeFunction")
TESTED_LOGS = of("logs", "FilterLogEvents")
SECRETS = of("ssm", "AddTagsToResource DeleteParameters PutParameter")
SECRET_VALUES = of("ssm", "GetParameter")
EVERY_SECRET_VALUE = ["ssm:GetParameter*"]
