"""API Gateway integrations have permission to invoke their function."""

from fnmatch import fnmatchcase

from policies import Card, Computed, Known, Resource, Severity, Stack
from policies.aws.policy_documents import neutral
from policies.aws.triggers import FUNCTION, permissions_of
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="API Gateway integrations have permission to invoke their function",
    severity=Severity.HIGH,
    why="Without the permission API Gateway returns 500 for every request, and nothing else reports"
    " the error.",
    remedy="Add an aws_lambda_permission for apigateway.amazonaws.com. Set source_arn to the"
    " execution_arn of the API followed by /*/<verb>/<path> of the method.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "api-gateway-control-access-using-iam-policies-to-invoke-api.html",
    requirements=("R-A-9",),
    when_missing="AWS rejects the integration",
    overlaps_with=(
        "api_gateway_deployment_follows_every_change",
        "api_gateway_stage_throttles_every_method",
        "lambda_configuration_is_reachable",
        "lambda_function_keeps_failed_events",
        "lambda_permission_names_its_source",
    ),
)

INTEGRATION = "aws_api_gateway_integration"
API, PART = "aws_api_gateway_rest_api", "aws_api_gateway_resource"
PRINCIPAL = Known("apigateway.amazonaws.com")


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if a permission of the function covers the path and verb of the integration."""
    if resource.type != INTEGRATION:
        return NOT_APPLICABLE
    uri = stack.value(resource, "uri")
    if not isinstance(uri, Computed) or uri.resource.type != FUNCTION:
        # api_gateway_integration_is_asynchronous reports it.
        return NOT_APPLICABLE
    verb, path = stack.value(resource, "http_method"), _path(resource, "resource_id", stack)
    if path is None or not isinstance(verb, Known):
        return Undecided("the path or the verb of the method is unknown")
    call = f"{path[0]}.execution_arn/any/{verb.value}/{'/'.join(path[1:])}"
    for permission in permissions_of(uri.resource, stack):
        covered = neutral(str(permission.values.get("source_arn")), stack) or ""
        if stack.value(permission, "principal") == PRINCIPAL and fnmatchcase(call, covered):
            return COMPLIANT
    return Violation(f"no permission of {uri.resource.address} for {call}", "one that covers it")


def _path(one: Resource, attribute: str, stack: Stack) -> list[str] | None:
    """The address of the API, then the parts of the path; None if a step is not known."""
    above = stack.value(one, attribute)
    if not isinstance(above, Computed):
        return None
    if (above.resource.type, above.attribute) == (API, "root_resource_id"):
        return [above.resource.address]
    part = stack.value(above.resource, "path_part")
    if (above.resource.type, above.attribute) != (PART, "id") or not isinstance(part, Known):
        return None
    higher = _path(above.resource, "parent_id", stack)
    return [*higher, str(part.value)] if higher and part.value else None
