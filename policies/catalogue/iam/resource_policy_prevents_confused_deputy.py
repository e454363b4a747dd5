"""Resource policies trust an AWS service only on behalf of this account."""

import re

from policies import COMPLIANT, NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, Violation
from policies.aws.policy_documents import ACCOUNT, PARTITION, ROOT, Statement, Words, statements
from policies.aws.sensitive_attributes import Decides, paths
from policies.engine import secrets

CARD = Card(
    title="Resource policies trust an AWS service only on behalf of this account",
    severity=Severity.HIGH,
    why="A service acts for all its customers. Without a condition, any AWS account can reach the"
    " key, queue or topic through it (the confused deputy problem).",
    remedy="Add a condition on aws:SourceArn, aws:SourceAccount or the encryption context, with the"
    " account in each value. Grant access to people through the root of the account or a role.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    requirements=("R-A-6", "R-A-7", "R-A-8", "R-B-6", "R-B-7", "R-B-11"),
    when_missing="without a policy nobody is trusted; other policies check whether one is needed",
    overlaps_with=(
        "kms_key_policy_grants_exactly_its_users",
        "sns_topic_restricts_publishers_and_subscribers",
    ),
)

# The types that are nothing but a policy that names principals; others may hold one.
HOLDERS = (
    "aws_cloudwatch_log_resource_policy",
    "aws_dynamodb_resource_policy",
    "aws_kms_key",
    "aws_kms_key_policy",
    "aws_s3_bucket_policy",
    "aws_sns_topic_policy",
    "aws_sqs_queue_policy",
)
# Documents of another kind: rights of an identity, and an API that anybody may call.
OTHERS = ("aws_api_gateway_rest_api", "aws_api_gateway_rest_api_policy", "aws_iam_")
OURS = re.compile(r"aws_iam_role\.[A-Za-z0-9_-]+\.arn")
OUR_ROLES = f"arn:{PARTITION}:iam::{ACCOUNT}:role/"
FROM_ACCOUNT = ("StringEquals", "aws:PrincipalAccount", frozenset({ACCOUNT}))
# Keys of conditions that say for whom the service acts.
FOR_WHOM = ("aws:SourceAccount", "aws:SourceArn", "kms:EncryptionContext:")
EXACT = ("ArnEquals", "ArnLike", "StringEquals", "StringLike")
# Where the account stands in an ARN, and how an ARN by reference begins.
ACCOUNT_FIELD = 4
OWN = re.compile(r"aws_[a-z0-9_]+\.[A-Za-z0-9_-]+\.arn\b")


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if every principal is one of the account's, or a service on condition."""
    if resource.type.startswith(OTHERS):
        return NOT_APPLICABLE
    decisions = [_trusts(path[0], resource, stack) for path in paths(resource.type, Decides.POLICY)]
    read = [decision for decision in decisions if decision != NOT_APPLICABLE]
    return next((one for one in read if one != COMPLIANT), read[0] if read else NOT_APPLICABLE)


def _trusts(attribute: str, resource: Resource, stack: Stack) -> Decision:
    raw = resource.values.get(attribute)
    if resource.type not in HOLDERS and (raw is None or _is_of_another_kind(raw)):
        return NOT_APPLICABLE
    found = statements(resource, attribute, stack)
    if not isinstance(found, list):
        return found
    decisions = [_is_trusted(one) for one in found if one.effect == "Allow"]
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _is_of_another_kind(raw: object) -> bool:
    """Whether it is a document without statements, such as the rules of a lifecycle."""
    held = secrets.document(raw)
    return isinstance(held, dict) and "Statement" not in held


def _is_trusted(statement: Statement) -> Decision:
    if not statement.principals:
        return Violation("a statement without a principal", "a principal")
    for kind, name in sorted(statement.principals):
        if kind == "Service" and not _acts_for_us(statement):
            return Violation(
                f"{name} for {_clients(statement)}", "a condition with a resource of the account"
            )
        if kind != "Service" and not (_is_of_account(name) or _names_our_roles(statement)):
            return Violation(f"trust in {name}", "the account, one of its roles or a service")
    return COMPLIANT


def _is_of_account(name: str) -> bool:
    return name == ROOT or bool(OURS.fullmatch(name))


def _names_our_roles(statement: Statement) -> bool:
    """Whether the conditions leave nobody but roles of this account, whoever the principal is."""
    callers = [
        values
        for operator, key, values in statement.conditions
        if (operator, key) == ("ArnEquals", "aws:PrincipalArn")
    ]
    return FROM_ACCOUNT in statement.conditions and any(
        all(one.startswith(OUR_ROLES) for one in values) for values in callers
    )


def _acts_for_us(statement: Statement) -> bool:
    return any(all(map(_is_ours, values)) for values in _for_whom(statement))


def _for_whom(statement: Statement) -> list[Words]:
    """Those for whose sake the service acts, condition by condition."""
    return [
        values
        for operator, key, values in statement.conditions
        if operator in EXACT and key.startswith(FOR_WHOM)
    ]


def _is_ours(client: str) -> bool:
    """Whether the account, or something of it: an ARN with it, or a resource of the stack."""
    fields = client.split(":")
    return client == ACCOUNT or fields[ACCOUNT_FIELD:][:1] == [ACCOUNT] or bool(OWN.match(client))


def _clients(statement: Statement) -> str:
    named = {value for values in _for_whom(statement) for value in values}
    return ", ".join(sorted(named)) or "anybody"
