"""What a deployment role may do, by rules: reading anywhere, all else within its environments.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

import re

from policies import Stack
from policies.aws.deployment_roles import BOUNDARY_ARN, PLANNED
from policies.aws.policy_documents import ACCOUNT, PARTITION, Statement, arn, region

Condition = tuple[str, str, frozenset[str]]
READING = re.compile(
    r"(budgets|cloudwatch|dynamodb|iam|kms|lambda|logs|sns|sqs|ssm|tag)"
    r":(Describe|Get|List|View)[A-Za-z]+|apigateway:GET"
)
# They return the variables of a function.
READING_FUNCTIONS = {
    "lambda:GetFunction",
    "lambda:GetFunctionConfiguration",
    "lambda:ListVersionsByFunction",
}
# They read what people stored, not how something is configured.
READING_DATA = {
    "dynamodb:DescribeStream",
    "dynamodb:GetItem",
    "dynamodb:GetRecords",
    "dynamodb:GetResourcePolicy",
    "dynamodb:GetShardIterator",
    *READING_FUNCTIONS,
    "logs:GetLogEvents",
    "logs:GetLogRecord",
    "logs:GetQueryResults",
    "ssm:GetParameter",
    "ssm:GetParameterHistory",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
}
ACTION = re.compile(
    r"(budgets|cloudwatch|dynamodb|iam|kms|lambda|logs|sns|sqs|ssm):[A-Z][A-Za-z0-9]+"
    r"|apigateway:(DELETE|PATCH|POST|PUT|UpdateRestApiPolicy)"
)
# The tag of what has no name of ours. Of a subscription and of a saved query IAM sees neither.
TAGGED = {"apigateway", "kms", "lambda"}
NAMELESS = {
    "logs:DeleteQueryDefinition",
    "logs:PutQueryDefinition",
    "sns:SetSubscriptionAttributes",
    "sns:Unsubscribe",
}

BOUNDED: Condition = ("StringEquals", "iam:PermissionsBoundary", frozenset({BOUNDARY_ARN}))
TO_LAMBDA: Condition = (
    "StringEquals",
    "iam:PassedToService",
    frozenset({"lambda.amazonaws.com"}),
)
OF_RECORDS: Condition = ("StringEquals", "s3:prefix", frozenset({"environments/"}))
# Without the boundary in question, or with it alone.
ON_ROLES = {
    "iam:DeleteRole",
    "iam:TagRole",
    "iam:UntagRole",
    "iam:UpdateAssumeRolePolicy",
}
NEEDED: dict[str, Condition] = {
    **dict.fromkeys(
        (
            "iam:CreateRole",
            "iam:DeleteRolePolicy",
            "iam:PutRolePermissionsBoundary",
            "iam:PutRolePolicy",
        ),
        BOUNDED,
    ),
    "iam:PassRole": TO_LAMBDA,
}
# All else that is done to a key is granted by the policy of the key, see deployment_keys.
ON_KEYS = {
    "kms:CreateAlias",
    "kms:CreateKey",
    "kms:DeleteAlias",
    "kms:TagResource",
    "kms:UpdateAlias",
}
KEY_USE = {"kms:Decrypt", "kms:GenerateDataKey"}


def is_reading(action: str) -> bool:
    """Whether the action shows how something is configured, and no data."""
    return bool(READING.fullmatch(action)) and action not in READING_DATA


def excess(statement: Statement, suffixes: tuple[str, ...], stack: Stack) -> list[str]:
    """The actions that the statement allows beyond the environments of these suffixes."""
    return [
        action
        for action in sorted(statement.actions)
        if not statement.resources
        or not (is_reading(action) or _within(action, statement, suffixes, stack))
    ]


def _within(action: str, statement: Statement, suffixes: tuple[str, ...], stack: Stack) -> bool:
    if action.startswith("s3:"):
        return _of_states(action, statement, suffixes, stack)
    if action.startswith("kms:") and action not in ON_KEYS:
        return _under_context(action, statement, suffixes, stack)
    if action in READING_FUNCTIONS:
        own = suffixes or PLANNED
        return all(_named(one, "lambda", own, stack) for one in statement.resources)
    if not ACTION.fullmatch(action) or not suffixes:
        return False
    if action.startswith("iam:") and action not in {*NEEDED, *ON_ROLES}:
        return False
    # The condition without which the action reaches further than its name.
    conditioned = action not in NEEDED or NEEDED[action] in statement.conditions
    confined = action in NAMELESS or _confined(action, statement, suffixes, stack)
    return conditioned and confined


def _confined(action: str, statement: Statement, suffixes: tuple[str, ...], stack: Stack) -> bool:
    service = action.partition(":")[0]
    if all(_named(one, service, suffixes, stack) for one in statement.resources):
        return True
    tags = {
        ("StringLike", f"aws:{whose}Tag/Environment", frozenset(suffixes))
        for whose in ("Request", "Resource")
    }
    functions = frozenset(arn(stack, "lambda", f"function:*-{suffix}") for suffix in suffixes)
    of_functions = ("ArnLike", "lambda:FunctionArn", functions)
    return service in TAGGED and bool({*tags, of_functions} & statement.conditions)


def _named(resource: str, service: str, suffixes: tuple[str, ...], stack: Stack) -> bool:
    """Whether the ARN is one of this account and its name ends in one of the suffixes."""
    starts = (f"arn:{PARTITION}:{service}:{place}:{ACCOUNT}:" for place in (region(stack), ""))
    below = r"(:\*|/stream/\*)?"
    return resource.startswith(tuple(starts)) and any(
        re.search(f"-{re.escape(suffix)}{below}$", resource) for suffix in suffixes
    )


def _of_states(action: str, statement: Statement, suffixes: tuple[str, ...], stack: Stack) -> bool:
    bucket = _arn_of("aws_s3_bucket", stack)
    if action == "s3:ListBucket":
        return statement.resources == {bucket}
    if action == "s3:ListBucketVersions":
        managing = bool(suffixes) and OF_RECORDS in statement.conditions
        return managing and statement.resources == {bucket}
    if statement.conditions:
        return False
    on_objects = action in {"s3:DeleteObject", "s3:GetObject", "s3:PutObject"}
    if on_objects and statement.resources <= _own_objects(suffixes, stack):
        return True
    return action == "s3:GetObject" and statement.resources == {_readable(suffixes, stack)}


def _under_context(
    action: str, statement: Statement, suffixes: tuple[str, ...], stack: Stack
) -> bool:
    """Whether a key is used for nothing but variables of our functions, or such states."""
    if statement.conditions == _of_variables(stack):
        # Who manages an environment has this from the policy of its key.
        every_key = {arn(stack, "kms", "key/*")}
        return action == "kms:Decrypt" and statement.resources == every_key and not suffixes
    if action not in KEY_USE or len(statement.conditions) != 1:
        return False
    ((operator, key, values),) = statement.conditions
    own = values <= _own_objects(suffixes, stack)
    read = action == "kms:Decrypt" and values == {_readable(suffixes, stack)}
    return (
        (operator, key) == ("StringLike", "kms:EncryptionContext:aws:s3:arn")
        and statement.resources == {_arn_of("aws_kms_key", stack)}
        and (own or read)
    )


def _of_variables(stack: Stack) -> frozenset[Condition]:
    functions = frozenset(arn(stack, "lambda", f"function:*-{suffix}") for suffix in PLANNED)
    host = frozenset({f"lambda.{region(stack)}.amazonaws.com"})
    return frozenset(
        {
            ("StringEquals", "kms:ViaService", host),
            ("StringLike", "kms:EncryptionContext:aws:lambda:FunctionArn", functions),
        }
    )


def _own_objects(suffixes: tuple[str, ...], stack: Stack) -> frozenset[str]:
    """States, locks and records of environments with these suffixes."""
    bucket = _arn_of("aws_s3_bucket", stack)
    forms = ("*/{}.tfstate", "*/{}.tfstate.tflock", "environments/{}.json")
    return frozenset(f"{bucket}/{form.format(suffix)}" for form in forms for suffix in suffixes)


def _readable(suffixes: tuple[str, ...], stack: Stack) -> str:
    """Who manages nothing may read all states, who manages something all records."""
    return f"{_arn_of('aws_s3_bucket', stack)}/{'environments/*' if suffixes else '*'}"


def _arn_of(kind: str, stack: Stack) -> str:
    """The ARN of the one resource of that type, as statements show it."""
    found = stack.of_type(kind)
    return f"{found[0].address}.arn" if len(found) == 1 else f"<no single {kind}>"
