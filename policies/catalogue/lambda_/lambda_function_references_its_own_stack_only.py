"""Lambda environment variables refer only to tables, topics and queues of their own stack."""

import re

from policies import Card, Resource, Severity, Stack
from policies.aws.function_variables import variables_of
from policies.engine import terraform
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="Lambda environment variables refer only to tables, topics and queues of their own stack",
    severity=Severity.HIGH,
    why="A pasted name refers to another environment, or to a resource that was renamed since. No"
    " plan shows that the function uses the wrong one.",
    remedy="Use one reference as the value, such as ${aws_dynamodb_table.items.name}.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
    requirements=("R-ENV-3", "R-A-20"),
    when_missing="the variable is not set",
    overlaps_with=(
        "iam_policy_has_no_unused_rights",
        "lambda_function_environment_has_no_secrets",
        "lambda_function_role_allows_configured_resources",
    ),
)

# How variables are called that name a resource.
NAMING = re.compile(r"(^|_)(ARN|QUEUE|TABLE|TOPIC|URL|(BUCKET|QUEUE|TABLE|TOPIC)_NAME)$")
WANTED = "a reference to a resource of this stack"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if each variable that is called like one holds a resource of the stack."""
    if resource.type != "aws_lambda_function":
        return NOT_APPLICABLE
    # lambda_function_environment_has_no_secrets reports variables that cannot be read.
    held = variables_of(resource) or {}
    naming = [name for name in sorted(held) if NAMING.search(name)]
    decisions = (_refers(name, held.get(name), stack) for name in naming)
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _refers(name: str, raw: object, stack: Stack) -> Decision:
    parts = terraform.parts(str(raw))
    if parts is None:
        return Undecided(f"{name}: the expression {raw} is more than strings and references")
    targets = [stack.find(one.address) for one in parts if isinstance(one, terraform.Reference)]
    if raw is None or (len(parts) == 1 and targets and targets[0]):
        return COMPLIANT
    return Violation(f"{name} = {raw}", WANTED)
