"""Resource policies trust an AWS service only on behalf of this account."""

import re

from policies import COMPLIANT, NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, Violation
from policies.aws.policy_documents import ACCOUNT, PARTITION, ROOT, Statement, Words, statements

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

# The types with a policy that names principals. Other policies check who can call an API.
HOLDERS = (
    "aws_cloudwatch_log_resource_policy",
    "aws_dynamodb_resource_policy",
    "aws_kms_key",
    "aws_kms_key_policy",
    "aws_s3_bucket_policy",
    "aws_sns_topic_policy",
    "aws_sqs_queue_policy",
)
# A queue or topic can hold its policy itself, but need not have one.
MAY_HOLD = ("aws_sns_topic", "aws_sqs_queue")
ATTRIBUTES = {
    "aws_cloudwatch_log_resource_policy": "policy_document",
}
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
    attribute = ATTRIBUTES.get(resource.type, "policy")
    if resource.type in MAY_HOLD and resource.values.get(attribute) is None:
        return NOT_APPLICABLE
    if resource.type not in (*HOLDERS, *MAY_HOLD):
        return NOT_APPLICABLE
    found = statements(resource, attribute, stack)
    if not isinstance(found, list):
        return found
    decisions = [_is_trusted(one) for one in found if one.effect == "Allow"]
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


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
