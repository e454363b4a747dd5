"""Resource names end in the suffix of their environment."""

from policies import Card, Known, Resource, Severity, Stack, expect
from policies.aws.names import NAME_ATTRIBUTES, NAME_PREFIXES
from policies.engine.decision import NOT_APPLICABLE, Decision, Undecided

WHEN_MISSING = "Terraform or AWS generates a name"

CARD = Card(
    title="Resource names end in the suffix of their environment",
    severity=Severity.HIGH,
    why="The suffix at the end of every name separates two environments in one account.",
    remedy="Use the name <name>-<suffix>, for a log group /aws/lambda/<function>-<suffix>, for a"
    " key alias alias/<name>-<suffix>. The suffix is the default tag Environment of the AWS"
    " provider.",
    source="https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/"
    "tagging-best-practices.html",
    requirements=("R-ENV-2",),
    when_missing=WHEN_MISSING,
    overlaps_with=(
        "cloudwatch_alarm_uses_existing_metrics",
        "cloudwatch_log_subscription_filter_sends_errors_to_a_function",
        "iam_policy_has_no_unused_rights",
        "iam_policy_limits_key_usage",
        "kms_key_policy_grants_exactly_its_users",
        "lambda_function_alarms_before_event_loss",
        "lambda_function_alarms_on_failures",
        "lambda_function_alarms_on_logged_errors",
        "lambda_function_logs_to_its_managed_group",
        "subscription_has_no_event_loop",
    ),
    exempt={
        "aws_api_gateway_stage.stage_name": "a stage is part of its API, which has the suffix",
        "aws_cloudwatch_log_metric_filter.metric_transformation.name": "dimensions and namespace"
        " distinguish metrics",
        "aws_cloudwatch_log_metric_filter.metric_transformation.namespace": "a namespace is not a"
        " resource: nothing creates or destroys it",
        "aws_lambda_permission.statement_id": "a statement is part of its function's policy",
    },
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the name ends in `-<suffix>`; an unknown type is undecided."""
    if resource.type not in NAME_ATTRIBUTES:
        return Undecided(
            f"the name attribute of {resource.type} is unknown;"
            " add the type to policies/aws/names.py"
        )
    attribute = NAME_ATTRIBUTES[resource.type]
    if attribute is None or f"{resource.type}.{attribute}" in CARD.exempt:
        return NOT_APPLICABLE
    suffix = stack.suffix
    if not isinstance(suffix, Known) or not suffix.value:
        # resource_has_required_tags reports it, once for the stack.
        return NOT_APPLICABLE
    prefix = NAME_PREFIXES.get(resource.type, "")
    return expect(
        stack.value(resource, attribute),
        attribute,
        lambda name: follows_convention(str(name), prefix, str(suffix.value)),
        wanted=f'"{prefix}<name>-{suffix.value}"',
        when_missing=WHEN_MISSING,
    )


def follows_convention(name: str, prefix: str, suffix: str) -> bool:
    """Whether `name` is the prefix, a name of its own, a hyphen and the suffix."""
    own = name.removeprefix(prefix).removesuffix(f"-{suffix}")
    return (
        name.startswith(prefix)
        and name.removeprefix(prefix).endswith(f"-{suffix}")
        and bool(own.strip("-"))
        and not own.endswith("/")
    )
