"""Which topics the alarms of a stack notify.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from policies import Computed, Resource, Stack, Value

ALARMS = ("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm")
TOPIC = "aws_sns_topic"
# When an alarm begins, and when it is over.
ACTIONS = ("alarm_actions", "ok_actions")


def actions_of(alarm: Resource, attribute: str, stack: Stack) -> list[Value]:
    """What the attribute names, one by one."""
    raw = alarm.values.get(attribute)
    return [
        stack.value(alarm, attribute, place)
        for place in range(len(raw) if isinstance(raw, list) else 0)
    ]


@lru_cache(maxsize=8)
def notifying(stack: Stack) -> Mapping[Resource, Sequence[Resource]]:
    """Topic -> the alarms that notify it."""
    found: dict[Resource, list[Resource]] = {}
    for alarm in [alarm for kind in ALARMS for alarm in stack.of_type(kind)]:
        for topic in {
            action.resource
            for attribute in ACTIONS
            for action in actions_of(alarm, attribute, stack)
            if isinstance(action, Computed) and action.resource.type == TOPIC
        }:
            found.setdefault(topic, []).append(alarm)
    return found
