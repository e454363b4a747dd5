"""Log and topic subscriptions form no event loop."""

from policies import Card, Known, Resource, Severity, Stack, Unknown, Value
from policies.aws.flows import ENDS, SUBSCRIPTION, ends_of, leads_back, queue_elsewhere
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="Log and topic subscriptions form no event loop",
    severity=Severity.HIGH,
    why="A function that receives its own errors, directly or through others, reports its own"
    " reports. One failure then runs until the concurrency or the budget is used up.",
    remedy="Remove the target function, and everything that it notifies, from the sources of the"
    " subscription. An alarm, not a subscription, reports errors of the error notifier.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html",
    requirements=("R-A-13",),
    when_missing="AWS rejects the subscription",
    overlaps_with=(
        "cloudwatch_log_subscription_filter_sends_errors_to_a_function",
        "kms_key_policy_grants_exactly_its_users",
        "lambda_function_alarms_on_logged_errors",
        "lambda_function_logs_to_its_managed_group",
        "resource_name_ends_in_suffix",
    ),
)

OURS = "a resource of this stack"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if no event flow leads from the target back to the source."""
    if resource.type not in ENDS:
        return NOT_APPLICABLE
    source, target = ends_of(resource, stack)
    if isinstance(source, Resource) and queue_elsewhere(resource, stack):
        return COMPLIANT
    for end, name in zip((source, target), ENDS[resource.type], strict=True):
        if isinstance(end, Unknown):
            return Undecided(f"{name}: {end.why}", name)
        if not isinstance(end, Resource) and not _is_mailbox(resource, name, end, stack):
            return Violation(f"{name} {end}", OURS)
    return _loop(source, target, stack)


def _is_mailbox(subscription: Resource, attribute: str, end: Value, stack: Stack) -> bool:
    """Whether the subscription notifies people, who cause no further events."""
    if subscription.type != SUBSCRIPTION or attribute != "endpoint":
        return False
    by_mail = stack.value(subscription, "protocol") == Known("email")
    return by_mail and isinstance(end, Known) and "@" in str(end.value)


def _loop(source: Resource | Value, target: Resource | Value, stack: Stack) -> Decision:
    if not isinstance(source, Resource) or not isinstance(target, Resource):
        return COMPLIANT
    if leads_back(target, source, stack):
        return Violation(f"{target.address}, which leads back to {source.address}", "no event loop")
    return COMPLIANT
