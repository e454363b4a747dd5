"""The permissions to deploy and destroy some environments, and no others."""

from collections.abc import Mapping, Sequence
from typing import Any

from stacks.constructs.policy_document import deny, statement
from stacks.permissions import actions
from stacks.permissions.scope import Scope

Statements = Sequence[Mapping[str, Any]]


def data(scope: Scope) -> Statements:
    """Tables, queues, topics, log groups, alarms and budgets, by name.

    docs/claims.md#log-group-arns
    """
    group = "log-group:/aws/lambda/*-{}"
    dashboards = scope.global_arns("cloudwatch", "dashboard/*-{}")
    return [
        statement("Tables", actions.TABLES, scope.arns("dynamodb", "table/*-{}")),
        statement("Queues", actions.QUEUES, scope.arns("sqs", "*-{}")),
        statement("Topics", actions.TOPICS, scope.arns("sns", "*-{}")),
        # They have no resource type and no condition: docs/claims.md#changed-subscriptions
        statement("Subscriptions", actions.SUBSCRIPTIONS, ["*"]),
        # docs/claims.md#saved-queries-unnamed
        statement("Queries", actions.QUERIES, ["*"]),
        statement("LogGroups", actions.LOG_GROUPS, scope.arns("logs", f"{group}:*")),
        statement("LogGroupTags", actions.LOG_GROUP_TAGS, scope.arns("logs", group)),
        statement("Alarms", actions.ALARMS, scope.arns("cloudwatch", "alarm:*-{}")),
        statement("Dashboards", actions.DASHBOARDS, dashboards),
        statement("Budgets", actions.BUDGETS, scope.global_arns("budgets", "budget/*-{}")),
    ]


def keys(scope: Scope) -> Statements:
    """New keys and names for keys; the policy of each key grants the rest (key_policy.py).

    No right hangs on the tag of a key: whoever may tag any key would have it on any key.
    - docs/claims.md#tag-any-new-key
    - docs/claims.md#alias-and-key
    """
    return [
        statement("NewKeys", actions.NEW_KEYS, ["*"], scope.requested),
        statement("Aliases", actions.ALIASES, scope.arns("kms", "alias/*-{}")),
    ]


def code(scope: Scope) -> Statements:
    """Functions and their triggers by name, REST APIs by tag.

    A change of tags names the changed ones only: what exists is found by the tag that it has.
    - docs/claims.md#changed-tags-only
    - docs/claims.md#api-tag-paths
    - docs/claims.md#new-api-tags
    """
    functions = scope.arns("lambda", "function:*-{}")
    own = {"ArnLike": {"lambda:FunctionArn": functions}}
    mappings = [scope.account.arn("lambda", "event-source-mapping:*")]
    apis = f"arn:{scope.account.partition}:apigateway:{scope.account.region}::"
    return [
        statement("Functions", actions.FUNCTIONS, functions),
        statement("Mappings", actions.MAPPINGS, ["*"], own),
        statement("MappingTags", ["lambda:TagResource"], mappings, scope.requested),
        statement("MappingTagChanges", actions.MAPPING_TAGS, mappings, scope.tagged),
        statement("NewRestApis", ["apigateway:POST"], [f"{apis}/restapis"], scope.requested),
        statement("RestApiTags", ["apigateway:PUT"], [f"{apis}/tags/*"], scope.requested),
        statement("RestApis", actions.REST_APIS, [f"{apis}/restapis/*"], scope.tagged),
        statement("RestApiTagChanges", actions.REST_API_TAGS, [f"{apis}/tags/*"], scope.tagged),
    ]


def roles(scope: Scope) -> Statements:
    """Roles by name, only with the boundary, and only for Lambda."""
    named = scope.global_arns("iam", "role/*-{}")
    bounded = {"StringEquals": {"iam:PermissionsBoundary": scope.boundary}}
    to_lambda = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
    return [
        statement("BoundedRoles", actions.BOUNDED_ROLES, named, bounded),
        statement("Roles", actions.ROLES, named),
        statement("PassRoles", ["iam:PassRole"], named, to_lambda),
    ]


def state(scope: Scope) -> Statements:
    """The states, locks and records of these environments; `reading.records` reads the records."""
    states = scope.objects("*/{}.tfstate", "*/{}.tfstate.tflock")
    records = scope.objects("environments/{}.json")
    own, write = [*states, *records], ["s3:DeleteObject", "s3:PutObject"]
    under = {"StringLike": {"kms:EncryptionContext:aws:s3:arn": own}}
    return [
        statement("ListStates", ["s3:ListBucket"], [scope.bucket]),
        statement("OwnStates", ["s3:GetObject", *write], states),
        statement("OwnRecords", write, records),
        statement("StateKey", ["kms:Decrypt", "kms:GenerateDataKey"], [scope.key], under),
    ]


def limits(scope: Scope) -> Statements:
    """What is denied in any case: other environments, the boundary, the deployment roles."""
    account = scope.account
    ours = [
        account.global_arn("iam", "role/market-pipelines-*"),
        account.global_arn("iam", "policy/market-pipelines-*"),
        account.global_arn("iam", "oidc-provider/*"),
    ]
    unbounded = {"StringNotEquals": {"iam:PermissionsBoundary": scope.boundary}}
    return [
        deny("ForeignEnvironments", _MANAGED, ["*"], scope.foreign),
        # The boundary allows a role the environment that its tag names.
        deny("ForeignTags", ["*"], ["*"], scope.requested_foreign),
        deny("KeepBoundary", actions.BEYOND_THE_BOUNDARY, ["*"]),
        deny("OnlyBoundedRoles", actions.UNBOUNDED_ROLES, ["*"], unbounded),
        deny("KeepDeployment", _IAM_WRITES, ours),
        deny("NoOtherRole", ["sts:AssumeRole"], ["*"]),
    ]


_IAM_WRITES = [f"iam:{verb}*" for verb in ("Add", "Attach", "Create", "Delete", "Detach")] + [
    f"iam:{verb}*" for verb in ("Pass", "Put", "Remove", "Set", "Tag", "Untag", "Update")
]
_MANAGED = [
    *actions.TABLES,
    *actions.QUEUES,
    *actions.TOPICS,
    *actions.LOG_GROUPS,
    *actions.LOG_GROUP_TAGS,
    *actions.ALARMS,
    *actions.DASHBOARDS,
    *actions.BUDGETS,
    *actions.ALIASES,
    "kms:TagResource",
    *actions.FUNCTIONS,
    *actions.MAPPINGS,
    *actions.REST_APIS,
    *actions.BOUNDED_ROLES,
    *actions.ROLES,
]
