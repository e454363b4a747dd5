"""Lambda functions that take or enrich prices have alarms on bad data."""

from collections.abc import Iterator

from policies import NOT_APPLICABLE, Card, Decision, Known, Resource, Severity, Stack, Undecided
from policies.aws.alarms import (
    OWN_NAMESPACE,
    AlarmMetric,
    RequiredAlarm,
    expect_alarms,
    other_alarm_policies,
)
from policies.aws.function_variables import variables_of
from policies.aws.metrics import OWN, split_values
from policies.aws.triggers import FUNCTION

CARD = Card(
    title="Lambda functions that take or enrich prices have alarms on bad data",
    severity=Severity.HIGH,
    why="API Gateway answers 202 before a webhook is checked. Without an alarm nobody hears that"
    " what a sender posts is rejected, or that its prices are far from all others.",
    remedy="For each exchange in EXCHANGE_ENDPOINTS add an alarm on MarketPipelines TicksRejected"
    " above 1 to 50 % of TicksReceived with the dimensions Environment and Exchange, one on"
    " TicksOverLimit above 0, and for MAX_DEVIATION_PERCENT one on SuspectPrices above 0.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html",
    requirements=("R-A-14", "R-A-19", "R-A-24"),
    when_missing="no alarm fires",
    overlaps_with=(
        *other_alarm_policies("lambda_function_alarms_on_bad_data"),
        "lambda_function_reads_only_its_exchange_secrets",
        "lambda_function_variables_hold_what_they_name",
    ),
)

EXCHANGES, DEVIATION = OWN["split"]["variable"], "MAX_DEVIATION_PERCENT"
# The share of rejected ticks that an alarm may overlook, in percent.
MOST_REJECTED = 50


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if bad data fires alarms; for functions with the variables of the pipeline only."""
    variables = variables_of(resource) or {} if resource.type == FUNCTION else {}
    if not {EXCHANGES, DEVIATION} & variables.keys():
        return NOT_APPLICABLE
    suffix = stack.suffix
    if not isinstance(suffix, Known):
        # resource_has_required_tags reports it, once for the stack.
        return NOT_APPLICABLE
    required = list(_required(resource, str(suffix.value), takes=EXCHANGES in variables))
    if not required:
        return Undecided(f"{EXCHANGES}: no readable exchange")
    return expect_alarms(required, stack)


def _required(function: Resource, suffix: str, *, takes: bool) -> Iterator[RequiredAlarm]:
    if not takes:
        yield RequiredAlarm(_metric("SuspectPrices", suffix))
        return
    for exchange in sorted(split_values(function)):
        rejected = _metric("TicksRejected", suffix, ("Exchange", exchange))
        yield RequiredAlarm(rejected, least=1, most=MOST_REJECTED, of="TicksReceived")
        yield RequiredAlarm(_metric("TicksOverLimit", suffix))


def _metric(name: str, suffix: str, *more: tuple[str, str]) -> AlarmMetric:
    return AlarmMetric(OWN_NAMESPACE, name, frozenset({("Environment", suffix), *more}), "Sum")
