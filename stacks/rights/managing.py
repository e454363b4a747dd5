"""What it takes to deploy and destroy environments, and nothing of any other."""

from collections.abc import Mapping, Sequence
from typing import Any

from stacks.constructs.policy_document import deny, statement
from stacks.rights import actions
from stacks.rights.reach import Reach

Statements = Sequence[Mapping[str, Any]]


def data(reach: Reach) -> Statements:
    """Tables, queues, topics and log groups, by name."""
    groups = reach.arns("logs", "log-group:/aws/lambda/*-{}", "log-group:/aws/lambda/*-{}:*")
    dashboards = reach.global_arns("cloudwatch", "dashboard/*-{}")
    return [
        statement("Tables", actions.TABLES, reach.arns("dynamodb", "table/*-{}")),
        statement("Queues", actions.QUEUES, reach.arns("sqs", "*-{}")),
        statement("Topics", actions.TOPICS, reach.arns("sns", "*-{}")),
        # Of a subscription IAM sees no name.
        statement("Subscriptions", ["sns:Unsubscribe"], ["*"]),
        statement("LogGroups", actions.LOG_GROUPS, groups),
        statement("Alarms", actions.ALARMS, [*reach.arns("cloudwatch", "alarm:*-{}"), *dashboards]),
        statement("Budgets", actions.BUDGETS, reach.global_arns("budgets", "budget/*-{}")),
    ]


def keys(reach: Reach) -> Statements:
    """Keys, by their tag: a key has no name."""
    every = [reach.account.arn("kms", "key/*")]
    services = [
        f"{name}.{reach.account.region}.amazonaws.com" for name in ("dynamodb", "lambda", "sqs")
    ]
    used = {**reach.tagged, "StringEquals": {"kms:ViaService": services}}
    granted = {**reach.tagged, "Bool": {"kms:GrantIsForAWSResource": "true"}}
    return [
        statement("NewKeys", actions.NEW_KEYS, ["*"], reach.asked),
        statement("Keys", actions.KEYS, every, reach.tagged),
        statement("Aliases", _ALIASES, reach.arns("kms", "alias/*-{}")),
        statement("UseKeys", actions.KEY_USE, every, used),
        statement("GrantKeys", ["kms:CreateGrant"], every, granted),
    ]


def code(reach: Reach) -> Statements:
    """Functions and their triggers by name, doors by tag."""
    functions = reach.arns("lambda", "function:*-{}")
    own = {"ArnLike": {"lambda:FunctionArn": functions}}
    mappings = [reach.account.arn("lambda", "event-source-mapping:*")]
    doors = f"arn:{reach.account.partition}:apigateway:{reach.account.region}::"
    return [
        statement("Functions", actions.FUNCTIONS, functions),
        statement("Mappings", actions.MAPPINGS, ["*"], own),
        statement("MappingTags", ["lambda:TagResource"], mappings, reach.asked),
        statement("NewDoors", ["apigateway:POST"], [f"{doors}/restapis"], reach.asked),
        statement("DoorTags", ["apigateway:PUT"], [f"{doors}/tags/*"], reach.asked),
        statement("Doors", actions.DOORS, [f"{doors}/restapis/*"], reach.tagged),
    ]


def roles(reach: Reach) -> Statements:
    """Roles by name, and only with the boundary; they are for Lambda alone."""
    named = reach.global_arns("iam", "role/*-{}")
    bounded = {"StringEquals": {"iam:PermissionsBoundary": reach.boundary}}
    to_lambda = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
    return [
        statement("BoundedRoles", actions.BOUNDED_ROLES, named, bounded),
        statement("Roles", actions.ROLES, named),
        statement("PassRoles", ["iam:PassRole"], named, to_lambda),
    ]


def state(reach: Reach) -> Statements:
    """The states, locks and records of these environments."""
    own = reach.objects("*/{}.tfstate", "*/{}.tfstate.tflock", "environments/{}.json")
    objects = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
    under = {"StringLike": {"kms:EncryptionContext:aws:s3:arn": own}}
    return [
        statement("ListStates", ["s3:ListBucket"], [reach.bucket]),
        statement("OwnStates", objects, own),
        statement("StateKey", ["kms:Decrypt", "kms:GenerateDataKey"], [reach.key], under),
    ]


def limits(reach: Reach) -> Statements:
    """What stays forbidden whatever is allowed: other environments, the boundary, the roles."""
    account = reach.account
    ours = [
        account.global_arn("iam", "role/market-pipelines-*"),
        account.global_arn("iam", "policy/market-pipelines-*"),
        account.global_arn("iam", "oidc-provider/*"),
    ]
    unbounded = {"StringNotEquals": {"iam:PermissionsBoundary": reach.boundary}}
    return [
        deny("OthersEnvironments", _MANAGED, ["*"], reach.of_others),
        # The boundary lets a role reach the environment that its tag names.
        deny("OthersTags", ["*"], ["*"], reach.asked_for_others),
        deny("KeepBoundary", actions.BEYOND_THE_BOUNDARY, ["*"]),
        deny("OnlyBoundedRoles", actions.UNBOUNDED_ROLES, ["*"], unbounded),
        deny("KeepDeployment", _IAM_WRITES, ours),
        deny("NoOtherRole", ["sts:AssumeRole"], ["*"]),
    ]


_ALIASES = ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"]
_IAM_WRITES = [f"iam:{verb}*" for verb in ("Add", "Attach", "Create", "Delete", "Detach")] + [
    f"iam:{verb}*" for verb in ("Pass", "Put", "Remove", "Set", "Tag", "Untag", "Update")
]
# CreateGrant and the use of keys are not here: the key of the states is the account's.
_MANAGED = [
    *actions.TABLES,
    *actions.QUEUES,
    *actions.TOPICS,
    *actions.LOG_GROUPS,
    *actions.ALARMS,
    *actions.BUDGETS,
    *actions.KEYS,
    *actions.FUNCTIONS,
    *actions.MAPPINGS,
    *actions.DOORS,
    *actions.BOUNDED_ROLES,
    *actions.ROLES,
]
