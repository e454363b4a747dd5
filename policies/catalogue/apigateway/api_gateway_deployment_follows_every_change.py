"""API Gateway creates a new deployment whenever a part of the API changes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from policies import Card, Computed, Known, Resource, Severity, Stack, as_bool
from policies.aws.rest_apis import INTEGRATION, METHOD
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="API Gateway creates a new deployment whenever a part of the API changes",
    severity=Severity.HIGH,
    why="A deployment is a snapshot. Without a new one, the stage keeps serving the old API"
    " although Terraform reports success.",
    remedy="Let the deployment depend on every resource, method, integration and response of its"
    " API. Put a SHA-256 of their settings and the uri of each integration into triggers, and set"
    " lifecycle.create_before_destroy.",
    source="https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/"
    "api_gateway_deployment",
    requirements=("R-A-18",),
    when_missing="triggers: API Gateway keeps serving the old snapshot; create_before_destroy:"
    " Terraform"
    " cannot replace a deployment that a stage uses",
    overlaps_with=("api_gateway_stage_throttles_every_method",),
)

DEPLOYMENT, STAGE = "aws_api_gateway_deployment", "aws_api_gateway_stage"
PARTS = (
    "aws_api_gateway_resource",
    METHOD,
    "aws_api_gateway_method_response",
    INTEGRATION,
    "aws_api_gateway_integration_response",
    "aws_api_gateway_authorizer",
    "aws_api_gateway_gateway_response",
    "aws_api_gateway_model",
    "aws_api_gateway_request_validator",
    "aws_api_gateway_rest_api_policy",
)
DIGEST = re.compile(r"[0-9a-f]{64}")


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if a deployment waits for the part, sees it change, and is what a stage serves."""
    if resource.type in PARTS:
        return _is_deployed(resource, stack)
    if resource.type == DEPLOYMENT:
        return next(_faults(resource, stack), COMPLIANT)
    return _serves(resource, stack) if resource.type == STAGE else NOT_APPLICABLE


def _is_deployed(part: Resource, stack: Stack) -> Decision:
    api = _api(part, stack)
    if api is None:
        return Undecided(f"rest_api_id is {stack.value(part, 'rest_api_id')}, no API of this stack")
    if any(one.refers_to(part) for one in _of_api(DEPLOYMENT, stack).get(api, ())):
        return COMPLIANT
    return Violation("no deployment that depends on it", "depends_on in the deployment")


def _api(resource: Resource, stack: Stack) -> Resource | None:
    api = stack.value(resource, "rest_api_id")
    return api.resource if isinstance(api, Computed) and api.attribute == "id" else None


def _serves(stage: Resource, stack: Stack) -> Decision:
    served = stack.value(stage, "deployment_id")
    if isinstance(served, Computed) and (served.resource.type, served.attribute) == (
        DEPLOYMENT,
        "id",
    ):
        same = stack.value(stage, "rest_api_id") == stack.value(served.resource, "rest_api_id")
        return COMPLIANT if same else Violation("a deployment of another API", "one of its own API")
    return Violation(f"deployment_id {served}", "the id of a deployment of this stack")


def _faults(deployment: Resource, stack: Stack) -> Iterator[Decision]:
    raw = deployment.values.get("triggers")
    triggers = list(raw.values()) if isinstance(raw, Mapping) else []
    if not any(_is_digest(trigger) for trigger in triggers):
        yield Violation("no digest of the API in triggers", "a SHA-256 in triggers")
    for uri in sorted(_uris(deployment, stack) - {one for one in triggers if _is_text(one)}):
        yield Violation(f"triggers without {uri.strip('${}')}", "the uri of every integration")
    first = stack.value(deployment, "lifecycle", "create_before_destroy")
    if not isinstance(first, Known) or as_bool(first.value) is not True:
        yield Violation(f"create_before_destroy {first}", "true")


def _uris(deployment: Resource, stack: Stack) -> set[str]:
    """What the integrations of the deployment's API call, as it is written."""
    ours = _of_api(INTEGRATION, stack).get(_api(deployment, stack), ())
    return {str(one.values.get("uri")) for one in ours}


@lru_cache(maxsize=16)
def _of_api(kind: str, stack: Stack) -> Mapping[Resource | None, Sequence[Resource]]:
    """API -> its parts of one type."""
    found: dict[Resource | None, list[Resource]] = {}
    for one in stack.of_type(kind):
        found.setdefault(_api(one, stack), []).append(one)
    return found


def _is_text(trigger: Any) -> bool:
    return isinstance(trigger, str)


def _is_digest(trigger: Any) -> bool:
    return _is_text(trigger) and DIGEST.fullmatch(trigger) is not None
