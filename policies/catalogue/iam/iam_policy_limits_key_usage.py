"""IAM policies allow the use of a KMS key only through the services that the role uses."""

from collections.abc import Iterator

from policies import Card, Computed, Known, Resource, Severity, Stack
from policies.aws.policy_documents import (
    Statement,
    Words,
    arn,
    exactly,
    region,
    spelled,
)
from policies.aws.roles import ROLE_POLICY, functions_with, rights_of, role_of
from policies.engine.decision import NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="IAM policies allow the use of a KMS key only through the services that the role uses",
    severity=Severity.HIGH,
    why="Without a condition, the role can decrypt everything that the key protects. Without the"
    " right, the function fails at its first call.",
    remedy="Allow kms:Decrypt and kms:GenerateDataKey if kms:ViaService is a service whose"
    " resources the role may use. Allow kms:Decrypt alone if the encryption context is the ARN of"
    " the function or of a parameter that the policy lets it read.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html",
    requirements=("R-A-15", "R-A-20", "R-B-9"),
    when_missing="AWS rejects a policy without a document",
    overlaps_with=(
        "iam_policy_matches_resources_to_actions",
        "iam_role_trusts_only_its_service",
        "lambda_function_environment_uses_customer_key",
        "lambda_function_logs_to_its_managed_group",
        "lambda_function_role_allows_its_integrations",
        "resource_name_ends_in_suffix",
    ),
)

# How the resources of a service begin -> the service whose data its key protects.
SERVICES = {"aws_dynamodb_table.": "dynamodb", "aws_sns_topic.": "sns", "aws_sqs_queue.": "sqs"}
CONTEXT = "kms:EncryptionContext"
DECRYPT, GENERATE = "kms:Decrypt", "kms:GenerateDataKey"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the role's rights on keys are those that follow from its other rights."""
    if resource.type != ROLE_POLICY:
        return NOT_APPLICABLE
    role = role_of(resource, stack)
    functions = functions_with(role, stack) if role else []
    if role is None or len(functions) != 1:
        return Violation(f"a policy for {len(functions)} functions", "one for a role of one")
    # What one policy names, another one of the role may need the key for.
    found = rights_of(role, stack)
    if not isinstance(found, list):
        return found
    name, key = (stack.value(functions[0], path) for path in ("function_name", "kms_key_arn"))
    if not isinstance(name, Known) or not isinstance(key, Computed):
        return Undecided(f"the function is called {name}, its key is {key}")
    itself = arn(stack, "lambda", f"function:{name.value}")
    own = spelled(found, [(functions[0], itself)])
    wanted = _wanted(found, str(key), own, stack)
    return exactly([one for one in found if _on_keys(one)], list(wanted))


def _wanted(found: list[Statement], key: str, own: Words, stack: Stack) -> Iterator[Statement]:
    named = frozenset(name for one in found if not _on_keys(one) for name in one.resources)
    services = {s for start, s in SERVICES.items() if any(n.startswith(start) for n in named)}
    if services:
        hosts = frozenset(f"{service}.{region(stack)}.amazonaws.com" for service in services)
        yield _allowed((DECRYPT, GENERATE), key, "kms:ViaService", hosts)
    yield _allowed((DECRYPT,), key, f"{CONTEXT}:aws:lambda:FunctionArn", own)
    if parameters := frozenset(name for name in named if ":parameter/" in name):
        yield _allowed((DECRYPT,), key, f"{CONTEXT}:PARAMETER_ARN", parameters)


def _allowed(
    actions: tuple[str, ...], key: str, condition: str, values: frozenset[str]
) -> Statement:
    return Statement(
        "Allow",
        frozenset(actions),
        frozenset({key}),
        conditions=frozenset({("StringEquals", condition, values)}),
    )


def _on_keys(statement: Statement) -> bool:
    return any(action.startswith("kms:") for action in statement.actions)
