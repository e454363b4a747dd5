"""Each variable of a pipeline's function names the one resource that it is for."""

from collections.abc import Iterator
from functools import lru_cache

from policies import Card, Computed, Resource, Severity, Stack, expect
from policies.aws.event_sources import mappings_of, source_of
from policies.aws.failure_targets import failing_into
from policies.aws.function_variables import VariableReference, variable_references
from policies.catalogue.market import PIPELINES
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Violation

CARD = Card(
    title="Each variable of a pipeline's function names the one resource that it is for",
    severity=Severity.HIGH,
    why="Prices that are announced to the topic of operations, or alerts in another table, reach"
    " nobody, although every right and every name exists.",
    remedy="Let SUCCESS_TOPIC_ARN name price-updates-success, ALERTS_TOPIC_ARN trading-alerts,"
    " ALERTS_TABLE market-alerts, OPERATIONS_TOPIC_ARN the topic of the alarms,"
    " DEAD_LETTER_QUEUE_URL the function's own queue for failures, and TABLE_NAME of a function"
    " that reads a stream the table of it.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
    requirements=("R-A-9", "R-A-14", "R-B-3"),
    when_missing="the function does not start",
    stacks=PIPELINES,
    overlaps_with=(
        "cloudwatch_alarm_notifies_operations",
        "cloudwatch_alarm_uses_existing_metrics",
        "dynamodb_table_alarms_on_throttles",
        "dynamodb_table_is_keyed_by_symbol_and_time",
        "iam_policy_has_no_unused_rights",
        "lambda_configuration_is_reachable",
        "lambda_function_alarms_before_event_loss",
        "lambda_function_role_allows_its_integrations",
        "resource_name_ends_in_suffix",
        "sqs_lambda_dead_letter_queue_keeps_four_days",
        "lambda_event_source_mapping_reads_its_own_stack",
        "lambda_function_behind_api_publishes_success",
        "lambda_function_environment_has_no_secrets",
        "lambda_function_keeps_failed_events",
        "lambda_function_role_allows_configured_resources",
        "lambda_function_variables_hold_what_they_name",
    ),
)

# Variable -> how the name of its resource begins.
NAMES = {
    "ALERTS_TABLE": "market-alerts-",
    "ALERTS_TOPIC_ARN": "trading-alerts-",
    "SUCCESS_TOPIC_ARN": "price-updates-success-",
}
DYNAMODB = "aws_dynamodb_table"
DEAD_LETTERS, OPERATIONS, TABLE = "DEAD_LETTER_QUEUE_URL", "OPERATIONS_TOPIC_ARN", "TABLE_NAME"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if no variable names another resource; other functions have no such variables."""
    if resource.type != "aws_lambda_function":
        return NOT_APPLICABLE
    references = list(variable_references(resource, stack))
    decisions = [one for each in references for one in _is_right(each, resource, stack)]
    if not decisions:
        return NOT_APPLICABLE
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _is_right(one: VariableReference, function: Resource, stack: Stack) -> Iterator[Decision]:
    if start := NAMES.get(one.variable):
        yield expect(
            stack.value(one.resource, "name"),
            f"the name of {one.resource.address}, which {one.variable} names,",
            lambda found: str(found).startswith(start),
            wanted=f"{start}*",
            when_missing="AWS or Terraform makes one",
        )
    if one.variable == DEAD_LETTERS:
        right = function in failing_into(stack).get(one.resource, ())
        yield _decision(one, right, "the queue to which the function's failures go")
    if one.variable == OPERATIONS:
        yield _decision(one, one.resource in _notified(stack), "the topic of the alarms")
    sources = [source_of(mapping, stack) for mapping in mappings_of(stack).get(function, ())]
    tables = [each for each in sources if isinstance(each, Resource) and each.type == DYNAMODB]
    if one.variable == TABLE and tables:
        yield _decision(one, one.resource in tables, "the table whose stream the function reads")


def _decision(one: VariableReference, right: bool, wanted: str) -> Decision:
    return COMPLIANT if right else Violation(f"{one.variable} = {one.resource.address}", wanted)


@lru_cache(maxsize=8)
def _notified(stack: Stack) -> frozenset[Resource]:
    """What the alarms of the stack notify first."""
    alarms = stack.of_type("aws_cloudwatch_metric_alarm")
    actions = (stack.value(alarm, "alarm_actions", 0) for alarm in alarms)
    return frozenset(
        one.resource for one in actions if isinstance(one, Computed) and one.attribute == "arn"
    )
