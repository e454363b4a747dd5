"""Where Lambda sends what a function could not process.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from policies import ABSENT, Computed, Resource, Stack, Value
from policies.aws.event_sources import mappings_of
from policies.aws.triggers import invoke_configs_of

# Type -> the attribute that names the queue or topic for failures.
FAILURE_TARGETS = {
    "aws_lambda_function": ("dead_letter_config", "target_arn"),
    "aws_lambda_event_source_mapping": ("destination_config", "on_failure", "destination_arn"),
    "aws_lambda_function_event_invoke_config": ("destination_config", "on_failure", "destination"),
}


def failure_target(resource: Resource, stack: Stack) -> Value:
    """What the resource names as its target for failures; absent for all other resources."""
    path = FAILURE_TARGETS.get(resource.type)
    return stack.value(resource, *path) if path else ABSENT


def destinations_of(function: Resource, stack: Stack) -> Iterator[Value]:
    """Where Lambda sends what the function failed at and, if configured, its successes."""
    configs = invoke_configs_of(function, stack)
    for owner in [function, *mappings_of(stack).get(function, ()), *configs]:
        yield failure_target(owner, stack)
    for config in configs:
        yield stack.value(config, "destination_config", "on_success", "destination")


@lru_cache(maxsize=8)
def lambda_dead_letter_queues(stack: Stack) -> frozenset[Resource]:
    """The queues of the stack that Lambda fills: not those that SQS itself redrives into."""
    owners = [owner for kind in FAILURE_TARGETS for owner in stack.of_type(kind)]
    targets = [failure_target(owner, stack) for owner in owners]
    return frozenset(
        target.resource
        for target in targets
        if isinstance(target, Computed) and target.resource.type == "aws_sqs_queue"
    )


@lru_cache(maxsize=8)
def failing_into(stack: Stack) -> Mapping[Resource, set[Resource]]:
    """Queue or topic -> the functions whose failures go there."""
    found: dict[Resource, set[Resource]] = {}
    for function in stack.of_type("aws_lambda_function"):
        configs = invoke_configs_of(function, stack)
        for owner in [function, *mappings_of(stack).get(function, ()), *configs]:
            target = failure_target(owner, stack)
            if isinstance(target, Computed):
                found.setdefault(target.resource, set()).add(function)
    return found
