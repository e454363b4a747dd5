"""Resources of all stacks have names of their own."""

from collections.abc import Mapping
from functools import lru_cache

from policies import Absent, Card, Computed, Known, Resource, Severity, Stack, Unknown, Value
from policies.aws.names import NAME_ATTRIBUTES
from policies.aws.triggers import PERMISSION, named_function
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="Resources of all stacks have names of their own",
    severity=Severity.HIGH,
    why="AWS knows a queue, topic, table, function or alias of an account by its name. The second"
    " stack that declares the name fails, or takes over the first one's and destroys it later.",
    remedy="Give one of both another name; a permission another statement_id.",
    source="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/"
    "API_CreateQueue.html",
    requirements=("R-ENV-2", "R-ENV-3"),
    when_missing="Terraform or AWS generates a name",
    overlaps_with=(
        "lambda_permission_names_its_source",
        "resource_name_ends_in_suffix",
    ),
)

# Names that AWS takes twice in an account, or that belong to what is named beside them.
NOT_UNIQUE = {
    "aws_api_gateway_request_validator",
    "aws_api_gateway_rest_api",
    "aws_api_gateway_stage",
    "aws_cloudwatch_log_metric_filter",
    "aws_cloudwatch_log_subscription_filter",
    "aws_cloudwatch_query_definition",
    "aws_iam_role_policy",
}
WANTED = "a name of its own"
# Type, of a permission its function, and the name.
Name = tuple[str, str, str]


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if no earlier resource, of this stack or another, has the name.

    Of two with one name only the later one is found: by the name of the stack, then by its place.
    """
    attribute = NAME_ATTRIBUTES.get(resource.type)
    if attribute is None or resource.type in NOT_UNIQUE:
        return NOT_APPLICABLE
    value = stack.value(resource, attribute)
    if isinstance(value, Unknown) and resource.type == PERMISSION:
        # resource_name_ends_in_suffix reports all other names that nobody knows.
        return Undecided(f"{attribute}: {value.why}", attribute)
    name = _name(resource, stack)
    if name is None:
        return NOT_APPLICABLE
    earlier = [one for one in stack.neighbours if one.name < stack.name and name in _names(one)]
    for other in [*earlier, stack]:
        first = _names(other)[name]
        if first is not resource:
            found = f"{attribute} = {value}, which is that of {first.stack}: {first.address}"
            return Violation(found, WANTED)
    return COMPLIANT


@lru_cache(maxsize=16)
def _names(stack: Stack) -> Mapping[Name, Resource]:
    """Each name, and the first resource of the stack that has it."""
    found: dict[Name, Resource] = {}
    for one in stack.resources:
        name = _name(one, stack)
        if name is not None:
            found.setdefault(name, one)
    return found


def _name(resource: Resource, stack: Stack) -> Name | None:
    attribute = NAME_ATTRIBUTES.get(resource.type)
    if attribute is None or resource.type in NOT_UNIQUE:
        return None
    value = stack.value(resource, attribute)
    if not isinstance(value, Known):
        return None
    scope = _function(resource, stack) if resource.type == PERMISSION else ""
    return resource.type, scope, str(value.value)


def _function(permission: Resource, stack: Stack) -> str:
    """The function's name, by whatever the permission names it."""
    function = named_function(permission, stack)
    value: Value = stack.value(permission, "function_name")
    if function is not None:
        value = stack.value(function, "function_name")
    if isinstance(value, Absent | Computed | Unknown):
        return str(value)
    return str(value.value).rpartition(":function:")[2]
