"""Saved queries read log groups of their stack."""

from policies import Card, Known, Resource, Severity, Stack, Unknown, expect
from policies.aws.log_groups import log_groups_by_name
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

WHEN_MISSING = "the reader chooses the log groups anew each time"

CARD = Card(
    title="Saved queries read log groups of their stack",
    severity=Severity.LOW,
    why="The runbook sends whoever is on call to these queries. One over the logs of another"
    " environment answers, but about the wrong one.",
    remedy="Set log_group_names to the names of log groups of the stack, and query_string to the"
    " query.",
    source="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/"
    "API_PutQueryDefinition.html",
    requirements=("R-S-5",),
    when_missing=WHEN_MISSING,
    overlaps_with=(
        "lambda_function_logs_to_its_managed_group",
        "resource_name_ends_in_suffix",
    ),
)

QUERY = "aws_cloudwatch_query_definition"
GROUPS = "log_group_names"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if every log group is of the stack, and there is one."""
    if resource.type != QUERY:
        return NOT_APPLICABLE
    decisions = (_groups(resource, stack), _text(resource, stack))
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _groups(query: Resource, stack: Stack) -> Decision:
    listed = query.values.get(GROUPS)
    if not isinstance(listed, list) or not listed:
        return Violation(f"no {GROUPS} ({WHEN_MISSING})", "log groups of this stack")
    for place in range(len(listed)):
        name = stack.value(query, GROUPS, place)
        if isinstance(name, Unknown):
            return Undecided(f"{GROUPS}: {name.why}", GROUPS)
        if not isinstance(name, Known) or str(name.value) not in log_groups_by_name(stack):
            return Violation(f"{GROUPS} = {name}", "log groups of this stack")
    return COMPLIANT


def _text(query: Resource, stack: Stack) -> Decision:
    return expect(
        stack.value(query, "query_string"),
        "query_string",
        lambda found: bool(str(found).strip()),
        wanted="a query",
        when_missing="AWS rejects it",
    )
