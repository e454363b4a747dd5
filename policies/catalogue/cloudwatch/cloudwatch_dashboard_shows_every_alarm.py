"""CloudWatch dashboards show every alarm of their stack."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from policies import Card, Known, Resource, Severity, Stack
from policies.aws.alarms import other_alarm_policies
from policies.aws.metrics import is_found, is_made
from policies.aws.policy_documents import neutral, region
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="CloudWatch dashboards show every alarm of their stack",
    severity=Severity.LOW,
    why="Whoever is on call looks at one page. If an alarm is missing there, they look in the wrong"
    " place.",
    remedy="Add a widget of type alarm with the arn of every alarm of the stack to its"
    " aws_cloudwatch_dashboard. Set the region of all widgets to the region of the stack.",
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/"
    "CloudWatch-Dashboard-Body-Structure.html",
    requirements=("R-A-14",),
    when_missing="the alarm is on no dashboard",
    overlaps_with=(
        *other_alarm_policies("cloudwatch_dashboard_shows_every_alarm"),
        "api_gateway_deployment_follows_every_change",
        "api_gateway_stage_throttles_every_method",
        "resource_name_ends_in_suffix",
    ),
)

ALARM, DASHBOARD = "aws_cloudwatch_metric_alarm", "aws_cloudwatch_dashboard"
BODY = "dashboard_body"
# Type of a widget -> the property that says what it shows.
KINDS = {"alarm": "alarms", "metric": "metrics"}
TEXT = "text"
FEWEST = ("namespace", "name")
OURS = "a resource of this stack"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if a dashboard names the alarm; a dashboard, if all it shows is of the stack."""
    if resource.type == ALARM:
        shown = f"{resource.address}.arn" in _shown(stack)
        return (
            COMPLIANT
            if shown
            else Violation(CARD.when_missing, "its arn in a widget of type alarm")
        )
    if resource.type != DASHBOARD or not isinstance(stack.suffix, Known):
        # Without a suffix no name is known; resource_has_required_tags reports it, once.
        return NOT_APPLICABLE
    widgets = _widgets(resource)
    if not widgets:
        return _unreadable(resource)
    return next((fault for one in widgets for fault in _faults(one, stack)), COMPLIANT)


def _unreadable(dashboard: Resource) -> Decision:
    text = dashboard.values.get(BODY)
    if isinstance(text, str) and "${" in text:
        return Undecided(f"{BODY}: the expression {text} is not a readable dashboard", BODY)
    return Violation(f"{BODY} without widgets", "a list of widgets")


def _faults(widget: Any, stack: Stack) -> Iterator[Decision]:
    kind, properties = _parts(widget)
    if kind == TEXT and properties.get("markdown"):
        return
    shown = properties.get(KINDS.get(kind, ""))
    if not isinstance(shown, list) or not shown:
        yield Violation(f"a widget of {kind or 'no type'} that shows nothing", "alarms or metrics")
    elif kind == "alarm":
        for text in shown:
            if neutral(str(text), stack) not in _alarms(stack):
                yield Violation(f"a widget for {neutral(str(text), stack)}", OURS)
    else:
        if properties.get("region") != region(stack):
            yield Violation(f"a widget of the region {properties.get('region')}", region(stack))
        for row in shown:
            if not _is_ours(row, stack):
                yield Violation(f"a widget for {json.dumps(row)}", OURS)


def _is_ours(row: Any, stack: Stack) -> bool:
    """Whether namespace, name, and pairs of dimensions are those of a metric of the stack.

    An object behind them says how the metric is drawn; alone it holds a search.
    """
    if isinstance(row, list) and len(row) == 1 and isinstance(row[0], dict):
        return is_found(str(row[0].get("expression")), stack)
    row = row[:-1] if isinstance(row, list) and row and isinstance(row[-1], dict) else row
    if not isinstance(row, list) or len(row) < len(FEWEST) or len(row) % len(FEWEST):
        return False
    words = [str(neutral(str(word), stack)) for word in row]
    dimensions = frozenset(zip(words[2::2], words[3::2], strict=True))
    return is_made(words[0], words[1], dimensions, stack)


def _widgets(dashboard: Resource) -> list[Any] | None:
    try:
        body = json.loads(dashboard.values.get(BODY) or "")
    except (TypeError, ValueError):
        return None
    widgets = body.get("widgets") if isinstance(body, dict) else None
    return widgets if isinstance(widgets, list) else None


def _parts(widget: Any) -> tuple[str, Mapping[str, Any]]:
    """The type of a widget and its properties."""
    held = widget if isinstance(widget, Mapping) else {}
    properties = held.get("properties")
    return str(held.get("type", "")), properties if isinstance(properties, Mapping) else {}


def _alarms_on(dashboard: Resource, stack: Stack) -> Iterator[str]:
    for kind, properties in map(_parts, _widgets(dashboard) or ()):
        for text in properties.get("alarms") or () if kind == "alarm" else ():
            yield neutral(str(text), stack) or str(text)


@lru_cache(maxsize=8)
def _alarms(stack: Stack) -> frozenset[str]:
    return frozenset(f"{alarm.address}.arn" for alarm in stack.of_type(ALARM))


@lru_cache(maxsize=8)
def _shown(stack: Stack) -> frozenset[str]:
    return frozenset(
        alarm for dashboard in stack.of_type(DASHBOARD) for alarm in _alarms_on(dashboard, stack)
    )
