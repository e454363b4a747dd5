"""API Gateway stages have alarms on 5XX errors, the 4XX rate and the request count."""

from policies import Card, Computed, Known, Resource, Severity, Stack, Value
from policies.aws.alarms import (
    FOREVER,
    AlarmMetric,
    RequiredAlarm,
    expect_alarms,
    other_alarm_policies,
)
from policies.engine.decision import NOT_APPLICABLE, Decision, Undecided

CARD = Card(
    title="API Gateway stages have alarms on 5XX errors, the 4XX rate and the request count",
    severity=Severity.HIGH,
    why="An API that rejects its senders looks quiet: no function runs, nothing fails, and data is"
    " missing.",
    remedy="Add alarms on AWS/ApiGateway 5XXError (Sum above 0), on 4XXError as a percentage of"
    " Count, and on Count (Sum), for ApiName and Stage.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "api-gateway-metrics-and-dimensions.html",
    requirements=("R-A-14",),
    when_missing="no alarm fires",
    overlaps_with=(
        *other_alarm_policies("api_gateway_stage_alarms_on_errors_and_traffic"),
        "api_gateway_deployment_follows_every_change",
        "api_gateway_stage_throttles_every_method",
        "resource_name_ends_in_suffix",
    ),
)

NAMESPACE = "AWS/ApiGateway"
MOST_PERCENT = 99


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if all three alarms exist for the stage."""
    if resource.type != "aws_api_gateway_stage":
        return NOT_APPLICABLE
    api, stage = _api_name(resource, stack), stack.value(resource, "stage_name")
    if not isinstance(api, Known) or not isinstance(stage, Known):
        return Undecided(f"the name of the API is {api}, stage_name is {stage}")
    by_name = frozenset({("ApiName", str(api.value)), ("Stage", str(stage.value))})
    refused = AlarmMetric(NAMESPACE, "4XXError", by_name, "Sum")
    needs = [
        RequiredAlarm(AlarmMetric(NAMESPACE, "5XXError", by_name, "Sum")),
        RequiredAlarm(refused, least=1, most=MOST_PERCENT, of="Count"),
        RequiredAlarm(AlarmMetric(NAMESPACE, "Count", by_name, "Sum"), least=1, most=FOREVER),
    ]
    return expect_alarms(needs, stack)


def _api_name(stage: Resource, stack: Stack) -> Value:
    api = stack.value(stage, "rest_api_id")
    return stack.value(api.resource, "name") if isinstance(api, Computed) else api
