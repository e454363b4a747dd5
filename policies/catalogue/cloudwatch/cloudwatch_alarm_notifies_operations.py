"""CloudWatch alarms notify the operations topic of their stack."""

from policies import Card, Resource, Severity, Stack, as_bool, expect_if_written
from policies.aws.notifications import ACTIONS, ALARMS, TOPIC, actions_of
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation
from policies.engine.values import Computed, Known, Unknown, Value

WHEN_MISSING = "the alarm changes its state, and nobody is notified"

CARD = Card(
    title="CloudWatch alarms notify the operations topic of their stack",
    severity=Severity.HIGH,
    why="Nobody sees an alarm that sends no notification.",
    remedy="Set alarm_actions and ok_actions to the arn of the stack's aws_sns_topic"
    " <name>-operations-<suffix>, and keep actions_enabled on.",
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
    "AlarmThatSendsEmail.html",
    requirements=("R-A-7", "R-A-14", "R-B-11"),
    when_missing=f"{WHEN_MISSING}; actions_enabled: on",
    overlaps_with=(
        "kms_key_policy_grants_exactly_its_users",
        "resource_name_ends_in_suffix",
        "sns_topic_restricts_publishers_and_subscribers",
    ),
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the alarm notifies the topic, and nothing else, when it starts and ends."""
    if resource.type not in ALARMS:
        return NOT_APPLICABLE
    suffix = stack.suffix
    if not isinstance(suffix, Known):
        # resource_has_required_tags reports it, once for the stack.
        return NOT_APPLICABLE
    ending = f"-operations-{suffix.value}"
    decisions = [_notified(resource, attribute, ending, stack) for attribute in ACTIONS]
    decisions.append(_enabled(resource, stack))
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _notified(alarm: Resource, attribute: str, ending: str, stack: Stack) -> Decision:
    wanted = f"the arn of the topic <name>{ending} of this stack"
    actions = actions_of(alarm, attribute, stack)
    if len(actions) == 1 and _is_operations(actions[0], ending, stack):
        return COMPLIANT
    whole = stack.value(alarm, attribute)
    for doubt in [*actions, *([] if actions else [whole])]:
        if isinstance(doubt, Unknown):
            return Undecided(f"{attribute} is {doubt}", attribute)
    if not actions:
        return Violation(f"no {attribute} ({WHEN_MISSING})", wanted)
    return Violation(f"{attribute} = {', '.join(map(str, actions))}", wanted)


def _is_operations(action: Value, ending: str, stack: Stack) -> bool:
    if not isinstance(action, Computed) or action.attribute != "arn":
        return False
    name = stack.value(action.resource, "name")
    return (
        action.resource.type == TOPIC
        and isinstance(name, Known)
        and str(name.value).endswith(ending)
    )


def _enabled(alarm: Resource, stack: Stack) -> Decision:
    return expect_if_written(
        stack.value(alarm, "actions_enabled"),
        "actions_enabled",
        lambda found: as_bool(found) is True,
        wanted="true",
    )
