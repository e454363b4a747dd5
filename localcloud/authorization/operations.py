"""Which actions an API operation asks for, where its name does not say so.

An S3 operation on one version of an object asks for the action with `Version` in its name instead:
s3:GetObjectVersion, s3:DeleteObjectVersion. The caller knows whether it names a version.

Sources, read 2026-11-26:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from collections.abc import Mapping

# boto3's name of a service -> the prefix of its actions, where they differ.
PREFIXES: Mapping[str, str] = {"dynamodbstreams": "dynamodb", "resourcegroupstaggingapi": "tag"}

_READ_BUDGET = ("budgets:ViewBudget",)
_WRITE_BUDGET = ("budgets:ModifyBudget",)
_LIST = ("s3:ListBucket",)
_PUT = ("s3:PutObject",)

ACTIONS: Mapping[str, tuple[str, ...]] = {
    # Each entry of a transaction is checked as the single operation that it is.
    "dynamodb.TransactGetItems": ("dynamodb:GetItem",),
    "dynamodb.TransactWriteItems": (
        "dynamodb:ConditionCheckItem",
        "dynamodb:DeleteItem",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
    ),
    "kms.ReEncrypt": ("kms:ReEncryptFrom", "kms:ReEncryptTo"),
    "lambda.Invoke": ("lambda:InvokeFunction",),
    "lambda.InvokeWithResponseStream": ("lambda:InvokeFunction",),
    "sns.PublishBatch": ("sns:Publish",),
    "sqs.ChangeMessageVisibilityBatch": ("sqs:ChangeMessageVisibility",),
    "sqs.DeleteMessageBatch": ("sqs:DeleteMessage",),
    "sqs.SendMessageBatch": ("sqs:SendMessage",),
    # A user needs no right to know who it is.
    "sts.GetCallerIdentity": (),
    "budgets.CreateBudget": _WRITE_BUDGET,
    "budgets.CreateNotification": _WRITE_BUDGET,
    "budgets.CreateSubscriber": _WRITE_BUDGET,
    "budgets.DeleteBudget": _WRITE_BUDGET,
    "budgets.DeleteNotification": _WRITE_BUDGET,
    "budgets.DeleteSubscriber": _WRITE_BUDGET,
    "budgets.DescribeBudget": _READ_BUDGET,
    "budgets.DescribeBudgetPerformanceHistory": _READ_BUDGET,
    "budgets.DescribeBudgets": _READ_BUDGET,
    "budgets.DescribeNotificationsForBudget": _READ_BUDGET,
    "budgets.DescribeSubscribersForNotification": _READ_BUDGET,
    "budgets.UpdateBudget": _WRITE_BUDGET,
    "budgets.UpdateNotification": _WRITE_BUDGET,
    "budgets.UpdateSubscriber": _WRITE_BUDGET,
    "s3.CompleteMultipartUpload": _PUT,
    "s3.CopyObject": ("s3:GetObject", "s3:PutObject"),
    "s3.CreateMultipartUpload": _PUT,
    "s3.DeleteBucketCors": ("s3:PutBucketCORS",),
    "s3.DeleteBucketEncryption": ("s3:PutEncryptionConfiguration",),
    "s3.DeleteBucketLifecycle": ("s3:PutLifecycleConfiguration",),
    "s3.DeleteBucketOwnershipControls": ("s3:PutBucketOwnershipControls",),
    "s3.DeleteBucketReplication": ("s3:PutReplicationConfiguration",),
    "s3.DeleteBucketTagging": ("s3:PutBucketTagging",),
    "s3.DeleteObjects": ("s3:DeleteObject",),
    "s3.DeletePublicAccessBlock": ("s3:PutBucketPublicAccessBlock",),
    "s3.GetBucketAccelerateConfiguration": ("s3:GetAccelerateConfiguration",),
    "s3.GetBucketEncryption": ("s3:GetEncryptionConfiguration",),
    "s3.GetBucketLifecycleConfiguration": ("s3:GetLifecycleConfiguration",),
    "s3.GetBucketNotificationConfiguration": ("s3:GetBucketNotification",),
    "s3.GetBucketReplication": ("s3:GetReplicationConfiguration",),
    "s3.GetObjectLockConfiguration": ("s3:GetBucketObjectLockConfiguration",),
    "s3.GetPublicAccessBlock": ("s3:GetBucketPublicAccessBlock",),
    "s3.HeadBucket": _LIST,
    "s3.HeadObject": ("s3:GetObject",),
    "s3.ListBuckets": ("s3:ListAllMyBuckets",),
    "s3.ListMultipartUploads": ("s3:ListBucketMultipartUploads",),
    "s3.ListObjectVersions": ("s3:ListBucketVersions",),
    "s3.ListObjects": _LIST,
    "s3.ListObjectsV2": _LIST,
    "s3.ListParts": ("s3:ListMultipartUploadParts",),
    "s3.PutBucketAccelerateConfiguration": ("s3:PutAccelerateConfiguration",),
    "s3.PutBucketEncryption": ("s3:PutEncryptionConfiguration",),
    "s3.PutBucketLifecycleConfiguration": ("s3:PutLifecycleConfiguration",),
    "s3.PutBucketNotificationConfiguration": ("s3:PutBucketNotification",),
    "s3.PutBucketReplication": ("s3:PutReplicationConfiguration",),
    "s3.PutObjectLockConfiguration": ("s3:PutBucketObjectLockConfiguration",),
    "s3.PutPublicAccessBlock": ("s3:PutBucketPublicAccessBlock",),
    "s3.UploadPart": _PUT,
    "s3.UploadPartCopy": ("s3:GetObject", "s3:PutObject"),
}
