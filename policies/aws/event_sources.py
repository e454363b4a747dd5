"""What Lambda reads for its functions: streams of tables, and queues.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from policies import Computed, Resource, Stack, Value
from policies.aws.triggers import named_function

MAPPING = "aws_lambda_event_source_mapping"
# Type -> the attribute by which a mapping names a source of that type.
SOURCES = {"aws_dynamodb_table": "stream_arn", "aws_sqs_queue": "arn"}


def source_of(mapping: Resource, stack: Stack) -> Resource | Value:
    """The table or queue that the mapping reads; what it names instead, if it is none."""
    value = stack.value(mapping, "event_source_arn")
    if isinstance(value, Computed) and SOURCES.get(value.resource.type) == value.attribute:
        return value.resource
    return value


def function_of(mapping: Resource, stack: Stack) -> Resource | Value:
    """The function that the mapping feeds; what it names instead, if it is none."""
    return named_function(mapping, stack) or stack.value(mapping, "function_name")


@lru_cache(maxsize=8)
def mappings_of(stack: Stack) -> Mapping[Resource, Sequence[Resource]]:
    """Table, queue or function -> the mappings that read or feed it."""
    found: dict[Resource, list[Resource]] = {}
    for mapping in stack.of_type(MAPPING):
        for end in (source_of(mapping, stack), function_of(mapping, stack)):
            if isinstance(end, Resource):
                found.setdefault(end, []).append(mapping)
    return found
