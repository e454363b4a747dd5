"""Lambda functions behind an API publish their successes to a topic of the stack."""

from functools import lru_cache

from policies import Card, Computed, Resource, Severity, Stack, Unknown
from policies.aws.rest_apis import INTEGRATION
from policies.aws.triggers import invoke_configs_of
from policies.catalogue.market import PRICES
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="Lambda functions behind an API publish their successes to a topic of the stack",
    severity=Severity.MEDIUM,
    why="The sender gets its response before the function runs. Only the invocation record tells"
    " others that data was processed.",
    remedy="Set destination_config.on_success.destination of the function's"
    " aws_lambda_function_event_invoke_config to the arn of an aws_sns_topic of the stack.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html",
    requirements=("R-A-6", "R-A-11"),
    when_missing="no subscriber gets the result",
    stacks=PRICES,
    overlaps_with=(
        "api_gateway_integration_is_asynchronous",
        "iam_policy_has_no_unused_rights",
        "lambda_function_alarms_before_event_loss",
        "lambda_function_event_invoke_config_is_bounded",
        "lambda_function_keeps_failed_events",
        "lambda_function_limits_async_events",
        "lambda_function_role_allows_its_integrations",
        "sqs_lambda_dead_letter_queue_keeps_four_days",
    ),
)

PATH = ("destination_config", "on_success", "destination")
WANTED = "the arn of a topic of this stack"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if success goes to a topic; only functions that an API calls are concerned."""
    if resource not in _behind_apis(stack):
        return NOT_APPLICABLE
    configs = invoke_configs_of(resource, stack)
    if not configs:
        return Violation(f"no event invoke config ({CARD.when_missing})", WANTED)
    decisions = [_announces(config, stack) for config in configs]
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _announces(config: Resource, stack: Stack) -> Decision:
    value = stack.value(config, *PATH)
    if isinstance(value, Unknown):
        return Undecided(f"{'.'.join(PATH)}: {value.why}", ".".join(PATH))
    if isinstance(value, Computed) and (value.resource.type, value.attribute) == (
        "aws_sns_topic",
        "arn",
    ):
        return COMPLIANT
    return Violation(f"{config.address}.{'.'.join(PATH)} = {value}", WANTED)


@lru_cache(maxsize=8)
def _behind_apis(stack: Stack) -> frozenset[Resource]:
    called = [stack.value(integration, "uri") for integration in stack.of_type(INTEGRATION)]
    return frozenset(
        one.resource
        for one in called
        if isinstance(one, Computed) and one.resource.type == "aws_lambda_function"
    )
