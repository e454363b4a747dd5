"""IAM policies allow only resources that their function uses."""

from collections.abc import Iterator

from policies import Card, Computed, Known, Resource, Severity, Stack
from policies.aws.event_sources import mappings_of, source_of
from policies.aws.failure_targets import destinations_of
from policies.aws.function_variables import variable_references, variables_of
from policies.aws.log_groups import log_groups_by_name
from policies.aws.policy_documents import arn, neutral, statements
from policies.aws.roles import ROLE_POLICY, functions_with, role_of
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Violation

CARD = Card(
    title="IAM policies allow only resources that their function uses",
    severity=Severity.HIGH,
    why="The function does not need a right that was copied from another role or left over from old"
    " code. An attacker can use it.",
    remedy="Remove the statement, or refer to the resource in a variable, the event source mapping,"
    " the destination or the log group of the function.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html"
    "#grant-least-privilege",
    requirements=("R-A-15", "R-A-20", "R-B-9"),
    when_missing="AWS rejects a policy without a document",
    overlaps_with=(
        "iam_policy_limits_key_usage",
        "iam_policy_matches_resources_to_actions",
        "iam_policy_names_each_action",
        "iam_role_trusts_only_its_service",
        "lambda_event_source_mapping_reads_its_own_stack",
        "lambda_function_environment_has_no_secrets",
        "lambda_function_environment_uses_customer_key",
        "lambda_function_event_invoke_config_is_bounded",
        "lambda_function_keeps_failed_events",
        "lambda_function_logs_to_its_managed_group",
        "lambda_function_role_allows_configured_resources",
        "lambda_function_role_allows_its_integrations",
        "sqs_lambda_dead_letter_queue_keeps_four_days",
        "sqs_queue_visibility_exceeds_function_timeout",
    ),
)

# The variable that says how the names of the function's parameters begin.
PREFIX = "SECRET_PARAMETER_PREFIX"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if settings or wiring of the function lead to everything that the policy names."""
    if resource.type != ROLE_POLICY:
        return NOT_APPLICABLE
    found = statements(resource, "policy", stack)
    if not isinstance(found, list):
        return found
    role = role_of(resource, stack)
    functions = functions_with(role, stack) if role else []
    beginnings = tuple(start for one in functions for start in _beginnings(one, stack))
    for name in sorted({name for statement in found for name in statement.resources}):
        # iam_policy_matches_resources_to_actions says where a wildcard may stand.
        if name != "*" and not name.startswith(beginnings):
            return Violation(f"rights on {name}", "rights on resources that the function uses")
    return COMPLIANT


def _beginnings(function: Resource, stack: Stack) -> Iterator[str]:
    """How the resources begin that the function has to do with."""
    for one in _wired(function, stack):
        yield f"{one.address}."
    held = variables_of(function) or {}
    for prefix in (held.get(name) for name in sorted(held) if name == PREFIX):
        path = neutral(prefix, stack) if isinstance(prefix, str) else None
        if path:
            yield arn(stack, "ssm", f"parameter{path}")


def _wired(function: Resource, stack: Stack) -> Iterator[Resource]:
    yield from (one.resource for one in variable_references(function, stack))
    group = stack.value(function, "logging_config", "log_group")
    managed = log_groups_by_name(stack).get(str(group.value)) if isinstance(group, Known) else None
    if managed:
        yield managed
    for mapping in mappings_of(stack).get(function, ()):
        source = source_of(mapping, stack)
        if isinstance(source, Resource):
            yield source
    ends = [*destinations_of(function, stack), stack.value(function, "kms_key_arn")]
    yield from (end.resource for end in ends if isinstance(end, Computed))
