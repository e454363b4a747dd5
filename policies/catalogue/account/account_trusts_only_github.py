"""Only GitHub's OIDC tokens can assume a role from outside the account."""

from policies import Absent, Card, Resource, Severity, Stack, expect
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Violation

WHEN_MISSING = "AWS rejects a provider without it"

CARD = Card(
    title="Only GitHub's OIDC tokens can assume a role from outside the account",
    severity=Severity.HIGH,
    why="A leaked access key works for years. A second audience accepts tokens that were issued for"
    " another service.",
    remedy="Create one aws_iam_openid_connect_provider with GitHub's url and client_id_list"
    " sts.amazonaws.com. Create no users, no access keys and no other provider.",
    source="https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/"
    "oidc-in-aws",
    requirements=("R-ACC-2",),
    when_missing=WHEN_MISSING,
    stacks=("bootstrap",),
)

PROVIDER = "aws_iam_openid_connect_provider"
WANTED = {
    "url": "https://token.actions.githubusercontent.com",
    "client_id_list": ["sts.amazonaws.com"],
}
OTHER_WAYS_IN = (
    "aws_iam_access_key",
    "aws_iam_group",
    "aws_iam_saml_provider",
    "aws_iam_service_specific_credential",
    "aws_iam_user",
    "aws_iam_user_login_profile",
    "aws_rolesanywhere_trust_anchor",
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the provider is GitHub's; any other access is a violation."""
    if resource.type in OTHER_WAYS_IN:
        return Violation(f"an {resource.type}", "a role for workflow runs on GitHub")
    if resource.type != PROVIDER:
        return NOT_APPLICABLE
    for attribute, wanted in WANTED.items():
        decision = _is(wanted, attribute, resource, stack)
        if decision != COMPLIANT:
            return decision
    if isinstance(stack.value(resource, "thumbprint_list"), Absent):
        return COMPLIANT
    return Violation("thumbprint_list", "none: AWS trusts the certificate authority")


def _is(wanted: object, attribute: str, resource: Resource, stack: Stack) -> Decision:
    return expect(
        stack.value(resource, attribute),
        attribute,
        lambda found: bool(found == wanted),
        wanted=str(wanted),
        when_missing=WHEN_MISSING,
    )
