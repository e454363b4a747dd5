"""API Gateway resource policies reject only unlisted addresses on an exchange's path."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from ipaddress import ip_network

from policies import Card, Resource, Severity, Stack, as_bool, expect_if_written, expect_nothing
from policies.aws.policy_documents import Statement, Words, statements
from policies.catalogue.market import PRICES
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation
from policies.engine.values import Computed

CARD = Card(
    title="API Gateway resource policies reject only unlisted addresses on an exchange's path",
    severity=Severity.HIGH,
    why="One statement or path too many answers 403 to every sender. A statement that lists all"
    " addresses rejects nobody, although it looks like protection.",
    remedy="Allow execute-api:Invoke to everybody on <execution_arn>/*. In an"
    " aws_api_gateway_rest_api_policy, deny it at <execution_arn>/*/POST/webhooks/<exchange> and /*"
    " below it, unless aws:SourceIp is in the networks of the exchange (NotIpAddress). The setting"
    " source_addresses writes this policy. Leave disable_execute_api_endpoint off.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "apigateway-resource-policies-examples.html",
    requirements=("R-A-9", "R-A-20"),
    when_missing="everybody may call the API, as wanted",
    stacks=PRICES,
    overlaps_with=("api_gateway_deployment_follows_every_change",),
)

API, POLICY = "aws_api_gateway_rest_api", "aws_api_gateway_rest_api_policy"
EVERYBODY = frozenset({("AWS", "*")})
INVOKE = frozenset({"execute-api:Invoke"})
PATH = re.compile(r"/\*/POST/webhooks/[a-z0-9-]+")
WANTED = "everybody allowed, and unlisted addresses denied on the path of an exchange"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the API has no policy, or one that rejects nobody else."""
    if resource.type != API:
        return NOT_APPLICABLE
    closed = _closed(resource, stack)
    policies = _policies(stack).get(resource, ())
    if closed != COMPLIANT:
        return closed
    if not policies:
        return COMPLIANT
    if len(policies) > 1:
        return Violation(f"{len(policies)} policies of the API", "one")
    found = statements(policies[0], "policy", stack)
    return (
        _allows(found, resource) if isinstance(found, list) else _with_address(found, policies[0])
    )


def _closed(api: Resource, stack: Stack) -> Decision:
    """Whether something within the API closes it, as people do in the console."""
    within = expect_nothing(api, "policy", stack)
    if within != COMPLIANT:
        return within
    return expect_if_written(
        stack.value(api, "disable_execute_api_endpoint"),
        "disable_execute_api_endpoint",
        lambda found: as_bool(found) is False,
        wanted="false",
    )


def _with_address(found: Violation | Undecided, policy: Resource) -> Decision:
    if isinstance(found, Violation):
        return Violation(f"{policy.address}: {found.found}", found.wanted)
    return Undecided(f"{policy.address}: {found.why}", f"{policy.address}.{found.attribute}")


def _allows(found: Sequence[Statement], api: Resource) -> Decision:
    api_arn = f"{api.address}.execution_arn"
    everybody = Statement("Allow", INVOKE, frozenset({f"{api_arn}/*"}), EVERYBODY)
    strange = [one for one in found if one != everybody and not _is_of_an_exchange(one, api_arn)]
    if strange:
        return Violation(f"the statement {strange[0]}", WANTED)
    return COMPLIANT if everybody in found else Violation("nobody is allowed", WANTED)


def _is_of_an_exchange(one: Statement, api_arn: str) -> bool:
    """Whether the statement denies only unlisted addresses, on the path of one exchange."""
    if (one.effect, one.actions, one.principals) != ("Deny", INVOKE, EVERYBODY):
        return False
    path = min(one.resources, key=len, default="").removeprefix(api_arn)
    return (
        PATH.fullmatch(path) is not None
        and one.resources == {f"{api_arn}{path}", f"{api_arn}{path}/*"}
        and len(one.conditions) == 1
        and all(map(_spares_some, one.conditions))
    )


def _spares_some(condition: tuple[str, str, Words]) -> bool:
    """Whether the condition spares those who post from some networks, but not everybody."""
    operator, key, networks = condition
    return (operator, key) == ("NotIpAddress", "aws:SourceIp") and all(map(_is_network, networks))


def _is_network(text: str) -> bool:
    """Whether the text names some addresses, but not all of them."""
    try:
        return ip_network(text).prefixlen > 0
    except ValueError:
        return False


@lru_cache(maxsize=8)
def _policies(stack: Stack) -> Mapping[Resource, Sequence[Resource]]:
    found: dict[Resource, list[Resource]] = {}
    for policy in stack.of_type(POLICY):
        api = stack.value(policy, "rest_api_id")
        if isinstance(api, Computed):
            found.setdefault(api.resource, []).append(policy)
    return found
