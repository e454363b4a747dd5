"""The log groups that a stack manages."""

from functools import lru_cache

from policies import Known, Resource, Stack

LOG_GROUP = "aws_cloudwatch_log_group"
DAYS_KEPT = 3
# The filter pattern of error lines in JSON logs.
ERROR_LINES = '{ ($.level = "ERROR") || ($.level = "CRITICAL") }'


@lru_cache(maxsize=8)
def log_groups_by_name(stack: Stack) -> dict[str, Resource]:
    """Name -> log group, for every group whose name is known."""
    named = [(stack.value(group, "name"), group) for group in stack.of_type(LOG_GROUP)]
    return {str(name.value): group for name, group in named if isinstance(name, Known)}
